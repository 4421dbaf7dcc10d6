/** Names of parameters, measures and groups in the reader's language, or else as Python declares them. */

import type { Facts } from "./facts";
import { known } from "./facts";
import type { Words } from "./words";

/** `strategic_turbulence` as words. */
export function plain(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function parameterName(words: Words, path: string): string {
  return words.own(`parameter.${path}`) ?? plain(path.split(".")[1] ?? path);
}

export function parameterMeaning(words: Words, facts: Facts, path: string): string {
  return words.own(`meaning.${path}`) ?? known(facts.parameters, path).meaning;
}

export function groupName(words: Words, group: string): string {
  return words.own(`group.${group}`) ?? plain(group);
}

export function measureName(words: Words, measure: string): string {
  return words.own(`measure.${measure}`) ?? plain(measure);
}

export function scenarioName(words: Words, facts: Facts, name: string): string {
  return words.own(`scenario.${name}`) ?? known(facts.scenarios, name).title;
}
