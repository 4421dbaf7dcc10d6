/** Events that start with a click in the next week. They are interventions, so a scenario file can contain them. */

import { objections } from "../scenario/check";
import { button, h } from "../dom";
import type { Intervention, Scenario, Values } from "../scenario/scenario";
import { periods, phases } from "../scenario/scenario";
import type { Seat } from "../state";
import type { Bench } from "./panel";
import { isOcean, letter } from "./panel";

interface Happening {
  /** What changes in week `at`. */
  readonly set: (at: number) => Values;
  /** For how many weeks. */
  readonly weeks: number;
}

// A shock or a wave "every `at` weeks" that lasts one week strikes in week `at`.
const EVENTS: Readonly<Record<string, Happening>> = {
  storm: {
    weeks: 12,
    set: () => ({ "environment.strategic_turbulence": 0.1, "environment.operational_turbulence": 0.3 }),
  },
  moves: { weeks: 1, set: (at) => ({ "environment.shock_every": at, "environment.shock_size": 1 }) },
  departures: { weeks: 1, set: (at) => ({ "environment.exodus_every": at, "environment.exodus_share": 0.3 }) },
  leader: { weeks: 20, set: () => ({ "leadership.strength": 0 }) },
};

/** The scenario with an event in week `at`; after the event everything is as before. */
export function befallen(scenario: Scenario, name: string, at: number): Scenario {
  const { set, weeks } = EVENTS[name]!;
  const values = set(at);
  const before = phases(scenario)
    .filter(({ start }) => start <= at)
    .pop()!.values;
  const after = Object.fromEntries(Object.keys(values).map((path) => [path, before[path] ?? null]));
  const added: Intervention[] = [{ at, set: values }];
  if (at + weeks < periods(scenario)) added.push({ at: at + weeks, set: after });
  return { ...scenario, interventions: [...scenario.interventions, ...added] };
}

/** Buttons for all events; `week` is the next week to be rowed. */
export function eventBar(bench: Bench, week: () => number): HTMLElement {
  const { page } = bench;
  const { words } = page;
  const strike = (name: string, crew: number | null): void => {
    const at = Math.max(1, week());
    const seats = page
      .state()
      .crews.map((seat, i): Seat =>
        crew === null || crew === i ? { ...seat, scenario: befallen(seat.scenario, name, at) } : seat,
      );
    const [problem] = seats.flatMap(({ scenario }) => objections(page.facts, scenario));
    page.tell(
      words(problem ? "event.late" : `event.${name}.told`, { week: at, crew: crew === null ? "" : letter(crew) }),
    );
    if (!problem) bench.seat(seats);
  };
  const buttons = Object.keys(EVENTS).flatMap((name) => {
    const inOcean = Object.keys(EVENTS[name]!.set(1)).every(isOcean);
    if (inOcean) return [button(words(`event.${name}`), () => strike(name, null))];
    return page.state().crews.map((_, i) => button(words(`event.${name}`, { crew: letter(i) }), () => strike(name, i)));
  });
  const calm = button(words("event.undo"), () =>
    bench.seat(page.state().crews.map((seat) => ({ ...seat, scenario: { ...seat.scenario, interventions: [] } }))),
  );
  return h(
    "div",
    { class: "events", role: "group", "aria-label": words("event.title") },
    h("span", { class: "label" }, words("event.title")),
    ...buttons,
    calm,
  );
}
