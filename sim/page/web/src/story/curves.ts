/** A chapter's crews as curves: over the weeks, or along the lever that is swept. */

import type { Curve } from "../chart/bands";
import { BandChart } from "../chart/bands";
import { bands } from "../crew/numbers";
import type { Page } from "../page";
import type { Chapter } from "./chapters";
import { DISTANCE, sweptBy } from "./chapters";
import type { Progress } from "./compute";
import { scaleOf } from "./compute";
import { crewLabel } from "./labels";

export interface Drawing {
  readonly x: number[];
  readonly curves: Curve[];
}

/** An empty chart with the chapter's axes. */
export function chapterChart(page: Page, chapter: Chapter): BandChart {
  const { words } = page;
  const swept = chapter.sweep !== null;
  return new BandChart(words, {
    title: words(swept ? "reveal.sweep.title" : `reveal.${chapter.measure}.title`),
    x: words(swept ? `story.${chapter.id}.x` : "reveal.race.x"),
    y: words(chapter.measure === DISTANCE ? "reveal.y" : `reveal.${chapter.measure}.y`),
    digits: 1,
    whole: chapter.sweep?.points.every(Number.isInteger) ?? true,
  });
}

/** What is computed so far as curves. */
export function curvesOf(page: Page, chapter: Chapter, { samples, points, rows }: Progress): Drawing {
  const scale = scaleOf(chapter);
  const plans = chapter.sweep === null ? [...chapter.crews, ...chapter.others] : sweptBy(chapter);
  const label = (i: number): string =>
    chapter.sweep !== null && plans.length === 1 ? page.words("reveal.best.crew") : crewLabel(page, chapter, i);
  if (chapter.sweep !== null) return { x: [...points], curves: rows.map((row, i) => across(label(i), row, scale)) };
  const weeks = samples.map((sample) =>
    chapter.measure === DISTANCE ? sample.distance() : sample.measure(chapter.measure),
  );
  const start = chapter.measure === DISTANCE ? [0] : [];
  const curves = weeks.map((one, i) => overTime(label(i), one, scale, start));
  return { x: curves[0]!.mean.map((_, t) => (start.length > 0 ? t : t + 1)), curves };
}

/** A curve over time. */
function overTime(label: string, rows: readonly Float64Array[], scale: number, start: readonly number[]): Curve {
  const band = bands(rows);
  const scaled = (values: readonly number[]): number[] => [...start, ...values.map((value) => scale * value)];
  return { label, mean: scaled(band.mean), low: scaled(band.low), high: scaled(band.high) };
}

/** A curve over points, from the replicates at each. */
function across(label: string, points: readonly (readonly number[])[], scale: number): Curve {
  const all = points.map((values) => bands(values.map((value) => Float64Array.of(scale * value))));
  return { label, mean: all.map((b) => b.mean[0]!), low: all.map((b) => b.low[0]!), high: all.map((b) => b.high[0]!) };
}
