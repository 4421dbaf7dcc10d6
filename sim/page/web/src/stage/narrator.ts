/** Tells what happens on the ocean to those who do not see it, and to those who do. */

import type { Lane } from "../ocean/lane";
import type { Page } from "../page";

const EVERY = 25; // weeks between two reports of how far everybody is

export class Narrator {
  private goals = "";
  private told = -1;

  constructor(private readonly page: Page) {}

  reset(): void {
    this.goals = "";
    this.told = -1;
  }

  /** Tell what is new; while time stands still only where it stands. */
  hear(lanes: readonly Lane[], playing: boolean): void {
    const { words } = this.page;
    const first = lanes[0];
    const week = first?.voyage.run ?? 0;
    if (first === undefined || week === 0 || week === this.told) return;
    const goals = String(first.week.goals);
    const moved = this.goals !== "" && goals !== this.goals && playing;
    this.goals = goals;
    this.told = week;
    const newcomers = Math.max(...lanes.map((lane) => lane.week.newcomers));
    if (first.week.shocked) this.page.tell(words("tell.shock", { week }));
    else if (moved) this.page.tell(words("tell.moved", { week }));
    else if (newcomers > 3) this.page.tell(words("tell.left", { week, count: newcomers }));
    else if (week % EVERY === 0 || (week === first.voyage.periods && playing))
      this.page.tell(this.standing(lanes, week));
  }

  private standing(lanes: readonly Lane[], week: number): string {
    const { words } = this.page;
    const each = lanes.map((lane) =>
      words("tell.crew", { name: lane.name, distance: words.number(lane.now.along, 1) }),
    );
    return `${words("tell.week", { week })} ${each.join("; ")}.`;
  }
}
