/** What a member's week looks like from inside, in words and bars, from the state. */

import { h } from "../dom";
import type { Facts } from "../facts";
import { plansOf } from "../ocean/week";
import type { Organization } from "../rules/organization";
import type { Words } from "../words";

const NEEDS = ["achievement", "recognition", "belonging", "esteem"];
const SHARES = ["skill", "record"];

/** Who a member is: its position, its rank, and since when it is aboard. */
export function who(words: Words, crew: Organization, i: number): { title: string; rank: string } {
  const read = (name: string): number => crew.read(name, i);
  const joined = read("people.joined");
  const since = joined < 0 ? words("inside.founder") : words("inside.joined", { week: joined + 1 });
  const rank =
    i === 0
      ? words("inside.chief")
      : words(read("structure.leads") === 1 ? "inside.manager" : "inside.rower", { boss: read("structure.boss") });
  const title = words("inside.person", { position: i, person: read("people.person") });
  return { title, rank: `${rank} ${since}` };
}

/** Everything about a member in this week. */
export function tell(words: Words, facts: Facts, crew: Organization, i: number): HTMLElement[] {
  const read = (name: string): number => crew.read(name, i);
  const { title, rank } = who(words, crew, i);
  const bars = (names: readonly string[]): HTMLElement =>
    h("dl", { class: "bars" }, ...names.flatMap((name) => bar(words, words(`inside.${name}`), read(`people.${name}`))));
  return [
    h("h4", {}, title),
    h("p", {}, rank),
    h("ul", { class: "why" }, ...why(words, facts.encounters, crew, i).map((line) => h("li", {}, line))),
    h("h5", {}, words("inside.needs")),
    bars(NEEDS),
    h("h5", {}, words("inside.standing")),
    bars(SHARES),
    h(
      "dl",
      { class: "bars" },
      ...bar(words, words("inside.safety"), crew.read("course.safety", read("structure.boss"))),
      ...bar(words, words("inside.reach"), read("week.reach")),
      ...bar(words, words("inside.effort"), read("week.effort")),
    ),
  ];
}

/** How a member stands, in sentences: its needs and effort, an officer's skill, and the support that the chief has. */
export function standing(words: Words, crew: Organization, i: number, support: number | null): string[] {
  const percent = (value: number): string => `${words.number(100 * value, 0)} %`;
  const needs = NEEDS.map((name) => `${words(`inside.${name}`)} ${percent(crew.read(`people.${name}`, i))}`);
  const sentences = [`${words("inside.needs")}: ${needs.join(", ")}.`];
  sentences.push(`${words("inside.effort")}: ${percent(crew.read("week.effort", i))}.`);
  if (crew.read("structure.leads", i) === 1)
    sentences.push(`${words("inside.skill")}: ${percent(crew.read("people.skill", i))}.`);
  if (i === 0 && support !== null) sentences.push(words("inside.support", { share: percent(support) }));
  return sentences;
}

function bar(words: Words, label: string, value: number): HTMLElement[] {
  return [
    h("dt", {}, label),
    h(
      "dd",
      {},
      h("meter", { min: 0, max: 1, value, "aria-label": label }),
      h("span", {}, `${words.number(100 * value, 0)} %`),
    ),
  ];
}

/** Sentences about the week from the state's flags: what the member heard, saw and did, and whom it met. */
export function why(
  words: Words,
  encounters: Readonly<Record<string, number>>,
  crew: Organization,
  i: number,
): string[] {
  const read = (name: string): number => crew.read(name, i);
  const sign = (value: number): string =>
    words(value > 0 ? "inside.plus" : value < 0 ? "inside.minus" : "inside.blank");
  // Where the water runs against the goal, the other side is right.
  const course = (value: number): string => words(value < 0 ? "inside.against" : "inside.with");
  const decision = read("week.decision");
  const sentences: string[] = [];
  if (decision < 0) sentences.push(words(read("week.managing") === 1 ? "inside.managed" : "inside.idle"));
  else {
    const goal = crew.read("structure.serves", decision);
    const [plan, action] = [plansOf(crew)[decision], read("week.action")];
    sentences.push(
      words("inside.heard", {
        goal: goal + 1,
        direction: sign(crew.read("course.direction", goal)),
        belief: sign(crew.at("people.belief", i, goal)),
        truth: sign(crew.read("ocean.goal", goal)),
      }),
    );
    sentences.push(
      words("inside.saw", {
        decision: decision + 1,
        reading: course(read("week.reading")),
        truth: course(crew.read("ocean.condition", decision)),
        right: sign(read("week.right") === 1 ? action : -action),
      }),
    );
    const reason =
      read("week.initiative") === 1
        ? "initiative"
        : read("week.own") === 1
          ? plan === 0
            ? "own"
            : plan === action
              ? "agreed"
              : "free"
          : plan === action
            ? "followed"
            : "coin";
    sentences.push(words(`inside.did.${reason}`, { action: sign(action) }));
    sentences.push(
      words(
        `inside.was.${read("week.right") === 1 ? "right" : "wrong"}.${read("week.success") === 1 ? "seen" : "unseen"}`,
      ),
    );
    if (crew.read("course.leader", decision) === i) sentences.push(words("inside.tries"));
    if (read("week.recognized") === 1) sentences.push(words("inside.recognized"));
    if (read("week.reprimanded") === 1) sentences.push(words("inside.reprimanded"));
  }
  const met = read("week.met");
  const how = Object.entries(encounters).find(([, code]) => code === read("week.encounter"))?.[0] ?? "nothing";
  if (met >= 0) sentences.push(words(`inside.met.${how}`, { other: met }));
  sentences.push(tiesOf(words, crew, i));
  return sentences;
}

/** The informal ties, which the graph shows as curves, as a sentence. */
function tiesOf(words: Words, crew: Organization, i: number): string {
  const ties = crew.shape("people.tie")[1] ?? 0;
  // Several ties may lead to the same member.
  const trusts = new Map<number, number[]>();
  for (let x = 0; x < ties; x++) {
    const other = crew.at("people.tie", i, x);
    if (other >= 0) trusts.set(other, [...(trusts.get(other) ?? []), crew.at("people.trust", i, x)]);
  }
  const list = [...trusts].map(([other, trust]) => {
    const shares = trust.map((share) => words.number(100 * share, 0)).join(" + ");
    return words(trust.length > 1 ? "inside.tie.more" : "inside.tie", { other, trust: shares, count: trust.length });
  });
  return list.length === 0 ? words("inside.noties") : words("inside.ties", { list: list.join(", ") });
}
