/** A reader's bets as one line of text, which a class can send to its teacher before anything is revealed. */

import type { Bet } from "../state";
import { CHAPTERS } from "./contents";

/** `coxed#k3f9 adrift:first:30 mirror:second:12`: the reader's code; then chapter, choice and number of each bet. */
export function betLine(reader: string, bets: Readonly<Record<string, Bet>>): string {
  const laid = CHAPTERS.flatMap(({ id }) =>
    bets[id]?.pick === undefined ? [] : `${id}:${bets[id].pick}:${bets[id].number ?? ""}`,
  );
  return [`coxed#${reader}`, ...laid].join(" ");
}

/** All bets in pasted lines, by chapter: of each reader the last one. Everything else is ignored. */
export function readLines(text: string): Record<string, Bet[]> {
  const all = [...readersIn(text).values()];
  return Object.fromEntries(CHAPTERS.map(({ id }) => [id, all.flatMap((bets) => bets.get(id) ?? [])]));
}

/** The bets in pasted lines as lines of their own, without anything that stood between them. */
export function onlyLines(text: string): string {
  return [...readersIn(text)]
    .filter(([, bets]) => bets.size > 0)
    .map(([reader, bets]) => betLine(reader, Object.fromEntries(bets)))
    .join("\n");
}

function readersIn(text: string): Map<string, Map<string, Bet>> {
  const readers = new Map<string, Map<string, Bet>>();
  for (const [place, part] of text.split(/coxed/).entries()) {
    const [, code] = /^#(\w+)/.exec(part) ?? [];
    const reader = code ?? `line${place}`;
    const bets = readers.get(reader) ?? new Map<string, Bet>();
    readers.set(reader, bets);
    for (const [, id = "", pick = "", number = ""] of part.matchAll(/([a-z]+):([a-z]+):(\d+(?:\.\d+)?)?/g)) {
      const chapter = CHAPTERS.find((one) => one.id === id);
      if (chapter?.picks.includes(pick)) bets.set(id, { pick, ...(number === "" ? {} : { number: Number(number) }) });
    }
  }
  return readers;
}

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"; // that cannot be mistaken for one another

/** A new code for a reader. It says nothing about the reader; it only tells two readers' bets apart. */
export function newReader(): string {
  return [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}
