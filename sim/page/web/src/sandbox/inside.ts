/** Look inside: the week of one member, from the state. */

import { button, h, unique } from "../dom";
import type { Lane } from "../ocean/lane";
import type { Organization } from "../rules/organization";
import { tell } from "../inside/tell";
import { Graph } from "./graph";
import type { Bench, Panel } from "./panel";
import { crewName } from "./panel";

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
      ...crews.map((seat, i) => h("option", { value: i, selected: i === lane }, crewName(this.bench.page, i, seat))),
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
    const { words, facts } = this.bench.page;
    const lane = this.lanes()[this.lane];
    if (lane === undefined || lane.voyage.run === 0) {
      this.story.replaceChildren(h("p", {}, words("inside.wait")));
      this.graph.clear();
      return;
    }
    const member = Math.min(this.number, lane.voyage.organization.members - 1);
    this.story.replaceChildren(...tell(words, facts, lane.voyage.organization, member));
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
}
