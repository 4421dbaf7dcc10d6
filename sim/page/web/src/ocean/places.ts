/** Seats in a boat: the distance between benches is 1, the bow is ahead of bench 0, and the cox sits at the stern. */

const OUT = 0.46; // of a rower from the keel

/** The number of benches for this many members, of whom the first is the cox. */
export function benches(members: number): number {
  return Math.max(2, Math.ceil((members - 1) / 2));
}

/** Length of the hull in benches. */
export function hullLength(members: number): number {
  return benches(members) + 5;
}

/** Where member `i` sits: along the keel (bow positive, 0 amidships) and across it. */
export function place(i: number, members: number): { along: number; across: number } {
  const rows = benches(members);
  if (i === 0) return { along: -rows / 2 - 1.1, across: 0 };
  const bench = (i - 1) >> 1;
  return { along: rows / 2 - 0.5 - bench, across: i % 2 === 1 ? -OUT : OUT };
}
