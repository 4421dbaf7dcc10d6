/** One replicate, run period by period, whose whole state can be read. */

import type { Facts } from "../facts";
import { periods, phases } from "../scenario/scenario";
import type { Scenario } from "../scenario/scenario";
import type { Rules } from "./module";
import { Organization } from "./organization";

export class Voyage {
  readonly organization: Organization;
  readonly scenario: Scenario;
  readonly periods: number;
  /** Periods that have been run: the state shows the end of number `run - 1`. */
  run = 0;

  constructor(
    rules: Rules,
    facts: Facts,
    scenario: Scenario,
    readonly seed: bigint,
    readonly replicate: number,
  ) {
    this.scenario = scenario;
    this.periods = periods(scenario);
    this.organization = new Organization(rules, facts, scenario.values, scenario.trace);
    this.organization.begin(seed, replicate);
  }

  get over(): boolean {
    return this.run >= this.periods;
  }

  /** Continue until `stop` periods have been run; to go back, begin again from the start. */
  seek(stop: number): void {
    const goal = Math.max(0, Math.min(stop, this.periods));
    if (goal < this.run) {
      this.organization.set(this.scenario.values);
      this.organization.begin(this.seed, this.replicate);
      this.run = 0;
    }
    const starts = phases(this.scenario);
    for (const [place, phase] of starts.entries()) {
      const end = Math.min(goal, starts[place + 1]?.start ?? this.periods);
      if (end <= this.run) continue;
      this.organization.set(phase.values);
      this.organization.advance(this.seed, this.replicate, this.run, end);
      this.run = end;
    }
  }
}
