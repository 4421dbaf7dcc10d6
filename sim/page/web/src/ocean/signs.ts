/** Words, scale and lines of sight on the ocean. Every text stands on a surface of its own, so that it can be read. */

import { textScale } from "../dom";
import type { Palette } from "./palette";
import type { Labels } from "./picture";

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]; // between marks of the scale
const FONT = "system-ui, sans-serif";

export class Signs {
  private colours: Palette = {};
  private wide = 0;

  constructor(private readonly pen: CanvasRenderingContext2D) {}

  /** The present colours and width of the picture. */
  begin(colours: Palette, wide: number): void {
    [this.colours, this.wide] = [colours, wide];
  }

  /** A text around (x, y) on a pill; it is moved so far that it is within the picture, and shortened if it must be. */
  pill(text: string, x: number, y: number, colour: string, align: "center" | "left"): void {
    if (text === "") return;
    const { pen } = this;
    pen.font = `600 ${(this.wide < 600 ? 12 : 13) * textScale()}px ${FONT}`;
    pen.textAlign = "left";
    const shown = this.fitting(text, this.wide * 0.6);
    const width = pen.measureText(shown).width + 16;
    const left = Math.max(5, Math.min(this.wide - width - 5, align === "center" ? x - width / 2 : x));
    pen.fillStyle = this.colours["surface"]!;
    pen.beginPath();
    pen.roundRect(left, y - 11, width, 22, 11);
    pen.fill();
    pen.fillStyle = colour;
    pen.fillText(shown, left + 8, y + 4.5);
  }

  private fitting(text: string, most: number): string {
    if (this.pen.measureText(text).width <= most) return text;
    let length = text.length;
    while (length > 1 && this.pen.measureText(`${text.slice(0, length)}…`).width > most) length -= 1;
    return `${text.slice(0, length).trimEnd()}…`;
  }

  /** How far it is: a strip along the lower edge with marks, the unit and the start. */
  scale(left: number, right: number, high: number, reach: number, labels: Labels): void {
    const { pen, colours } = this;
    pen.fillStyle = colours["surface"]!;
    pen.fillRect(0, high - 22, this.wide, 22);
    pen.strokeStyle = colours["crest"]!;
    pen.font = `${12 * textScale()}px ${FONT}`;
    pen.lineWidth = 1;
    const most = (right - left) / 60;
    const step =
      STEPS.find((s) => reach / s <= most && reach % s === 0) ?? STEPS.find((s) => reach / s <= most) ?? 5000;
    pen.setLineDash([1, 7]);
    pen.textAlign = "center";
    for (let mark = 0; mark <= reach * 1.001; mark += step) {
      const x = left + (mark / reach) * (right - left);
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x, high - 22);
      pen.stroke();
      pen.fillStyle = colours["ink"]!;
      pen.fillText(mark === 0 ? labels.start : String(mark), x, high - 7);
    }
    pen.setLineDash([]);
    pen.textAlign = "right";
    pen.font = `${11 * textScale()}px ${FONT}`;
    const room = this.wide - 8 - right - 12;
    const unit = pen.measureText(labels.unit).width < room ? labels.unit : labels.weeks;
    pen.fillText(unit, this.wide - 8, high - 7);
  }

  /** The line from a bow to the island, and the way the bow points. */
  sight(
    boat: { readonly x: number; readonly y: number; readonly angle: number },
    island: { readonly x: number; readonly y: number },
    half: number,
    own: string,
  ): void {
    const { pen } = this;
    pen.strokeStyle = own;
    pen.lineWidth = 1.5;
    pen.globalAlpha = 0.6;
    pen.setLineDash([2, 6]);
    pen.beginPath();
    pen.moveTo(boat.x, boat.y);
    pen.lineTo(island.x, island.y);
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
    pen.lineWidth = 2.5;
    const [cos, sin] = [Math.cos(boat.angle), Math.sin(boat.angle)];
    const [from, to] = [half + 2, half + 26];
    const [x, y] = [boat.x + to * cos, boat.y + to * sin];
    pen.beginPath();
    pen.moveTo(boat.x + from * cos, boat.y + from * sin);
    pen.lineTo(x, y);
    pen.moveTo(x - 8 * cos - 6 * sin, y - 8 * sin + 6 * cos);
    pen.lineTo(x, y);
    pen.lineTo(x - 8 * cos + 6 * sin, y - 8 * sin - 6 * cos);
    pen.stroke();
  }

  /** Where the island lies, seen from a boat that is shown from near and always lies level. */
  compass(x: number, y: number, off: number, label: string): void {
    const { pen, colours } = this;
    const radius = 26;
    pen.fillStyle = colours["surface"]!;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fill();
    pen.strokeStyle = colours["ink"]!;
    pen.lineWidth = 3;
    const [cos, sin] = [Math.cos(-off), Math.sin(-off)];
    pen.beginPath();
    pen.moveTo(x - 15 * cos, y - 15 * sin);
    pen.lineTo(x + 17 * cos, y + 17 * sin);
    pen.moveTo(x + 8 * cos - 7 * sin, y + 8 * sin + 7 * cos);
    pen.lineTo(x + 17 * cos, y + 17 * sin);
    pen.lineTo(x + 8 * cos + 7 * sin, y + 8 * sin - 7 * cos);
    pen.stroke();
    this.pill(label, x, y + radius + 14, colours["ink"]!, "center");
  }
}
