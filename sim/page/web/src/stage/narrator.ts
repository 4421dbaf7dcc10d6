/** Says in words what happens on the ocean, also for readers who cannot see it. */

import type { Lane } from "../ocean/lane";
import type { Page } from "../page";

const EVERY = 25; // weeks between two reports of the distances

export class Narrator {
  private lastWeek = -1;

  constructor(private readonly page: Page) {}

  reset(): void {
    this.lastWeek = -1;
  }

  /** Say what is new in this week. Where the reader has gone to a week without news, say how far the crews are. */
  hear(lanes: readonly Lane[], playing: boolean): void {
    const { words } = this.page;
    const first = lanes[0];
    const week = first?.voyage.run ?? 0;
    if (first === undefined || week === this.lastWeek) return;
    if (week === 0) {
      this.lastWeek = 0;
      return this.page.tell("");
    }
    const gone = this.lastWeek >= 0 && week !== this.lastWeek + 1;
    this.lastWeek = week;
    const newcomers = Math.max(...lanes.map((lane) => lane.week.newcomers));
    const landed = lanes.find((lane) => lane.landed === week);
    if (landed) this.page.tell(words("tell.landed", { week, name: landed.name }));
    else if (first.week.shocked) this.page.tell(words("tell.shock", { week }));
    else if (first.moved) this.page.tell(words("tell.moved", { week }));
    else if (newcomers > 3) this.page.tell(words("tell.left", { week, count: newcomers }));
    else if (week % EVERY === 0 || gone || (week === first.voyage.periods && playing))
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
