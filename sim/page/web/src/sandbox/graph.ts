/** The chain of command and the informal ties as a graph. */

import { h, svg } from "../dom";
import { shade } from "../ocean/palette";
import type { Organization } from "../rules/organization";
import type { Words } from "../words";

const MOST = 200; // members that can be told apart
const [WIDE, HIGH] = [600, 340];

export class Graph {
  readonly element: HTMLElement;
  private readonly frame: SVGElement;
  private places: { x: number; y: number }[] = [];

  constructor(
    private readonly words: Words,
    private readonly pick: (member: number) => void,
  ) {
    this.frame = svg("svg", {
      viewBox: `0 0 ${WIDE} ${HIGH}`,
      role: "img",
      "aria-label": words("graph.title"),
      class: "graph",
    });
    this.frame.addEventListener("click", (event) => this.clicked(event));
    this.element = h(
      "figure",
      {},
      h("figcaption", {}, words("graph.title")),
      this.frame,
      h("p", { class: "meaning" }, words("graph.about")),
    );
  }

  clear(): void {
    this.frame.replaceChildren();
  }

  /** Draw the crew with one member emphasized, together with its own lines. */
  show(crew: Organization, chosen: number): void {
    const members = Math.min(crew.members, MOST);
    this.places = layout(crew, members);
    const lines: SVGElement[] = [];
    const ties = crew.shape("people.tie")[1] ?? 0;
    for (let i = 0; i < members; i++) {
      for (let x = 0; x < ties; x++) {
        const other = crew.at("people.tie", i, x);
        if (other >= 0 && other < members) lines.push(this.tie(i, other, crew.at("people.trust", i, x), i === chosen));
      }
    }
    for (let i = 1; i < members; i++)
      lines.push(
        this.command(i, crew.read("structure.boss", i), i === chosen || crew.read("structure.boss", i) === chosen),
      );
    const goals = crew.shape("people.belief")[1] ?? 1;
    const dots = this.places.map(({ x, y }, i) => {
      let known = 0;
      for (let k = 0; k < goals; k++) known += crew.read("ocean.goal", k) * crew.at("people.belief", i, k);
      return svg("circle", {
        cx: x,
        cy: y,
        r: i === chosen ? 8 : 5,
        class: `dot shade-${shade(known / goals)}${i === chosen ? " chosen" : ""}`,
      });
    });
    this.frame.replaceChildren(...lines, ...dots);
    this.frame.setAttribute(
      "aria-label",
      this.words("graph.label", { member: chosen, boss: crew.read("structure.boss", chosen), ties }),
    );
  }

  private command(i: number, boss: number, strong: boolean): SVGElement {
    const [a, b] = [this.places[i]!, this.places[boss]!];
    return svg("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, class: strong ? "command strong" : "command" });
  }

  private tie(i: number, other: number, trust: number, strong: boolean): SVGElement {
    const [a, b] = [this.places[i]!, this.places[other]!];
    const bend = 0.12 * Math.hypot(a.x - b.x, a.y - b.y) + 10;
    const line = svg("path", {
      d: `M${a.x} ${a.y} Q${(a.x + b.x) / 2} ${(a.y + b.y) / 2 + bend} ${b.x} ${b.y}`,
      class: strong ? "tie strong" : "tie",
    });
    line.style.opacity = String(strong ? 0.35 + 0.65 * trust : 0.1 + 0.3 * trust);
    return line;
  }

  private clicked(event: MouseEvent): void {
    const box = this.frame.getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * WIDE, ((event.clientY - box.top) / box.height) * HIGH];
    const away = this.places.map((place) => Math.hypot(place.x - x, place.y - y));
    const nearest = away.indexOf(Math.min(...away));
    if ((away[nearest] ?? Infinity) < 20) this.pick(nearest);
  }
}

/** Places by level, from the chief executive down. Each level has the whole width. */
function layout(crew: Organization, members: number): { x: number; y: number }[] {
  const level: number[] = [0];
  for (let i = 1; i < members; i++) level.push(level[crew.read("structure.boss", i)]! + 1);
  const deepest = Math.max(1, ...level);
  const widths = Array.from({ length: deepest + 1 }, (_, l) => level.filter((other) => other === l).length);
  const seen = widths.map(() => 0);
  return level.map((l) => {
    const place = seen[l]!++;
    return {
      x: ((place + 0.5) / widths[l]!) * (WIDE - 30) + 15,
      y: 24 + (l / deepest) * (HIGH - 80) + (l === deepest ? (place % 4) * 14 : 0),
    };
  });
}
