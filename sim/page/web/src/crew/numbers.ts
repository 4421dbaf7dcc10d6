/** Numbers of many crews: the results of a batch, bands over time, and differences with intervals. */

import type { Facts } from "../facts";
import type { Part } from "./batch";

/** The results of replicates as they arrive, one row per replicate. */
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
  const bands: Bands = { mean: [], low: [], high: [] };
  const column = new Float64Array(rows.length);
  for (let t = 0; t < columns; t++) {
    rows.forEach((row, r) => (column[r] = row[t] ?? NaN));
    column.sort();
    bands.mean.push(mean(column));
    bands.low.push(quantile(column, 0.05));
    bands.high.push(quantile(column, 0.95));
  }
  return bands;
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

/** Student's t for a 95 % interval, by linear interpolation in Python's table. */
function student(facts: Facts, free: number): number {
  const place = Math.max(
    1,
    facts.quantiles.findIndex(([inverse]) => inverse <= 1 / free),
  );
  const [[before, high], [after, low]] = [facts.quantiles[place - 1]!, facts.quantiles[place]!];
  return low + ((high - low) * (1 / free - after)) / (before - after);
}

/** The mean with its 95 % interval, which is infinite for a single value. */
export function interval(facts: Facts, values: readonly number[]): Interval {
  const n = values.length;
  const middle = mean(values);
  if (n < 2) return { mean: middle, low: -Infinity, high: Infinity };
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const half = student(facts, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean: middle, low: middle - half, high: middle + half };
}

/** Which of two paired samples is larger on average: 1 the first, -1 the second, 0 if this is not clear at 95 %. */
export function larger(facts: Facts, one: readonly number[], other: readonly number[]): -1 | 0 | 1 {
  const differences = one.map((value, i) => value - (other[i] ?? NaN));
  const { low, high } = interval(facts, differences);
  if (low > 0) return 1;
  return high < 0 ? -1 : 0;
}

export interface Crossing {
  readonly at: number;
  /** From where to where the 95 % interval of the difference contains 0. */
  readonly from: number;
  readonly to: number;
}

/** Where two crews change the lead; `one` and `other` hold the paired distances at each point. Null if nowhere. */
export function crossingOf(
  facts: Facts,
  points: readonly number[],
  one: readonly (readonly number[])[],
  other: readonly (readonly number[])[],
): Crossing | null {
  const gaps = one.map((row, p) =>
    interval(
      facts,
      row.map((value, i) => value - (other[p]?.[i] ?? NaN)),
    ),
  );
  const zero = points.map(() => 0);
  const where = (limit: keyof Interval): number | null =>
    crossing(
      points,
      gaps.map((gap) => gap[limit]),
      zero,
    );
  const at = where("mean");
  if (at === null) return null;
  const [first, last] = gaps[0]!.mean < 0 ? (["high", "low"] as const) : (["low", "high"] as const);
  return { at, from: where(first) ?? points[0]!, to: where(last) ?? points.at(-1)! };
}

/** Where the difference of two curves over `x` first changes its sign, linear between points; null if nowhere. */
export function crossing(x: readonly number[], one: readonly number[], other: readonly number[]): number | null {
  for (let i = 1; i < x.length; i++) {
    const before = (one[i - 1] ?? NaN) - (other[i - 1] ?? NaN);
    const after = (one[i] ?? NaN) - (other[i] ?? NaN);
    if (before * after < 0) return x[i - 1]! + ((x[i]! - x[i - 1]!) * before) / (before - after);
  }
  return null;
}

export interface Best {
  /** The point with the largest mean. */
  readonly at: number;
  /** From where to where no point around it is clearly lower at 95 %, by paired differences. */
  readonly from: number;
  readonly to: number;
  /** Whether that is at the low or the high end, between both, or everywhere. */
  readonly where: "low" | "middle" | "high" | "same";
}

/** Where along a lever a crew does best; `rows` holds the paired results at each point. */
export function bestOf(facts: Facts, points: readonly number[], rows: readonly (readonly number[])[]): Best {
  const means = rows.map((row) => mean(row));
  const top = means.indexOf(Math.max(...means));
  const level = (p: number): boolean => p === top || larger(facts, rows[top]!, rows[p]!) < 1;
  let [first, last] = [top, top];
  while (first > 0 && level(first - 1)) first -= 1;
  while (last < points.length - 1 && level(last + 1)) last += 1;
  const [low, high] = [first === 0, last === points.length - 1];
  const where = low && high ? "same" : low ? "low" : high ? "high" : "middle";
  return { at: points[top]!, from: points[first]!, to: points[last]!, where };
}
