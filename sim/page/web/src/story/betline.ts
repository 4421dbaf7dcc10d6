/** A reader's bets as one line of text, which a class can send to its teacher. */

import type { Bet } from "../state";
import { CHAPTERS } from "./chapters";

/** `coxed adrift:first:30 mirror:second:12`: chapter, choice, number. */
export function betLine(bets: Readonly<Record<string, Bet>>): string {
  const laid = CHAPTERS.flatMap(({ id }) =>
    bets[id]?.pick === undefined ? [] : `${id}:${bets[id].pick}:${bets[id].number ?? ""}`,
  );
  return ["coxed", ...laid].join(" ");
}

/** All bets in pasted lines, by chapter. Everything else is ignored. */
export function readLines(text: string): Record<string, Bet[]> {
  const bets: Record<string, Bet[]> = Object.fromEntries(CHAPTERS.map(({ id }) => [id, []]));
  for (const [, id = "", pick = "", number = ""] of text.matchAll(/([a-z]+):([a-z]+):(\d+(?:\.\d+)?)?/g)) {
    const chapter = CHAPTERS.find((one) => one.id === id);
    if (chapter?.picks.includes(pick)) bets[id]!.push({ pick, ...(number === "" ? {} : { number: Number(number) }) });
  }
  return bets;
}
