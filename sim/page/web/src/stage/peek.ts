/** A look inside in place: the week of one member, beside its boat. */

import { button, h } from "../dom";
import { standing, who, why } from "../inside/tell";
import type { Lane } from "../ocean/lane";
import type { Page } from "../page";

export class Peek {
  readonly element: HTMLElement;
  private readonly content = h("div");
  private at: { lane: number; member: number } | null = null;

  /** `closed` is called when the reader closes the card. */
  constructor(
    private readonly page: Page,
    private readonly closed: () => void,
  ) {
    const close = button("×", () => this.close(), { class: "shut", "aria-label": page.words("peek.close") });
    this.element = h(
      "section",
      { class: "peek", "aria-label": page.words("inside.title"), hidden: true },
      close,
      this.content,
    );
  }

  /** Look at a member. */
  open(lane: number, member: number, lanes: readonly Lane[]): void {
    this.at = { lane, member };
    this.show(lanes);
  }

  close(): void {
    this.at = null;
    this.element.hidden = true;
    this.closed();
  }

  /** A week has passed, or the crews have changed. */
  show(lanes: readonly Lane[]): void {
    const { words, facts } = this.page;
    const lane = this.at === null ? undefined : lanes[this.at.lane];
    this.element.hidden = lane === undefined;
    if (lane === undefined || this.at === null) return;
    const crew = lane.voyage.organization;
    const member = Math.min(this.at.member, crew.members - 1);
    const { title, rank } = who(words, crew, member);
    const { run, scenario } = lane.voyage;
    const depends = Number(scenario.values["environment.dependence"]) > 0;
    const support = depends && run > 0 ? crew.measured("support", run - 1) : null;
    const lines =
      run === 0
        ? [words("inside.wait")]
        : [...why(words, facts.encounters, crew, member), ...standing(words, crew, member, support)];
    this.content.replaceChildren(
      h("h3", {}, `${lane.name}, ${words("peek.week", { week: lane.voyage.run })}`),
      h("p", {}, h("strong", {}, title), ". ", rank),
      h("ul", { class: "why" }, ...lines.map((line) => h("li", {}, line))),
    );
  }
}
