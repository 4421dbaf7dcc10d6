/** A slider for every parameter, grouped as in the scenario file. */

import { h, unique } from "../dom";
import type { Parameter } from "../facts";
import { known } from "../facts";
import { groupName, parameterMeaning, parameterName } from "../names";
import { objections, wrongValue } from "../scenario/check";
import type { Value } from "../scenario/scenario";
import { periods } from "../scenario/scenario";
import type { Bench, Panel } from "./panel";
import { crewName, isOcean, pulled, valuesAt, withValues } from "./panel";
import { problemText } from "./problems";

/** The levers that are shown first; all others are in their groups. */
const FIRST = [
  "management.strength",
  "management.control",
  "management.planning",
  "leadership.strength",
  "leadership.communication",
  "environment.strategic_turbulence",
  "environment.operational_turbulence",
  "environment.foresight",
  "organization.members",
];

/** Where a slider begins and ends: at what is plausible, if that is declared. The number field takes the whole range. */
export function sliderEnds(about: Parameter): readonly [number, number] {
  if (about.plausible) return about.plausible;
  const [low, high, usual] = [about.low ?? 0, about.high ?? 1, Number(about.default)];
  if (about.kind === "float" && high <= 1) return [low, high];
  return [low, Math.min(high, usual > 0 ? 10 * usual : 200)];
}

const DRAG = 90; // milliseconds without a movement of the slider

interface Lever {
  readonly element: HTMLElement;
  show(value: Value): void;
}

export class Levers implements Panel {
  readonly element: HTMLElement;
  private readonly levers = new Map<string, Lever[]>();
  private readonly tabs = h("fieldset", { class: "tabs" });
  private readonly when = h("fieldset", { class: "when" });
  private now = true;
  private waiting = 0;
  private readonly trouble = h("p", { class: "problem", role: "status" });

  constructor(private readonly bench: Bench) {
    const { words, facts } = bench.page;
    const groups = Object.keys(facts.groups).map((group) => {
      const paths = Object.keys(facts.parameters).filter(
        (path) => path.split(".")[0] === group && known(facts.parameters, path).kind !== "file",
      );
      return h(
        "details",
        { class: "group" },
        h("summary", {}, groupName(words, group)),
        h("p", { class: "meaning" }, words.own(`about.${group}`) ?? facts.groups[group]),
        ...paths.map((path) => this.lever(path)),
      );
    });
    const first = FIRST.filter((path) => Object.hasOwn(facts.parameters, path)).map((path) => this.lever(path));
    this.element = h(
      "section",
      { class: "levers card", "aria-labelledby": "levers" },
      h("h3", { id: "levers" }, words("levers.title")),
      this.tabs,
      this.when,
      this.trouble,
      h("div", { class: "first" }, ...first),
      h("h4", {}, words("levers.all")),
      ...groups,
    );
  }

  show(): void {
    const { page, chosen } = this.bench;
    const { crews } = page.state();
    const name = unique("tab");
    const radios = crews.map((seat, i) => {
      const radio = h("input", {
        type: "radio",
        name,
        value: i,
        checked: i === chosen,
        on: { change: () => this.bench.choose(i) },
      });
      return h("label", { class: "choice" }, radio, h("span", {}, crewName(page, i, seat)));
    });
    this.tabs.replaceChildren(h("legend", {}, page.words("levers.whose")), ...radios);
    this.showWhen();
    const values = valuesAt(crews[chosen]!.scenario, this.from);
    for (const [path, levers] of this.levers) for (const lever of levers) lever.show(values[path] ?? null);
  }

  close(): void {
    clearTimeout(this.waiting);
  }

  /** The week from which a pulled lever counts; 0 is the start. */
  private get from(): number {
    return this.now && !this.over ? this.bench.week() : 0;
  }

  /** Whether nothing can change any more on the ocean. */
  private get over(): boolean {
    const { page, chosen } = this.bench;
    return this.bench.week() >= periods(page.state().crews[chosen]!.scenario);
  }

  private showWhen(): void {
    const { words } = this.bench.page;
    const name = unique("when");
    const choices = [true, false].map((now) => {
      const choose = (): void => {
        this.now = now;
        this.show();
      };
      const radio = h("input", {
        type: "radio",
        name,
        checked: (this.now && !this.over) === now,
        disabled: now && this.over,
        on: { change: choose },
      });
      const label = now ? words("levers.now", { week: this.bench.week() }) : words("levers.start");
      return h("label", { class: "choice" }, radio, h("span", {}, label));
    });
    this.when.replaceChildren(h("legend", {}, words("levers.from")), ...choices);
  }

  private lever(path: string): HTMLElement {
    const about = known(this.bench.page.facts.parameters, path);
    const lever = about.kind === "choice" ? this.choice(path, about) : this.slider(path, about);
    this.levers.set(path, [...(this.levers.get(path) ?? []), lever]);
    return lever.element;
  }

  private slider(path: string, about: Parameter): Lever {
    const { words } = this.bench.page;
    const id = unique("lever");
    const [start, end] = sliderEnds(about);
    const step = about.kind === "int" ? 1 : end <= 0.5 ? 0.001 : end <= 1 ? 0.01 : 0.1;
    const slider = h("input", {
      type: "range",
      id,
      min: start,
      max: end,
      step,
      on: {
        input: () => this.drag(path, (field.value = slider.value)),
        change: () => this.pull(path, Number(slider.value)),
      },
    });
    const field = h("input", {
      type: "number",
      "aria-label": `${parameterName(words, path)} (${words.sentence(about.unit)})`,
      min: about.low ?? 0,
      max: about.high ?? end,
      step: "any",
      on: { change: () => this.pull(path, field.value.trim() === "" ? NaN : Number(field.value)) },
    });
    const element = this.framed(path, id, h("div", { class: "slider" }, slider, field));
    const show = (value: Value): void => {
      // A crew may lie outside what is plausible: then the slider reaches as far as its value.
      [slider.min, slider.max] = [String(Math.min(start, Number(value))), String(Math.max(end, Number(value)))];
      [slider.value, field.value] = [String(value), String(value)];
    };
    return { element, show };
  }

  private choice(path: string, about: Parameter): Lever {
    const id = unique("lever");
    const select = h("select", { id, on: { change: () => this.pull(path, select.value) } });
    for (const choice of about.choices)
      select.append(
        h("option", { value: choice }, this.bench.page.words.own(`choice.${choice}`) ?? choice.replaceAll("_", " ")),
      );
    return { element: this.framed(path, id, select), show: (value) => (select.value = String(value)) };
  }

  private framed(path: string, id: string, control: HTMLElement): HTMLElement {
    const { words, facts } = this.bench.page;
    const both = isOcean(path) ? h("span", { class: "both" }, words("levers.both")) : null;
    const fixed = known(facts.parameters, path).fixed ? h("span", { class: "both" }, words("levers.fixed")) : null;
    return h(
      "div",
      { class: "lever" },
      h("label", { for: id }, parameterName(words, path), both, fixed),
      control,
      h("p", { class: "meaning" }, parameterMeaning(words, facts, path)),
    );
  }

  /** While a slider is dragged, the crews follow it with a short delay. */
  private drag(path: string, value: string): void {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.pull(path, Number(value)), DRAG);
  }

  /** Take a value if it is possible; else say why not, and show the present value. */
  private pull(path: string, value: Value): void {
    clearTimeout(this.waiting);
    const { page, chosen } = this.bench;
    const about = known(page.facts.parameters, path);
    const wrong = wrongValue(page.facts, path, value);
    const from = about.fixed ? 0 : this.from;
    const before = page.state().crews;
    if (valuesAt(before[chosen]!.scenario, from)[path] === value) return;
    const crews =
      from === 0
        ? withValues(before, chosen, { [path]: value })
        : before.map((seat, i) =>
            i === chosen || isOcean(path) ? { ...seat, scenario: pulled(seat.scenario, path, value, from) } : seat,
          );
    const [problem] = wrong ? [wrong] : crews.flatMap(({ scenario }) => objections(page.facts, scenario));
    this.trouble.textContent = problem ? problemText(page.words, problem) : "";
    if (problem) this.show();
    else this.bench.seat(crews);
  }
}
