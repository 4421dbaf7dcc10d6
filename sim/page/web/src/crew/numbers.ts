/** Many crews as numbers: what a batch holds, bands over time, and differences with intervals. */

import type { Facts } from "../facts";
import type { Part } from "./batch";

/** Replicates as they come in: a row a replicate. */
export class Sample {
  readonly outcomes: Float64Array[] = [];
  readonly series: Float64Array[] = [];

  constructor(
    private readonly facts: Facts,
    readonly periods: number,
  ) {}

  get count(): number {
    return this.outcomes.length;
  }

  add(part: Part): void {
    const wide = part.outcomes.length / part.count;
    const long = part.series.length / part.count;
    for (let r = 0; r < part.count; r++) {
      this.outcomes.push(part.outcomes.subarray(r * wide, (r + 1) * wide));
      this.series.push(part.series.subarray(r * long, (r + 1) * long));
    }
  }

  /** An outcome of every replicate. */
  outcome(name: string): number[] {
    const place = this.facts.outcomes.indexOf(name);
    return this.outcomes.map((row) => row[place] ?? NaN);
  }

  /** A measure of every replicate over the periods. */
  measure(name: string): Float64Array[] {
    const row = Object.keys(this.facts.measures).indexOf(name);
    return this.series.map((all) => all.subarray(row * this.periods, (row + 1) * this.periods));
  }

  /** Distance made good so far of every replicate: the running sum of velocity made good. */
  distance(): Float64Array[] {
    return this.measure("made_good").map((velocity) => {
      let sum = 0;
      return velocity.map((v) => (sum += v));
    });
  }
}

export interface Bands {
  readonly mean: number[];
  readonly low: number[];
  readonly high: number[];
}

/** Mean, and the band that holds the middle 90 % of the rows, in each column. */
export function bands(rows: readonly Float64Array[]): Bands {
  const columns = rows[0]?.length ?? 0;
  const found: Bands = { mean: [], low: [], high: [] };
  const column = new Float64Array(rows.length);
  for (let t = 0; t < columns; t++) {
    rows.forEach((row, r) => (column[r] = row[t] ?? NaN));
    column.sort();
    found.mean.push(mean(column));
    found.low.push(quantile(column, 0.05));
    found.high.push(quantile(column, 0.95));
  }
  return found;
}

/** The mean. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum / values.length;
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Mean with its 95 % interval (Student's t, its quantile by Fisher and Cornish's expansion). */
export function interval(values: readonly number[]): Interval {
  const n = values.length;
  const middle = mean(values);
  if (n < 3) return { mean: middle, low: -Infinity, high: Infinity };
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const z = 1.959964;
  const free = n - 1;
  const t = z + (z ** 3 + z) / (4 * free) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * free ** 2);
  const half = t * Math.sqrt(squares / free / n);
  return { mean: middle, low: middle - half, high: middle + half };
}

/** Which of two paired samples is larger on average: 1 the first, -1 the second, 0 not to be told apart at 95 %. */
export function larger(one: readonly number[], other: readonly number[]): -1 | 0 | 1 {
  const { low, high } = interval(one.map((value, i) => value - (other[i] ?? NaN)));
  if (low > 0) return 1;
  return high < 0 ? -1 : 0;
}

/** Where the difference of two curves over `x` changes its sign for the first time, by a straight line; null: nowhere. */
export function crossing(x: readonly number[], one: readonly number[], other: readonly number[]): number | null {
  for (let i = 1; i < x.length; i++) {
    const before = (one[i - 1] ?? NaN) - (other[i - 1] ?? NaN);
    const after = (one[i] ?? NaN) - (other[i] ?? NaN);
    if (before * after < 0) return x[i - 1]! + ((x[i]! - x[i - 1]!) * before) / (before - after);
  }
  return null;
}
