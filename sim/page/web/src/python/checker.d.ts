// The translated checker, as `checker.js` exports it.

import type { Facts } from "../facts";

export type Number = number | bigint | Float;

export interface Place {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly width: number;
  readonly text: string;
}

export interface Problem extends Place {
  readonly code: string;
  readonly message: string;
  readonly help: string;
  readonly instead: string | null;
}

export interface Setting {
  readonly path: string;
  readonly value: Number | string | null;
  readonly key: Place;
  readonly place: Place;
}

export interface Change {
  readonly at: number;
  readonly place: Place;
  readonly settings: readonly Setting[];
}

export interface FileContents {
  readonly title: string | null;
  readonly extends: { readonly value: string; readonly place: Place } | null;
  readonly settings: readonly Setting[];
  readonly changes: Change[] | null;
  readonly run_is_clear: boolean;
}

/** A dictionary of Python. */
export interface Dict<V> {
  get(key: string): V | null;
}

export class Float {
  constructor(number: number);
  readonly number: number;
}

export const Change: (at: number, place: Place, settings: readonly Setting[]) => Change;
export const Place: (file: string, line?: number | null, column?: number | null) => Place;
export const Problem: { [Symbol.hasInstance](value: unknown): boolean };
export const Setting: (path: string, value: unknown, key: Place, place: Place, folder: null) => Setting;
export function useFacts(facts: Facts): void;
export function dict<V>(entries: Iterable<readonly [string, V]>): Dict<V>;
export function decoded(content: object, file: string): object;
export function read_rows(source: object): readonly [multipliers: readonly Float[], problems: readonly Problem[]];
export function contentsOf(source: object, folder: null, problems: Problem[]): FileContents | null;
export function out_of_time(changes: readonly Change[], periods: number): Iterable<Problem>;
/** The parameters from a period on. */
export type Phase = readonly [at: number, parameters: object];
export function interventionsOf(changes: readonly Change[]): object;
export function phasesOf(parameters: object, interventions: object): readonly Phase[];
export function conflicts(
  phases: readonly Phase[],
  settings: Dict<Setting>,
  changes: readonly Change[],
  whole: Place,
): Iterable<Problem>;
export function checked(values: Dict<unknown>): object;
export function contradictions(parameters: object): Iterable<[blame: string, message: string]>;
export function wrong_values(settings: readonly Setting[]): Iterable<[Setting, Problem]>;
/** A kind of built-in file: its ending, its noun, and the code of the problem for an unknown name. */
export type Kind = readonly [ending: string, noun: string, code: string];
export const SCENARIO: Kind;
export const TRACE: Kind;
export const ABSOLUTE: string;
export const LEADS_OUT: string;
export const LARGEST_FILE: number;
export const LARGEST_TRACE: number;
export const Builtin: (folders: readonly [], ...kind: Kind) => object;
export function is_bare(name: string): boolean;
export function is_absolute(name: string): boolean;
export function no_such_builtin(name: string, place: Place, builtin: object, names: readonly string[]): Problem;
export function outside(name: string, reason: string, place: Place): Problem;
export function no_file(name: string, place: Place, help: string): Problem;
export function too_large(size: number, limit: number, whole: Place): Problem;
export function text_written(text: string): string;
