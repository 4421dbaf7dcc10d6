/** What all parts of the sandbox use. */

import type { Page } from "../page";
import type { Values } from "../scenario/scenario";
import { changed } from "../scenario/scenario";
import type { Look, Seat } from "../state";

/** A part of the sandbox, which shows the crews as they are now. */
export interface Panel {
  readonly element: HTMLElement;
  show(): void;
  close?(): void;
  repaint?(): void;
}

/** What a part may do to the sandbox. */
export interface Bench {
  readonly page: Page;
  /** The crew whose levers and file are shown. */
  chosen: number;
  /** Change the crews and update all parts. */
  seat(crews: readonly Seat[]): void;
  /** Remember what the reader looks at. */
  look(change: Partial<Look>): void;
  /** Show another crew's levers and file. */
  choose(crew: number): void;
}

const OCEAN = ["run", "environment"];

/** Whether a parameter belongs to the water that both crews row in. */
export function isOcean(path: string): boolean {
  return OCEAN.includes(path.split(".")[0] ?? "");
}

/** The crews with some values changed: in all crews if the value belongs to the ocean, else in one. */
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

/** The name of a crew on the ocean and in charts. */
export function crewName(i: number, seat: Seat): string {
  return `${letter(i)} · ${seat.scenario.title}`;
}
