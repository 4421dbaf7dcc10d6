/** Look inside: the week of one member, from the state. */

import { button, h, unique } from "../dom";
import type { Lane } from "../ocean/lane";
import { plansOf } from "../ocean/week";
import type { Organization } from "../rules/organization";
import type { Words } from "../words";
import { Graph } from "./graph";
import type { Bench, Panel } from "./panel";
import { crewName } from "./panel";

const NEEDS = ["achievement", "recognition", "belonging", "esteem"];
const SHARES = ["skill", "record"];

export class Inside implements Panel {
  readonly element: HTMLElement;
  private readonly crew: HTMLSelectElement;
  private readonly member: HTMLInputElement;
  private readonly story = h("div", { class: "member" });
  private readonly graph: Graph;

  constructor(
    private readonly bench: Bench,
    private readonly lanes: () => readonly Lane[],
    private readonly point: (lane: number, member: number) => void,
  ) {
    const { words } = bench.page;
    this.crew = h("select", { id: unique("crew"), on: { change: () => this.pick(Number(this.crew.value), 0) } });
    this.member = h("input", {
      type: "number",
      id: unique("member"),
      min: 0,
      value: 0,
      on: { change: () => this.pick(this.lane, Number(this.member.value)) },
    });
    this.graph = new Graph(words, (member) => this.pick(this.lane, member));
    this.element = h(
      "section",
      { class: "inside card", "aria-labelledby": "inside" },
      h("h3", { id: "inside" }, words("inside.title")),
      h("p", { class: "meaning" }, words("inside.about")),
      h(
        "div",
        { class: "controls" },
        h("label", { for: this.crew.id }, words("scores.crew")),
        this.crew,
        h("label", { for: this.member.id }, words("inside.member")),
        this.member,
        button(words("inside.boss"), () =>
          this.pick(this.lane, this.organization?.read("structure.boss", this.number) ?? 0),
        ),
        button(words("inside.next"), () => this.pick(this.lane, this.number + 1)),
      ),
      h("div", { class: "both-sides" }, this.story, this.graph.element),
    );
  }

  /** The crews have changed. */
  show(): void {
    const { crews } = this.bench.page.state();
    const { look } = this.bench.page.state();
    const lane = Math.min(look.lane, crews.length - 1);
    this.member.value = String(look.member);
    this.crew.replaceChildren(
      ...crews.map((seat, i) => h("option", { value: i, selected: i === lane }, crewName(i, seat))),
    );
    this.week();
  }

  /** Look at a member. */
  pick(lane: number, member: number): void {
    this.crew.value = String(lane);
    const last = (this.lanes()[lane]?.voyage.organization.members ?? 1) - 1;
    this.member.max = String(last);
    this.member.value = String(Math.max(0, Math.min(last, Math.round(member) || 0)));
    this.point(lane, this.number);
    this.week();
  }

  /** A week has passed. */
  week(): void {
    const { words } = this.bench.page;
    const lane = this.lanes()[this.lane];
    if (lane === undefined || lane.voyage.run === 0) {
      this.story.replaceChildren(h("p", {}, words("inside.wait")));
      this.graph.clear();
      return;
    }
    const member = Math.min(this.number, lane.voyage.organization.members - 1);
    this.story.replaceChildren(...this.tell(lane.voyage.organization, member));
    this.graph.show(lane.voyage.organization, member);
  }

  private get lane(): number {
    return Number(this.crew.value || 0);
  }

  private get number(): number {
    return Number(this.member.value || 0);
  }

  private get organization(): Organization | undefined {
    return this.lanes()[this.lane]?.voyage.organization;
  }

  private tell(crew: Organization, i: number): HTMLElement[] {
    const { words, facts } = this.bench.page;
    const read = (name: string): number => crew.read(name, i);
    const joined = read("people.joined");
    const since = joined < 0 ? words("inside.founder") : words("inside.joined", { week: joined + 1 });
    const rank =
      i === 0
        ? words("inside.chief")
        : words(read("structure.leads") === 1 ? "inside.manager" : "inside.rower", { boss: read("structure.boss") });
    const bars = (names: readonly string[]): HTMLElement =>
      h(
        "dl",
        { class: "bars" },
        ...names.flatMap((name) => bar(words, words(`inside.${name}`), read(`people.${name}`))),
      );
    return [
      h("h4", {}, words("inside.person", { position: i, person: read("people.person") })),
      h("p", {}, `${rank} ${since}`),
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
function why(words: Words, encounters: Readonly<Record<string, number>>, crew: Organization, i: number): string[] {
  const read = (name: string): number => crew.read(name, i);
  const sign = (value: number): string =>
    words(value > 0 ? "inside.plus" : value < 0 ? "inside.minus" : "inside.blank");
  const decision = read("week.decision");
  const sentences: string[] = [];
  if (decision < 0) sentences.push(words(read("week.managing") === 1 ? "inside.managed" : "inside.idle"));
  else {
    const goal = crew.read("structure.serves", decision);
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
        reading: sign(read("week.reading")),
        truth: sign(crew.read("ocean.condition", decision)),
      }),
    );
    const [plan, action] = [plansOf(crew)[decision], read("week.action")];
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
  const places = Array.from({ length: ties }, (_, x) => x).filter((x) => crew.at("people.tie", i, x) >= 0);
  const list = places.map((x) =>
    words("inside.tie", {
      other: crew.at("people.tie", i, x),
      trust: words.number(100 * crew.at("people.trust", i, x), 0),
    }),
  );
  return list.length === 0 ? words("inside.noties") : words("inside.ties", { list: list.join(", ") });
}
