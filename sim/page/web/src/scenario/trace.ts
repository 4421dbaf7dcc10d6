/** Traces: a CSV column of multipliers that drives the ocean, as `sim/scenario/trace.py` reads it. */

const NUMBER = /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i;

/** The multipliers of a trace: the column of that name, else the last one; null where the text holds none. */
export function readTrace(text: string): readonly number[] | null {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
  const [header = [], ...rows] = lines.map((line) => line.split(",").map((cell) => cell.trim()));
  const named = header.findIndex((name) => name.toLowerCase() === "multiplier");
  const column = named < 0 ? header.length - 1 : named;
  if (rows.length === 0 || rows.some((row) => row.length !== header.length || !NUMBER.test(row[column] ?? "")))
    return null;
  const multipliers = rows.map((row) => Number(row[column]));
  return multipliers.every((m) => Number.isFinite(m) && m >= 0) ? multipliers : null;
}

/** A trace as a file. */
export function writeTrace(trace: readonly number[]): string {
  return ["multiplier", ...trace].join("\n") + "\n";
}
