/** What the page knows of the model, from the model's own declarations (`sim/page/facts.py`). */

export interface Parameter {
  readonly group: string;
  readonly name: string;
  readonly kind: "int" | "float" | "choice" | "file";
  readonly default: number | string | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly choices: readonly string[];
  readonly unit: string;
  readonly meaning: string;
  readonly source: string;
  readonly fixed: boolean;
  readonly expected: string;
  /** The limits of what is plausible; null if nothing is declared. */
  readonly plausible: readonly [number, number] | null;
}

export interface Column {
  readonly kind: "int64" | "float64" | "bool";
  readonly shape: readonly string[];
  readonly low: number | null;
  readonly high: number | null;
  readonly meaning: string;
}

export interface Measure {
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly meaning: string;
}

export interface BuiltIn {
  readonly title: string;
  readonly about: string;
  readonly values: Readonly<Record<string, number | string | null>>;
  readonly interventions: readonly { at: number; set: Record<string, number | string | null> }[];
}

export interface Facts {
  readonly version: string;
  readonly results: number;
  readonly rules: string;
  readonly format: number;
  readonly groups: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly columns: Readonly<Record<string, Column>>;
  readonly sizes: Readonly<Record<string, string | number>>;
  readonly measures: Readonly<Record<string, Measure>>;
  readonly outcomes: readonly string[];
  readonly shock_outcomes: readonly string[];
  readonly encounters: Readonly<Record<string, number>>;
  readonly scenarios: Readonly<Record<string, BuiltIn>>;
  readonly traces: Readonly<Record<string, readonly number[]>>;
  /** Student's t: 1 / degrees of freedom, and the quantile of a 95 % interval, from 1 degree to infinitely many. */
  readonly quantiles: readonly (readonly [number, number])[];
}

/** The value of a name. It must exist, because the names and the facts have the same source. */
export function known<T>(table: Readonly<Record<string, T>>, name: string): T {
  const value = Object.hasOwn(table, name) ? table[name] : undefined;
  if (value === undefined) throw new Error(`the model has no ${name}`);
  return value;
}
