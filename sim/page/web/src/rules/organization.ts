/** One organization in its own memory: the arrays of `sim/model/state.py`, and calls of the compiled rules. */

import type { Facts } from "../facts";
import { known } from "../facts";
import type { Values } from "../scenario/scenario";
import type { Rules } from "./module";

const STACK = 65_536; // constants and stack are below this address, see `sim/page/linker.py`
const PAGE = 65_536;
const WORD = 8;
const RETURNED = new Set([0, -2]); // numba's status of a function that returns a value, or nothing

interface Place {
  readonly address: number;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** Outcomes (replicates × outcomes) and series (replicates × measures × periods) of a batch. */
export interface Batch {
  readonly outcomes: Float64Array;
  readonly series: Float64Array;
}

export class Organization {
  readonly members: number;
  private readonly facts: Facts;
  private readonly rules: Rules;
  private readonly exports: WebAssembly.Exports;
  private readonly memory: WebAssembly.Memory;
  private readonly blocks = new Map<string, number>();
  private readonly columns = new Map<string, Place>();
  private readonly results: { outcomes: Place; series: Place };
  private readonly whole: BigInt64Array;
  private readonly real: Float64Array;
  private readonly half: Int32Array;
  private readonly byte: Uint8Array;

  /** Memory for `values`, the multipliers of a trace, and the results of a batch of `replicates`. */
  constructor(rules: Rules, facts: Facts, values: Values, trace: readonly number[], replicates = 0) {
    this.rules = rules;
    this.facts = facts;
    const size = (word: string): number => sizeOf(facts, values, word, trace.length);
    let top = STACK;
    for (const [name, layout] of Object.entries(rules.layout)) {
      this.blocks.set(name, top);
      const last = layout[layout.length - 1];
      top += WORD * (1 + (last ? last[2] + last[3] + 1 : 0));
    }
    const place = (shape: number[], width: number): Place => {
      const address = (top + 15) & ~15;
      const bytes = shape.reduce((product, extent) => product * extent, width);
      top = address + bytes;
      return { address, shape, bytes };
    };
    for (const [name, column] of Object.entries(facts.columns)) {
      this.columns.set(name, place(column.shape.map(size), column.kind === "bool" ? 1 : WORD));
    }
    this.results = {
      outcomes: place([replicates, facts.outcomes.length], WORD),
      series: place([replicates, size("measures"), size("periods")], WORD),
    };
    this.members = size("members");
    this.memory = new WebAssembly.Memory({ initial: Math.ceil((top + WORD) / PAGE) });
    this.exports = new WebAssembly.Instance(rules.module, { env: given(rules.module, this.memory) }).exports;
    const buffer = this.memory.buffer;
    this.whole = new BigInt64Array(buffer);
    this.real = new Float64Array(buffer);
    this.half = new Int32Array(buffer);
    this.byte = new Uint8Array(buffer);
    this.pointAt();
    this.set(values);
    this.drive(trace);
  }

  /** Give the rules other parameters; the fixed ones must stay as they were. */
  set(values: Values): void {
    for (const [name, layout] of Object.entries(this.rules.layout)) {
      for (const [path, kind, slot] of layout) {
        if (path.startsWith("parameters."))
          this.write(name, slot, kind, this.coded(path.slice("parameters.".length), values));
      }
    }
  }

  /** The start of a replicate. */
  begin(seed: bigint, replicate: number): void {
    this.call("begin", { seed, replicate });
  }

  /** Periods `start` … `stop - 1` of a replicate. */
  advance(seed: bigint, replicate: number, start: number, stop: number): void {
    this.call("advance", { seed, replicate, start, stop });
  }

  /** Run periods `start` … `stop - 1` of `count` replicates from `first` on. Write the results of those that end. */
  runStretch(seed: bigint, first: number, start: number, stop: number, count: number): void {
    for (const [path, , slot] of this.rules.layout["run_stretch"] ?? []) {
      if (path === "outcomes" || path === "series")
        this.whole[this.block("run_stretch") / WORD + slot + 1] = BigInt(count);
    }
    this.call("run_stretch", { seed, first, start, stop });
  }

  /** A copy of the results of the last batch's first `count` replicates. */
  batch(count: number): Batch {
    const copy = ({ address, shape }: Place): Float64Array => {
      const numbers = shape.slice(1).reduce((product, extent) => product * extent, count);
      return this.real.slice(address / WORD, address / WORD + numbers);
    };
    return { outcomes: copy(this.results.outcomes), series: copy(this.results.series) };
  }

  /** One number of a column, by its dotted name and its place in the array. */
  read(name: string, index: number): number {
    const { address } = this.column(name);
    const kind = known(this.facts.columns, name).kind;
    if (kind === "float64") return this.real[address / WORD + index] ?? NaN;
    // The whole numbers of a state fit into the lower half of their words.
    return (kind === "bool" ? this.byte[address + index] : this.half[address / 4 + 2 * index]) ?? NaN;
  }

  /** One number of a column of two dimensions, of which the first runs fastest (`sim/model/state.py`). */
  at(name: string, i: number, k: number): number {
    return this.read(name, i + k * (this.shape(name)[0] ?? 0));
  }

  /** The extents of a column. */
  shape(name: string): readonly number[] {
    return this.column(name).shape;
  }

  /** A recorded measure of a period. */
  measured(measure: string, period: number): number {
    const row = Object.keys(this.facts.measures).indexOf(measure);
    return this.read("series", row * (this.shape("series")[1] ?? 0) + period);
  }

  private column(name: string): Place {
    const place = this.columns.get(name);
    if (place === undefined) throw new Error(`the state has no ${name}`);
    return place;
  }

  private block(name: string): number {
    return this.blocks.get(name) ?? STACK;
  }

  /** Write the multipliers of turbulence; `begin` sets everything else. */
  private drive(trace: readonly number[]): void {
    const { address } = this.column("structure.multiplier");
    trace.forEach((multiplier, row) => (this.real[address / WORD + row] = multiplier));
  }

  /** Write the address and extents of every array into the blocks. */
  private pointAt(): void {
    for (const [name, layout] of Object.entries(this.rules.layout)) {
      for (const [path, , slot, dimensions] of layout) {
        if (dimensions === 0) continue;
        const place = this.array(path);
        const at = this.block(name) / WORD + slot;
        this.whole[at] = BigInt(place.address);
        place.shape.forEach((extent, axis) => (this.whole[at + 1 + axis] = BigInt(extent)));
      }
    }
  }

  private array(path: string): Place {
    if (path === "outcomes" || path === "series") return this.results[path];
    return this.column(path.replace(/^state\./, ""));
  }

  private coded(path: string, values: Values): number {
    const about = known(this.facts.parameters, path);
    const value = known(values, path);
    return about.kind === "choice" ? about.choices.indexOf(String(value)) : Number(value);
  }

  private write(name: string, slot: number, kind: string, value: number | bigint): void {
    const at = this.block(name) / WORD + slot;
    if (kind === "float64") this.real[at] = Number(value);
    else this.whole[at] = BigInt.asIntN(64, BigInt(value));
  }

  private call(name: string, scalars: Readonly<Record<string, number | bigint>>): void {
    for (const [path, kind, slot, dimensions] of this.rules.layout[name] ?? []) {
      if (dimensions > 0 || path.startsWith("parameters.")) continue;
      const value = scalars[path];
      if (value === undefined) throw new Error(`${name} wants ${path}, which the page does not know`);
      this.write(name, slot, kind, value);
    }
    const rule = this.exports[name] as (block: number) => number;
    const status = rule(this.block(name));
    if (!RETURNED.has(status)) throw new Error(`${name} ended with status ${status}`);
  }
}

/** The number that a word of a column's shape stands for. */
function sizeOf(facts: Facts, values: Values, word: string, rows: number): number {
  const meant = known(facts.sizes, word);
  if (typeof meant === "number") return meant;
  if (meant === "rows") return rows;
  return meant === "measures" ? Object.keys(facts.measures).length : Number(known(values, meant));
}

/** What the module imports: memory, stack pointer, and a table if it has indirect calls. */
function given(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.ModuleImports {
  const stack = new WebAssembly.Global({ value: "i32", mutable: true }, STACK);
  const environment: WebAssembly.ModuleImports = { __linear_memory: memory, __stack_pointer: stack };
  for (const { name, kind } of WebAssembly.Module.imports(module)) {
    if (name in environment) continue;
    if (kind !== "table") throw new Error(`the rules ask for ${name}`);
    environment[name] = new WebAssembly.Table({ initial: 1, element: "anyfunc" });
  }
  return environment;
}
