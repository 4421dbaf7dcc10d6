/** Bets and findings on a chart. */

import type uPlot from "uplot";

import type { Mark } from "./bands";
import { font } from "./label";

/** Draw them over the curves: a bet dashed, a finding as a line with its interval as a strip on the axis. */
export function drawMarks(plot: uPlot, marks: readonly Mark[], colour: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio || 1;
  const bottom = bbox.top + bbox.height;
  ctx.save();
  ctx.font = `600 ${font(ratio)}`;
  ctx.textAlign = "left";
  for (const [row, mark] of marks.entries()) {
    const found = mark.kind === "found";
    const ink = colour(found ? "accent" : "ink");
    ctx.strokeStyle = ink;
    ctx.fillStyle = ink;
    ctx.lineWidth = (found ? 2.5 : 2) * ratio;
    ctx.setLineDash(found ? [] : [5 * ratio, 5 * ratio]);
    if (mark.from !== undefined && mark.to !== undefined) {
      const [from, to] = [mark.from, mark.to].map((x) => plot.valToPos(x, "x", true)) as [number, number];
      ctx.globalAlpha = 0.22;
      ctx.fillRect(from, bbox.top, Math.max(2 * ratio, to - from), bbox.height);
      ctx.globalAlpha = 1;
      ctx.fillRect(from, bottom - 7 * ratio, Math.max(3 * ratio, to - from), 7 * ratio);
    }
    ctx.beginPath();
    const x = mark.x === undefined ? bbox.left + 6 * ratio : plot.valToPos(mark.x, "x", true);
    const y = mark.y === undefined ? bbox.top + (16 + 20 * row) * ratio : plot.valToPos(mark.y, "y", true);
    if (mark.x === undefined) {
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
    } else {
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bottom);
    }
    ctx.stroke();
    const wide = ctx.measureText(mark.label).width;
    const left = Math.max(bbox.left + 4 * ratio, Math.min(x + 5 * ratio, bbox.left + bbox.width - wide - 4 * ratio));
    const base = mark.y === undefined ? y : y - 6 * ratio;
    ctx.fillStyle = colour("surface");
    ctx.fillRect(left - 3 * ratio, base - 12 * ratio, wide + 6 * ratio, 16 * ratio);
    ctx.fillStyle = ink;
    ctx.fillText(mark.label, left, base);
  }
  ctx.restore();
}
