/** What every view is given. */

import type { Workers } from "./crew/workers";
import type { Facts } from "./facts";
import type { Rules } from "./rules/module";
import type { State } from "./state";
import type { Words } from "./words";

export interface Page {
  readonly facts: Facts;
  readonly rules: Rules;
  readonly words: Words;
  /** They run all that needs many crews. */
  readonly workers: Workers;
  state(): State;
  /** Remember a change and show it in the address. */
  change(change: Partial<State>): void;
  /** The element for messages; a view may move it to a better place. */
  readonly ticker: HTMLElement;
  /** Show a message there. */
  tell(text: string): void;
  /** Run something without waiting for it; if it fails, show a message. */
  watch(work: Promise<void>): void;
  /** Go to a view. */
  open(view: State["view"], change?: Partial<State>): void;
}

/** A view of the page: what it shows, and what must end when it is left. */
export interface Shown {
  readonly element: HTMLElement;
  close(): void;
  /** The colours have changed. */
  repaint(): void;
}
