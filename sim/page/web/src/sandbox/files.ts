/** The scenario file of the chosen crew, which can be read, edited, opened and saved. */

import { button, download, h, unique } from "../dom";
import { scenarioName } from "../names";
import { objections, read, readTrace } from "../scenario/check";
import type { Traces } from "../scenario/scenario";
import { builtIn, ownTraces } from "../scenario/scenario";
import { write, writeTrace } from "../scenario/write";
import type { Seat } from "../state";
import type { Bench, Panel } from "./panel";
import { crewName, letter } from "./panel";
import { problemList } from "./problems";

export class Files implements Panel {
  readonly element: HTMLElement;
  private readonly heading = h("h3", { id: "file" });
  private readonly text: HTMLTextAreaElement;
  private readonly report = h("div", { role: "status" });

  constructor(private readonly bench: Bench) {
    const { words } = bench.page;
    const id = unique("text");
    this.text = h("textarea", { id, rows: 16, spellcheck: "false", class: "yaml" });
    const picker = h("input", {
      type: "file",
      accept: ".yaml,.yml,.csv,text/yaml,text/csv",
      multiple: true,
      class: "hidden",
      id: unique("open"),
      on: { change: () => bench.page.watch(this.opened(picker)) },
    });
    this.element = h(
      "section",
      { class: "files card", "aria-labelledby": "file" },
      this.heading,
      h("p", { class: "meaning" }, words("file.about")),
      h("label", { for: id, class: "hidden" }, words("file.text")),
      this.text,
      h(
        "div",
        { class: "controls" },
        button(words("file.use"), () => this.take(this.text.value, this.seat.scenario.title, this.traces), {
          class: "primary",
        }),
        h("label", { class: "file", for: picker.id }, words("file.open")),
        picker,
        button(words("file.save"), () => this.save()),
      ),
      this.report,
    );
  }

  show(): void {
    const { page, chosen } = this.bench;
    this.heading.textContent = page.words("file.title", { crew: letter(chosen) });
    this.text.value = write(page.facts, this.seat.scenario, this.seat.source);
  }

  private get traces(): Traces {
    return ownTraces(this.bench.page.facts, this.seat.scenario);
  }

  private get seat(): Seat {
    return this.bench.page.state().crews[this.bench.chosen]!;
  }

  /** Opens a scenario file, together with the trace that it names. */
  private async opened(picker: HTMLInputElement): Promise<void> {
    const files = [...(picker.files ?? [])];
    picker.value = "";
    const traces: Record<string, readonly number[]> = {};
    for (const file of files.filter(({ name }) => name.endsWith(".csv"))) {
      const text = await file.text();
      const { trace, problems } = readTrace(text, file.name);
      if (problems.length > 0) {
        const list = problemList(this.bench.page.words, problems, text);
        return this.report.replaceChildren(h("p", {}, file.name), list);
      }
      traces[file.name] = trace;
    }
    const scenario = files.find(({ name }) => !name.endsWith(".csv"));
    if (scenario === undefined)
      return this.report.replaceChildren(
        h("p", { class: "problem" }, this.bench.page.words.sentence("open the scenario and its trace together")),
      );
    this.take(await scenario.text(), scenario.name.replace(/\.ya?ml$/, ""), traces);
  }

  /** Use a text as the crew's file, or report everything that is wrong with it. */
  private take(text: string, stem: string, traces: Traces): void {
    const { page, chosen } = this.bench;
    const { scenario, problems } = read(page.facts, text, stem, traces);
    const wrong = scenario === undefined ? problems : objections(page.facts, scenario);
    this.text.value = text;
    this.report.replaceChildren(
      wrong.length > 0
        ? problemList(page.words, wrong, text)
        : h("p", {}, page.words("file.taken", { crew: letter(chosen) })),
    );
    if (wrong.length === 0)
      this.bench.seat(
        page.state().crews.map((seat, i) => (i === chosen ? { scenario: scenario!, source: text } : seat)),
      );
  }

  private save(): void {
    download(fileName(this.seat), this.text.value, "text/yaml");
    for (const [name, trace] of Object.entries(this.traces)) download(name, writeTrace(trace), "text/csv");
  }
}

/** The file name of a crew. */
export function fileName(seat: Seat): string {
  const stem = seat.scenario.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return `${stem || "crew"}.yaml`;
}

/** Which crews row: a built-in crew for each boat, and whether there is a second boat. */
export class Seats implements Panel {
  readonly element: HTMLElement;

  constructor(private readonly bench: Bench) {
    this.element = h("div", { class: "seats" });
  }

  show(): void {
    const { page } = this.bench;
    const { words, facts } = page;
    const { crews } = page.state();
    const pick = (i: number): HTMLElement => {
      const id = unique("crew");
      const seat = crews[i]!;
      const select = h("select", {
        id,
        on: { change: () => this.put(i, { scenario: builtIn(facts, select.value), source: null }) },
      });
      select.append(h("option", { value: "", selected: true, disabled: true }, crewName(page, i, seat)));
      for (const name of Object.keys(facts.scenarios))
        select.append(h("option", { value: name }, scenarioName(words, facts, name)));
      const gone =
        crews.length > 1
          ? button("×", () => this.bench.seat(crews.filter((_, other) => other !== i)), {
              "aria-label": words("seats.remove", { crew: letter(i) }),
            })
          : null;
      return h(
        "div",
        { class: "seat" },
        h(
          "label",
          { for: id },
          h("span", { class: `key crew-${i + 1}`, "aria-hidden": "true" }),
          words("seats.crew", { crew: letter(i) }),
        ),
        select,
        gone,
      );
    };
    const more =
      crews.length < 2
        ? button(words("seats.add"), () =>
            this.bench.seat([...crews, { scenario: builtIn(facts, "led"), source: null }]),
          )
        : null;
    this.element.replaceChildren(...crews.map((_, i) => pick(i)), ...(more ? [more] : []));
  }

  private put(i: number, seat: Seat): void {
    this.bench.seat(this.bench.page.state().crews.map((old, at) => (at === i ? seat : old)));
  }
}
