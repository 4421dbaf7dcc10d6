/** The chapters of the story, one after the other. */

import type { Chapter, Touch } from "./chapters";
import { DISTANCE, LEADER } from "./chapters";

const WHO = ["first", "second", "same"];
const WHERE = ["low", "middle", "high", "same"];
const WEEKS = { low: 0, high: 60, step: 1 };
const SHARES = { low: 0, high: 100, step: 5 };

/** What most chapters have in common. */
const USUAL = {
  others: [],
  ocean: {},
  picks: WHO,
  number: WEEKS,
  measure: DISTANCE,
  sweep: null,
  swept: 2,
  replicate: 29,
  from: 0,
  watch: 40,
} as const;

function touch(path: string, whose: Touch["whose"], start: number, high = 100, step = 5, factor = 0.01): Touch {
  return { path, whose, start, low: 0, high, step, factor };
}

const MEMBERS: Touch = {
  path: "organization.members",
  whose: "both",
  low: 6,
  high: 60,
  step: 6,
  start: 12,
  factor: 1,
};
const FED = { "rewards.initiative": 0.9, "management.control": 0.1 };
const STARVED = { "rewards.initiative": 0, "network.ties": 0, "management.control": 0.9 };
const NEEDS = Object.fromEntries(
  ["achievement", "recognition", "belonging", "esteem"].map((need) => [`motivation.weight_${need}`, 0.25]),
);
const GROWING = {
  "development.rate": 0.05,
  "development.retrospectives": 0.9,
  "development.coaching": 0.9,
  "development.stretch": 0.2,
};
const RESTING = {
  "development.rate": 0.02,
  "development.retrospectives": 0.5,
  "development.coaching": 0.5,
  "development.stretch": 0,
};

export const CHAPTERS: readonly Chapter[] = [
  {
    ...USUAL,
    id: "adrift",
    kind: "race",
    crews: [{ base: "managed_only" }, { base: "neither" }],
    theory: "first",
    touch: touch("leadership.strength", "first", 0),
    sight: { lane: 0, what: "astray" },
  },
  {
    ...USUAL,
    id: "mirror",
    kind: "race",
    crews: [{ base: "no_paddles" }, { base: "managed_only" }],
    theory: "second",
    touch: MEMBERS,
    sight: { lane: 0, what: "idle" },
  },
  {
    ...USUAL,
    id: "both",
    kind: "sum",
    crews: [{ base: "led" }, { base: "managed_only" }],
    others: [{ base: "no_paddles" }, { base: "neither" }],
    picks: ["less", "sum", "more"],
    theory: "more",
    touch: touch("environment.feedback_accuracy", "both", 70),
    sight: { lane: 0, what: "dared" },
  },
  {
    ...USUAL,
    id: "lost",
    kind: "race",
    crews: [
      { base: "lost_direction", interventions: [{ at: 100, set: { "leadership.strength": 1 } }] },
      { base: "lost_direction" },
    ],
    theory: "first",
    from: 92,
    watch: 118,
    touch: { path: LEADER, whose: "first", low: 100, high: 195, step: 5, start: 100, factor: 1 },
    sight: { lane: 1, what: "astray", after: 104 },
  },
  {
    ...USUAL,
    id: "storm",
    kind: "cross",
    crews: [{ base: "led" }, { base: "over_managed" }],
    ocean: { "environment.shock_every": 30 },
    picks: ["first", "second", "cross"],
    theory: "cross",
    number: { low: 0, high: 2, step: 0.05 },
    // x: how often the island moves in a year of 50 weeks. At 1.25 the ocean is the usual one.
    sweep: {
      levers: { "environment.strategic_turbulence": 1 / 250, "environment.operational_turbulence": 4 / 250 },
      points: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.25, 1.5, 2],
    },
    touch: touch("management.control", "second", 90),
    sight: { lane: 1, what: "reprimanded" },
  },
  {
    ...USUAL,
    id: "planning",
    kind: "cross",
    crews: [{ base: "led" }, { base: "long_plan" }],
    picks: ["first", "second", "cross"],
    theory: "cross",
    number: SHARES,
    sweep: { levers: { "environment.foresight": 1 / 100 }, points: [0, 20, 40, 60, 70, 80, 85, 90, 95, 100] },
    // The water at the oars changes in proportion, as in the usual ocean.
    touch: {
      ...touch("environment.strategic_turbulence", "both", 0.5, 4, 0.5),
      along: { "environment.operational_turbulence": 0.04 },
    },
    sight: { lane: 1, what: "astray" },
  },
  {
    ...USUAL,
    id: "channels",
    kind: "best",
    crews: [
      { base: "led", set: { "leadership.communication": 0 } },
      { base: "led", set: { "leadership.communication": 1 } },
    ],
    others: [{ base: "led" }],
    picks: WHERE,
    theory: "high",
    number: SHARES,
    sweep: { levers: { "leadership.communication": 1 / 100 }, points: [0, 10, 20, 30, 40, 60, 80, 100] },
    swept: 1,
    touch: touch("leadership.channel_fidelity", "both", 85),
    sight: { lane: 0, what: "astray" },
  },
  {
    ...USUAL,
    id: "lowest",
    kind: "best",
    crews: [{ base: "led" }, { base: "managed_only" }],
    picks: ["low", "high", "split", "same"],
    theory: "split",
    number: SHARES,
    sweep: { levers: { "management.control": 1 / 100 }, points: [0, 20, 40, 60, 80, 100] },
    touch: MEMBERS,
    sight: { lane: 0, what: "dared" },
  },
  {
    ...USUAL,
    id: "setbacks",
    kind: "race",
    crews: [
      { base: "led", set: { ...NEEDS, ...FED } },
      { base: "led", set: { ...NEEDS, ...STARVED } },
    ],
    ocean: { "environment.shock_every": 30 },
    theory: "first",
    number: { low: 30, high: 100, step: 1 },
    measure: "effort",
    touch: touch("network.ties", "second", 0, 8, 1, 1),
    sight: { lane: 0, what: "thanked" },
  },
  {
    ...USUAL,
    id: "leaders",
    kind: "race",
    crews: [
      { base: "led", set: GROWING, interventions: [{ at: 100, set: RESTING }] },
      { base: "led", interventions: [{ at: 100, set: GROWING }] },
    ],
    others: [{ base: "led" }],
    theory: "first",
    touch: touch("leadership.channel_fidelity", "both", 85),
    sight: { lane: 0, what: "officer" },
  },
  {
    ...USUAL,
    id: "rewards",
    kind: "best",
    crews: [{ base: "led" }, { base: "led", set: { "rewards.attempts": 1 } }],
    picks: WHERE,
    theory: "middle",
    number: SHARES,
    sweep: { levers: { "rewards.attempts": 1 / 100 }, points: [0, 20, 40, 60, 80, 100] },
    swept: 1,
    touch: touch("rewards.adoption", "both", 10),
    sight: { lane: 1, what: "thanked" },
  },
  {
    ...USUAL,
    id: "network",
    kind: "best",
    crews: [
      { base: "led", set: { "network.ties": 0 } },
      { base: "led", set: { "network.ties": 8 } },
    ],
    others: [{ base: "led" }],
    picks: WHERE,
    theory: "middle",
    number: { low: 0, high: 10, step: 1 },
    sweep: { levers: { "network.ties": 1 }, points: [0, 1, 2, 3, 4, 6, 8, 10] },
    swept: 1,
    touch: touch("leadership.channel_fidelity", "both", 85),
    sight: { lane: 1, what: "talked" },
  },
  {
    ...USUAL,
    id: "ways",
    kind: "best",
    crews: [
      { base: "led", set: { "motivation.ideas": 0 } },
      { base: "led", set: { "motivation.ideas": 0.4 } },
    ],
    others: [{ base: "led" }],
    picks: WHERE,
    theory: "middle",
    number: { low: 0, high: 20, step: 1 },
    // x: how many ideas a rower of full effort has in a year of 50 weeks.
    sweep: { levers: { "motivation.ideas": 1 / 50 }, points: [0, 1, 2, 3, 5, 8, 12, 20] },
    swept: 1,
    touch: touch("environment.ruggedness", "both", 50),
    sight: { lane: 1, what: "tried" },
  },
  {
    ...USUAL,
    id: "shore",
    kind: "best",
    crews: [{ base: "deaf_to_customers" }, { base: "deaf_to_customers", set: { "leadership.outside": 0.5 } }],
    picks: WHERE,
    theory: "middle",
    number: SHARES,
    sweep: { levers: { "leadership.outside": 1 / 100 }, points: [0, 10, 20, 30, 40, 50, 60, 80, 100] },
    swept: 1,
    touch: touch("environment.dependence", "both", 30),
    sight: { lane: 1, what: "chief" },
  },
];
