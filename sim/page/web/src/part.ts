/** A part of the page that stands alone, for slides: `?stage=storm`, `?stage=sandbox` or `?chart=storm`. */

import { CHAPTERS } from "./story/contents";

export interface Part {
  readonly kind: "stage" | "chart";
  /** The chapter; null is the sandbox. */
  readonly chapter: number | null;
}

/** The part that the query of an address asks for; null is the whole page, and undefined what does not exist. */
export function partOf(query: string): Part | null | undefined {
  const asked = new URLSearchParams(query);
  for (const kind of ["stage", "chart"] as const) {
    const name = asked.get(kind);
    if (name === null) continue;
    const chapter = CHAPTERS.findIndex(({ id }) => id === name);
    if (chapter >= 0) return { kind, chapter };
    return kind === "stage" && name === "sandbox" ? { kind, chapter: null } : undefined;
  }
  return null;
}
