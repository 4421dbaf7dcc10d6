/** Verify: compute again what is on the screen, hash every bit of it, and show how Python gets the same hash. */

import type { Hash, Running } from "../crew/workers";
import { button, h } from "../dom";
import { differences } from "../scenario/write";
import { builtIn, ownTraces } from "../scenario/scenario";
import type { Page } from "../page";
import type { Seat, State } from "../state";
import { fileName } from "./files";
import type { Bench, Panel } from "./panel";
import { crewName } from "./panel";

export class Verify implements Panel {
  readonly element: HTMLElement;
  private readonly report = h("div", { role: "status" });
  private running: Running<Hash> | null = null;

  constructor(private readonly bench: Bench) {
    const { words, facts } = bench.page;
    this.element = h(
      "section",
      { class: "verify card", "aria-labelledby": "verify" },
      h("h3", { id: "verify" }, words("verify.title")),
      h("p", { class: "meaning" }, words("verify.about", { rules: facts.rules.slice(0, 12), results: facts.results })),
      button(words("verify.do"), () => bench.page.watch(this.check()), { class: "primary" }),
      this.report,
    );
  }

  show(): void {
    this.close();
    this.report.replaceChildren();
  }

  close(): void {
    this.running?.stop();
  }

  private async check(): Promise<void> {
    const { page } = this.bench;
    const { words } = page;
    this.close();
    const state = page.state();
    this.report.replaceChildren(h("p", {}, words("verify.busy")));
    const results: HTMLElement[] = [];
    for (const [i, seat] of state.crews.entries()) {
      const job = { scenario: seat.scenario, seed: state.seed, first: 0, count: state.replicates };
      this.running = page.workers.hash(job);
      const { hash, seconds } = await this.running.done;
      const command = commandFor(page, state, seat);
      results.push(
        h("dt", {}, crewName(page, i, seat)),
        h(
          "dd",
          {},
          h("code", { class: "hash" }, hash),
          h("span", {}, words("verify.took", { count: state.replicates, seconds: words.number(seconds, 2) })),
        ),
        h(
          "dd",
          {},
          command.file ? h("span", {}, words("verify.file", { file: fileName(seat) })) : null,
          h("code", { class: "command" }, command.text),
        ),
      );
    }
    this.report.replaceChildren(h("dl", {}, ...results));
  }
}

/** The command with the same hash. A scenario that `--set` cannot express needs its file. */
export function commandFor(page: Page, state: State, seat: Seat): { text: string; file: boolean } {
  const { scenario } = seat;
  const parent = scenario.parent === null ? null : builtIn(page.facts, scenario.parent);
  const own =
    JSON.stringify(scenario.interventions) !== JSON.stringify(parent?.interventions) ||
    Object.keys(ownTraces(page.facts, scenario)).length > 0;
  const file = parent === null || own;
  const sets = file
    ? []
    : Object.entries(differences(scenario.values, parent.values)).map(([path, value]) => `--set ${path}=${value}`);
  const words = [
    "coxed run",
    file ? fileName(seat) : scenario.parent,
    ...sets,
    `--replicates ${state.replicates}`,
    `--seed ${state.seed}`,
    "--hash",
  ];
  return { text: words.join(" "), file };
}
