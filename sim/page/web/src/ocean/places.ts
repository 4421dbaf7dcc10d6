/** Who sits where in a boat: benches one apart, the bow ahead of bench 0, the cox at the stern. */

const OUT = 0.42; // of a rower from the keel

/** How many benches so many members need; the first of them is the cox. */
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
