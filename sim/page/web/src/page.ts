/** What every view is given. */

import type { Crew } from "./crew/crew";
import type { Facts } from "./facts";
import type { Rules } from "./rules/module";
import type { State } from "./state";
import type { Words } from "./words";

export interface Page {
  readonly facts: Facts;
  readonly rules: Rules;
  readonly words: Words;
  /** Two workers: in the sandbox one runs the bands, and `mapper` runs maps and hashes meanwhile. */
  readonly crew: Crew;
  readonly mapper: Crew;
  state(): State;
  /** Remember a change; the address shows it. */
  change(change: Partial<State>): void;
  /** Where the page says what happens; a view may put it where it is looked for. */
  readonly ticker: HTMLElement;
  /** Say something there. */
  tell(text: string): void;
  /** Let something run by itself; if it fails, that is said. */
  watch(work: Promise<void>): void;
  /** Go there. */
  open(view: State["view"], change?: Partial<State>): void;
}

/** A view on the page: what it shows, and what must end when it goes. */
export interface Shown {
  readonly element: HTMLElement;
  close(): void;
  /** Colours have changed. */
  repaint(): void;
}
