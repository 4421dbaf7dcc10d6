/** A part of the page that stands alone, for slides: `?stage=storm`, `?stage=sandbox` or `?chart=storm`. */

import { CHAPTERS } from "./story/contents";

export interface Part {
  readonly kind: "stage" | "chart";
  /** The chapter; null is the sandbox. */
  readonly chapter: number | null;
}

/** The part that the query of an address asks for; null is the whole page. */
export function partOf(query: string): Part | null {
  const asked = new URLSearchParams(query);
  for (const kind of ["stage", "chart"] as const) {
    const name = asked.get(kind);
    const chapter = CHAPTERS.findIndex(({ id }) => id === name);
    if (chapter >= 0) return { kind, chapter };
    if (kind === "stage" && name === "sandbox") return { kind, chapter: null };
  }
  return null;
}
