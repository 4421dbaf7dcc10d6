/** Many replicates of a scenario in pieces of whole replicates, as in `sim/engine/run.py`. */

import type { Facts } from "../facts";
import type { Rules } from "../rules/module";
import type { Batch } from "../rules/organization";
import { Organization } from "../rules/organization";
import { periods, phases } from "../scenario/scenario";
import type { Scenario } from "../scenario/scenario";

const WORK = 400_000; // member-periods per piece, which take some tens of milliseconds

export interface Part extends Batch {
  readonly first: number;
  readonly count: number;
}

/** Replicates `first` … `first + count - 1`, in parts as they are finished. */
export function* parts(
  rules: Rules,
  facts: Facts,
  scenario: Scenario,
  seed: bigint,
  first: number,
  count: number,
): Generator<Part> {
  const length = periods(scenario);
  const steps = phases(scenario);
  const members = Number(scenario.values["organization.members"]);
  // A run with interventions continues from its own state, so it is run alone.
  const piece = steps.length > 1 ? 1 : Math.max(1, Math.min(count, Math.floor(WORK / (members * length))));
  const organization = new Organization(rules, facts, scenario.values, scenario.trace, piece);
  for (let done = 0; done < count; done += piece) {
    const size = Math.min(piece, count - done);
    for (const [place, { start, values }] of steps.entries()) {
      if (steps.length > 1) organization.set(values);
      organization.runStretch(seed, first + done, start, steps[place + 1]?.start ?? length, size);
    }
    yield { first: first + done, count: size, ...organization.batch(size) };
  }
}
