/** What one period looks like: action, effort and understanding of every rower, read from the state. */

import type { Organization } from "../rules/organization";

/** What a member does: it pulls an oar, has no seat, or manages instead. */
export type Work = "oar" | "idle" | "managing";

export interface Rower {
  readonly work: Work;
  /** +1 pulls toward the destination, -1 the wrong way, 0 not at all. */
  readonly drive: number;
  readonly effort: number;
  /** Right minus wrong beliefs per goal: 1 knows where the destination lies, -1 believes the opposite. */
  readonly belief: number;
  /** Whether it rows to a common plan, and so in time with the others. */
  readonly inTime: boolean;
  readonly leads: boolean;
  readonly initiative: boolean;
  readonly recognized: boolean;
  readonly reprimanded: boolean;
  readonly isNew: boolean;
  /** Whether the water at its oar has turned this week, so that the other pull is right now. */
  readonly turned: boolean;
}

export interface Week {
  readonly rowers: readonly Rower[];
  readonly speed: number;
  readonly heading: number;
  readonly madeGood: number;
  /** The side to which the boat drifts: that of the goals that are pulled the wrong way. */
  readonly side: number;
  readonly goals: readonly number[];
  /** The condition of the water at each decision. */
  readonly water: readonly number[];
  readonly shocked: boolean;
  readonly newcomers: number;
}

/** Period `t`, which must be the last one that was run; at most `most` rowers are read. `before` is the water then. */
export function weekOf(crew: Organization, t: number, most: number, before: readonly number[]): Week {
  const goals = all(crew, "ocean.goal");
  const water = all(crew, "ocean.condition");
  const plans = most > 0 ? plansOf(crew) : [];
  const rowers: Rower[] = [];
  let newcomers = 0;
  for (let i = 0; i < crew.members; i++) {
    const isNew = crew.read("people.joined", i) === t;
    newcomers += isNew ? 1 : 0;
    const decision = crew.read("week.decision", i);
    const turned = decision >= 0 && water[decision] !== before[decision];
    if (i < most) rowers.push({ ...rower(crew, i, goals, plans), isNew, turned });
  }
  return {
    rowers,
    speed: crew.measured("speed", t),
    heading: crew.measured("heading", t),
    madeGood: crew.measured("made_good", t),
    side: sideOf(crew, goals),
    goals,
    water,
    shocked: crew.read("ocean.shocked", t) === 1,
    newcomers,
  };
}

/** Before the first week: all members are aboard, and nobody rows. */
export function atRest(crew: Organization, most: number): Week {
  const goals = all(crew, "ocean.goal");
  const rowers = Array.from({ length: Math.min(most, crew.members) }, (_, i): Rower => {
    const quiet = { initiative: false, recognized: false, reprimanded: false, isNew: false, turned: false };
    const leads = crew.read("structure.leads", i) === 1;
    return { work: "idle", drive: 0, effort: 0, belief: beliefOf(crew, i, goals), inTime: true, leads, ...quiet };
  });
  return {
    rowers,
    speed: 0,
    heading: 1,
    madeGood: 0,
    side: 0,
    goals,
    water: all(crew, "ocean.condition"),
    shocked: false,
    newcomers: 0,
  };
}

/** All numbers of a column with one dimension. */
function all(crew: Organization, name: string): number[] {
  return Array.from({ length: crew.shape(name)[0] ?? 0 }, (_, k) => crew.read(name, k));
}

/** The plan that members acted on, per decision. A rewarded initiative may have become the plan after the action. */
export function plansOf(crew: Organization): number[] {
  const plans = all(crew, "course.plan");
  for (let i = 0; i < crew.members; i++)
    if (crew.read("week.initiative", i) === 1) plans[crew.read("week.decision", i)] = -crew.read("week.action", i);
  return plans;
}

/** Right minus wrong beliefs of a member, per goal. */
function beliefOf(crew: Organization, i: number, goals: readonly number[]): number {
  let known = 0;
  goals.forEach((goal, k) => (known += goal * crew.at("people.belief", i, k)));
  return known / goals.length;
}

function rower(
  crew: Organization,
  i: number,
  goals: readonly number[],
  plans: readonly number[],
): Omit<Rower, "isNew" | "turned"> {
  const decision = crew.read("week.decision", i);
  const managing = crew.read("week.managing", i) === 1;
  const rows = decision >= 0;
  return {
    work: rows ? "oar" : managing ? "managing" : "idle",
    drive: rows ? (crew.read("week.right", i) === 1 ? 1 : -1) : 0,
    effort: crew.read("week.effort", i),
    belief: beliefOf(crew, i, goals),
    inTime: rows && plans[decision] === crew.read("week.action", i),
    leads: crew.read("structure.leads", i) === 1,
    initiative: crew.read("week.initiative", i) === 1,
    recognized: crew.read("week.recognized", i) === 1,
    reprimanded: crew.read("week.reprimanded", i) === 1,
  };
}

/** Goals lie to port and starboard alternately; wrong pulls at a goal turn the boat to its side. */
function sideOf(crew: Organization, goals: readonly number[]): number {
  let port = 0;
  const decisions = crew.shape("week.pull")[0] ?? 0;
  for (let j = 0; j < decisions; j++) {
    const k = crew.read("structure.serves", j);
    const right = (goals[k] ?? 0) * crew.read("ocean.condition", j);
    if (crew.read("week.pull", j) * right < 0) port += k % 2 === 0 ? 1 : -1;
  }
  return Math.sign(port);
}
