/** The label of a chart's lower axis, on as many lines as it needs: on a phone some do not fit on one. */

import type uPlot from "uplot";

import { textScale } from "../dom";

const TICKS = 36; // the height of the ticks and their numbers
const LINE = 16;
const SIDES = 100; // left and right of the lines

/** The lines of the label. */
export function labelLines({ ctx, width }: uPlot, label: string): string[] {
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.font = font(ratio);
  const lines: string[] = [];
  for (const word of label.split(" ")) {
    const longer = [...lines.slice(-1), word].join(" ");
    if (lines.length > 0 && ctx.measureText(longer).width <= (width - SIDES) * ratio) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  ctx.restore();
  return lines;
}

/** Draw them below the ticks, in the middle of the plot. */
export function drawLabel(plot: uPlot, label: string, colour: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.font = font(ratio);
  ctx.fillStyle = colour;
  ctx.textAlign = "center";
  for (const [row, line] of labelLines(plot, label).entries())
    ctx.fillText(
      line,
      bbox.left + bbox.width / 2,
      bbox.top + bbox.height + (TICKS + LINE * (row + 0.5)) * ratio * textScale(),
    );
  ctx.restore();
}

/** The height of the lower axis with its label. */
export function axisHeight(plot: uPlot, label: string): number {
  return (TICKS + LINE * labelLines(plot, label).length) * textScale();
}

/** The type of charts, where a pixel of the page has `ratio` pixels. */
export function font(ratio: number): string {
  return `${12 * ratio * textScale()}px system-ui`;
}
