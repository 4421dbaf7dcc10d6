/** The compiled rules, and the layout of their argument blocks, which the module itself contains. */

/** One value among an export's arguments: path, type, first slot, number of dimensions (0: a scalar). */
export type Argument = readonly [path: string, kind: string, slot: number, dimensions: number];

export interface Rules {
  readonly module: WebAssembly.Module;
  readonly hash: string;
  readonly results: number;
  readonly layout: Readonly<Record<string, readonly Argument[]>>;
}

const ABOUT = "coxed";

/** The rules in a module, whose custom section holds the layout of each export's arguments. */
export function rulesOf(module: WebAssembly.Module): Rules {
  const [section] = WebAssembly.Module.customSections(module, ABOUT);
  if (section === undefined) throw new Error("the rules do not say what they are");
  const about = JSON.parse(new TextDecoder().decode(section)) as {
    rules: string;
    results_version: number;
    shared: Argument[];
    layout: Record<string, Argument[]>;
  };
  const layout = Object.fromEntries(
    Object.entries(about.layout).map(([name, own]) => [name, [...about.shared, ...own]]),
  );
  return { module, hash: about.rules, results: about.results_version, layout };
}
