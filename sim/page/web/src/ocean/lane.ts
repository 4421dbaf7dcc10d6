/** A crew's boat: where it is after each week, and the track behind it. */

import type { Voyage } from "../rules/voyage";
import { phases } from "../scenario/scenario";
import type { Week } from "./week";
import { atRest, weekOf } from "./week";

export const MOST_ROWERS = 121; // of a large crew; more would be too small to see

/** The weeks of perfect rowing between start and island: an eighth of those of the voyage. */
export function reachOf(periods: number): number {
  return Math.max(1, periods / 8);
}

/** Where the island lies across the course, from -1 to 1: each goal that reverses moves it, the first ones most. */
export function islandOf(goals: readonly number[]): number {
  const weight = (k: number): number => (k % 2 === 0 ? 1 : -1) / (1 + 0.35 * k);
  const most = goals.reduce((sum, _, k) => sum + Math.abs(weight(k)), 0);
  return goals.reduce((sum, goal, k) => sum + Math.sign(goal) * weight(k), 0) / Math.max(1e-9, most);
}

/** The angle between the boat and the line to the island: none on course, a right angle if the work is undirected. */
export function angleOff(heading: number): number {
  return Math.max(0, (Math.PI / 2) * (1 - heading / ON_COURSE));
}

export interface Position {
  /** Distance made good, in weeks of perfect rowing. */
  readonly along: number;
  /** The place across the course, from -1 to 1. */
  readonly across: number;
  /** The boat's angle to the line to the island. */
  readonly off: number;
}

const ON_COURSE = 0.6; // heading from which on a boat points at the island
const TURN = 0.35; // share of the angle that a boat turns within a week
const DRIFT = 0.11; // of half the sea's width that a week of perfect rowing across the course moves a boat
const BERTH = 0.24; // how far from the island's middle each boat lands

export class Lane {
  week: Week;
  before: Position;
  now: Position;
  track: Position[];
  /** The week in which the boat landed, or null. */
  landed: number | null = null;
  /** Whether the island has moved in the week that is shown. */
  moved = false;
  readonly reach: number;
  private readonly start: Position;
  private readonly berth: number;
  private side = 1;

  /** `place` is the boat's place (0, 1, …) among `boats`. */
  constructor(
    readonly voyage: Voyage,
    readonly name: string,
    place = 0,
    boats = 1,
  ) {
    this.reach = reachOf(voyage.periods);
    this.start = { along: 0, across: boats > 1 ? 1.1 * (place / (boats - 1) - 0.5) : 0, off: 0 };
    this.berth = boats > 1 ? BERTH * Math.sign(this.start.across) : 0;
    this.week = atRest(voyage.organization, MOST_ROWERS);
    [this.before, this.now, this.track] = [this.start, this.start, [this.start]];
  }

  /** Run to the end of week `stop` and show it. */
  seek(stop: number): void {
    const goal = Math.max(0, Math.min(stop, this.voyage.periods));
    if (goal < this.voyage.run) {
      this.voyage.seek(0);
      this.week = atRest(this.voyage.organization, MOST_ROWERS);
      [this.before, this.now, this.track, this.side, this.landed] = [this.start, this.start, [this.start], 1, null];
      this.moved = false;
    }
    while (this.voyage.run < goal) {
      this.voyage.seek(this.voyage.run + 1);
      const most = this.voyage.run === goal ? MOST_ROWERS : 0;
      this.step(weekOf(this.voyage.organization, this.voyage.run - 1, most, this.week.water));
    }
  }

  /** Where the boat is within a week; `phase` is the share of the week that has passed. */
  at(phase: number): Position {
    const [a, b] = [this.before, this.now];
    const mix = (x: number, y: number): number => x + (y - x) * phase;
    return { along: mix(a.along, b.along), across: mix(a.across, b.across), off: mix(a.off, b.off) };
  }

  /** Where the boat is in the picture: it waits at the island after it has landed. */
  shown(position: Position): Position {
    return { ...position, along: Math.min(position.along, this.reach) };
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
    const along = this.now.along + week.madeGood;
    const home = this.landed !== null;
    const off = home ? 0 : this.now.off + TURN * (this.side * angleOff(week.heading) - this.now.off);
    const target = Math.max(-1, Math.min(1, islandOf(week.goals) + this.berth));
    // What is made good brings the boat nearer to the island, also across the course; the rest of its speed does not.
    const left = Math.max(this.reach - this.now.along, Math.abs(week.madeGood), 0.01);
    const toward = (target - this.now.across) * Math.min(1, Math.max(0, week.madeGood) / left);
    const drift = home ? 0 : DRIFT * week.speed * Math.sin(off);
    const across = home ? target : Math.max(-1, Math.min(1, this.now.across + toward + drift));
    this.moved = this.voyage.run > 1 && String(week.goals) !== String(this.week.goals);
    this.week = week;
    this.before = this.now;
    this.now = { along, across, off };
    this.track.push(this.now);
    if (!home && along >= this.reach) this.landed = this.voyage.run;
  }
}
