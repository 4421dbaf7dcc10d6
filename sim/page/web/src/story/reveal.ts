/** The reveal: hundreds of crews, computed while the reader watches, and what follows from them. */

import type { BandChart, Mark } from "../chart/bands";
import type { Sample } from "../crew/numbers";
import { h } from "../dom";
import type { Page } from "../page";
import type { Bet } from "../state";
import type { Words } from "../words";
import type { Chapter } from "./chapters";
import type { Finding, Progress } from "./compute";
import { Computation } from "./compute";
import type { Drawing } from "./curves";
import { chapterChart, curvesOf } from "./curves";
import { namesOf, pickName } from "./labels";
import { meansTable } from "./means";

export class Reveal {
  readonly element: HTMLElement;
  private readonly progress = h("progress", { max: 1, value: 0 });
  private readonly count = h("p", { class: "count" });
  private readonly verdict = h("div", { class: "verdict", role: "status" });
  private readonly chart: BandChart;
  private readonly computation: Computation;
  private drawn: Drawing = { x: [], curves: [] };
  private samples: readonly Sample[] = [];

  /** `found` is called with what came out. */
  constructor(
    private readonly page: Page,
    private readonly chapter: Chapter,
    private readonly bet: Bet,
    private readonly found: (finding: Finding) => void,
  ) {
    const { words } = page;
    this.progress.setAttribute("aria-label", words("reveal.progress"));
    this.chart = chapterChart(page, chapter);
    this.element = h(
      "section",
      { class: "reveal", "aria-label": words("reveal.title") },
      h("h3", { tabindex: -1 }, words("reveal.title")),
      this.verdict,
      this.count,
      this.progress,
      this.chart.element,
    );
    this.computation = new Computation(page, chapter, (progress) => this.show(progress));
    page.watch(this.computation.run().then((finding) => this.say(finding)));
  }

  close(): void {
    this.computation.close();
    this.chart.close();
  }

  repaint(): void {
    this.chart.repaint();
  }

  private show(progress: Progress): void {
    const { page, chapter } = this;
    this.samples = progress.samples;
    this.drawn = curvesOf(page, chapter, progress);
    this.chart.show(this.drawn.x, this.drawn.curves, this.marks());
    this.progress.value = progress.done;
    this.count.textContent = page.words("reveal.count", { count: page.words.number(progress.crews, 0) });
  }

  /** The bet, and the finding with its interval if there is one on the axis. */
  private marks(finding: Finding | null = null): Mark[] {
    const { words } = this.page;
    const axis = this.chapter.sweep === null ? "y" : "x";
    const marks: Mark[] = [];
    if (this.bet.number !== undefined) marks.push({ label: words("reveal.bet"), kind: "bet", [axis]: this.bet.number });
    return [...marks, ...placeMark(words, this.chapter, finding)];
  }

  /** The verdict, with the bet and the theory beside it. */
  private say(finding: Finding): void {
    const { page, chapter, bet } = this;
    const { words } = page;
    this.chart.show(this.drawn.x, this.drawn.curves, this.marks(finding));
    const names = namesOf(page, chapter);
    const right = bet.pick === finding.outcome;
    const unclear = ["same", "sum"].includes(finding.outcome);
    const theory = finding.outcome === chapter.theory ? "holds" : unclear ? "open" : "fails";
    const yours =
      bet.pick === undefined
        ? null
        : h(
            "p",
            { class: right ? "yours right" : "yours" },
            words(right ? "reveal.right" : "reveal.yours", { pick: pickName(page, chapter, bet.pick) }),
          );
    this.verdict.replaceChildren(
      h("p", { class: "found" }, h("strong", {}, finding.sentence)),
      ...(yours ? [yours] : []),
      h(
        "p",
        { class: `theory ${theory}` },
        words("theory.says", { claim: words(`story.${chapter.id}.claim`, names) }),
        " ",
        h("strong", {}, words(`theory.${theory}`)),
      ),
      ...(this.samples.length > 0 ? [meansTable(page, chapter, this.samples)] : []),
    );
    this.found(finding);
  }
}

/** Where on the axis a finding lies, if it lies there. */
export function placeMark(words: Words, chapter: Chapter, finding: Finding | null): Mark[] {
  const place = finding?.place;
  if (!place) return [];
  const label = words(chapter.kind === "cross" ? "reveal.here" : "reveal.there");
  return [{ label, kind: "found", x: place.at, from: place.from, to: place.to }];
}
