/** A crew's lane: where its boat is after each week, and the track behind it. */

import type { Voyage } from "../rules/voyage";
import { phases } from "../scenario/scenario";
import type { Week } from "./week";
import { atRest, weekOf } from "./week";

export const MOST_ROWERS = 121; // of a large crew; more would be too small to see

/** The weeks of perfect rowing between start and island, which are half of those of the voyage. */
export function reachOf(periods: number): number {
  return Math.max(1, periods / 2);
}

export interface Position {
  /** Distance made good, in weeks of perfect rowing. */
  readonly along: number;
  /** The distance from the straight course, in the same unit. In the picture boats drift back. */
  readonly across: number;
  /** The boat's angle to the course. */
  readonly angle: number;
}

const START: Position = { along: 0, across: 0, angle: 0 };
const TURN = 0.3; // share of the angle that a boat turns within a week
const BACK = 0.05; // share of its drift that the picture takes back

export class Lane {
  week: Week;
  before: Position = START;
  now: Position = START;
  track: Position[] = [START];
  private side = 1;

  constructor(
    readonly voyage: Voyage,
    readonly name: string,
  ) {
    this.week = atRest(voyage.organization, MOST_ROWERS);
  }

  /** Run to the end of week `stop` and show it. */
  seek(stop: number): void {
    const goal = Math.max(0, Math.min(stop, this.voyage.periods));
    if (goal < this.voyage.run) {
      this.voyage.seek(0);
      this.week = atRest(this.voyage.organization, MOST_ROWERS);
      [this.before, this.now, this.track, this.side] = [START, START, [START], 1];
    }
    while (this.voyage.run < goal) {
      this.voyage.seek(this.voyage.run + 1);
      this.step(weekOf(this.voyage.organization, this.voyage.run - 1, this.voyage.run === goal ? MOST_ROWERS : 0));
    }
  }

  /** Where the boat is within a week; `phase` is the share of the week that has passed. */
  at(phase: number): Position {
    const [a, b] = [this.before, this.now];
    const mix = (x: number, y: number): number => x + (y - x) * phase;
    return { along: mix(a.along, b.along), across: mix(a.across, b.across), angle: mix(a.angle, b.angle) };
  }

  /** How rough the water is in this week, from 0 to 1. It follows how often goals and conditions reverse. */
  roughness(): number {
    const { scenario, run } = this.voyage;
    const phase = phases(scenario)
      .filter(({ start }) => start < Math.max(1, run))
      .pop();
    const value = (path: string): number => Number(phase?.values[path] ?? 0);
    const row =
      Math.floor(Math.max(0, run - 1) / Math.max(1, value("environment.trace_every"))) % scenario.trace.length;
    return Math.min(
      1,
      (scenario.trace[row] ?? 1) *
        (6 * value("environment.strategic_turbulence") + 4 * value("environment.operational_turbulence")),
    );
  }

  private step(week: Week): void {
    this.side = week.side === 0 ? this.side : week.side;
    const off = this.side * Math.acos(Math.max(-1, Math.min(1, week.heading)));
    const angle = this.now.angle + TURN * (off - this.now.angle);
    const across = this.now.across * (1 - BACK) + week.speed * Math.sin(angle);
    this.week = week;
    this.before = this.now;
    this.now = { along: this.now.along + week.madeGood, across, angle };
    this.track.push(this.now);
  }
}
