/** What the parts of the sandbox share. */

import type { Page } from "../page";
import { contradictions, isTooLarge } from "../scenario/check";
import type { Problem } from "../scenario/check";
import type { Scenario, Values } from "../scenario/scenario";
import { changed, phases } from "../scenario/scenario";
import type { Look, Seat } from "../state";

/** A part of the sandbox: shows the crews as they are now. */
export interface Panel {
  readonly element: HTMLElement;
  show(): void;
  close?(): void;
  repaint?(): void;
}

/** What a part may do to the whole. */
export interface Bench {
  readonly page: Page;
  /** The crew whose levers and file are shown. */
  chosen: number;
  /** Change the crews; everything follows. */
  seat(crews: readonly Seat[]): void;
  /** Remember what is looked at. */
  look(change: Partial<Look>): void;
  /** Show another crew's levers and file. */
  choose(crew: number): void;
}

const OCEAN = ["run", "environment"];

/** Whether a parameter belongs to the water that both crews row in. */
export function isOcean(path: string): boolean {
  return OCEAN.includes(path.split(".")[0] ?? "");
}

/** Everything that keeps a scenario from being run here. */
export function objections(page: Page, scenario: Scenario): Problem[] {
  if (isTooLarge(scenario)) return [{ key: "problem.toolarge", said: {} }];
  const late = scenario.interventions.filter(({ at }) => at >= Number(scenario.values["run.periods"]));
  if (late.length > 0)
    return [
      {
        key: "problem.late",
        said: { at: String(late[0]!.at), last: String(Number(scenario.values["run.periods"]) - 1) },
      },
    ];
  return phases(scenario)
    .flatMap(({ values }) => contradictions(page.facts, values))
    .slice(0, 1);
}

/** The crews with some values changed: in all of them where it is the ocean's, else in one. */
export function withValues(crews: readonly Seat[], chosen: number, values: Values): Seat[] {
  return crews.map((seat, i) => {
    const own = Object.entries(values).filter(([path]) => i === chosen || isOcean(path));
    return own.length === 0 ? seat : { ...seat, scenario: changed(seat.scenario, Object.fromEntries(own)) };
  });
}

/** Letters for crews. */
export function letter(i: number): string {
  return "AB"[i] ?? "?";
}

/** How a crew is called on the ocean and in charts. */
export function crewName(i: number, seat: Seat): string {
  return `${letter(i)} · ${seat.scenario.title}`;
}
