/** What a chapter finds: its crews are run here and now, and the finding follows from their numbers alone. */

import type { Running } from "../crew/workers";
import { Sample, bestOf, crossingOf, interval, larger, mean } from "../crew/numbers";
import type { Page } from "../page";
import type { Scenario } from "../scenario/scenario";
import { periods } from "../scenario/scenario";
import type { Chapter, Plan } from "./chapters";
import { SEED, DISTANCE, crewOf, pointOf, sweptBy } from "./chapters";
import { crewLabel, numberText } from "./labels";

const REPLICATES = 300;
const PIECE = 50; // replicates per crew between two pictures
const A_POINT = 100; // replicates at each point of a sweep
const OUTCOME = "distance_made_good";

export interface Finding {
  /** Which of the chapter's answers is right. */
  readonly outcome: string;
  /** The number that was to be guessed; null if there is none. */
  readonly number: number | null;
  readonly sentence: string;
  /** Where on the axis the finding lies, with its interval; null for a race. */
  readonly place: { readonly at: number; readonly from: number; readonly to: number } | null;
  /** The results of each crew, replicate by replicate; none of a sweep. */
  readonly results: readonly (readonly number[])[];
}

/** Computes the chapter's crews as they are. */
export const AS_THEY_ARE = (scenario: Scenario): Scenario => scenario;

type Outcome = Omit<Finding, "results">;

/** What is known so far: of each crew its replicates, over time or at the points that are ready. */
export interface Progress {
  readonly done: number;
  readonly crews: number;
  readonly samples: readonly Sample[];
  readonly points: readonly number[];
  /** Per crew and point the results of the replicates. */
  readonly rows: readonly (readonly (readonly number[])[])[];
}

export class Computation {
  private running: Running<void> | null = null;

  constructor(
    private readonly page: Page,
    private readonly chapter: Chapter,
    private readonly seen: (progress: Progress) => void = () => undefined,
    private readonly change: (scenario: Scenario, i: number) => Scenario = AS_THEY_ARE,
  ) {}

  close(): void {
    this.running?.stop();
  }

  /** The finding; never if the computation is closed before. */
  async run(): Promise<Finding> {
    return this.chapter.sweep === null ? this.race() : this.sweep();
  }

  private async race(): Promise<Finding> {
    const { page, chapter } = this;
    const plans = [...chapter.crews, ...chapter.others];
    const scenarios = plans.map((plan, i) => this.change(crewOf(page.facts, chapter, plan), i));
    const samples = scenarios.map((scenario) => new Sample(page.facts, periods(scenario)));
    const rounds = Array.from({ length: REPLICATES / PIECE }, (_, round) =>
      scenarios.map((scenario, i) => ({ scenario, first: round * PIECE, count: PIECE, sample: samples[i]! })),
    );
    this.running = page.workers.run(SEED, rounds, () => {
      const done = samples[0]!.count;
      this.seen({ done: done / REPLICATES, crews: done * plans.length, samples, points: [], rows: [] });
    });
    await this.running.done;
    const results = samples.map((sample) => resultsOf(sample, chapter.measure));
    const finding = chapter.kind === "sum" ? this.sum(results) : this.winner(results[0]!, results[1]!);
    return { ...finding, results };
  }

  private async sweep(): Promise<Finding> {
    const { page, chapter } = this;
    const { points } = chapter.sweep!;
    const plans = sweptBy(chapter);
    const rows = plans.map((): number[][] => points.map(() => []));
    const order = [...points.keys()].sort((one, other) => (one % 2) - (other % 2));
    const rounds = order.map((place) =>
      plans.map((plan, i) => {
        const scenario = this.change(pointOf(page.facts, chapter.sweep!, plan, points[place]!), i);
        return { scenario, first: 0, count: A_POINT, sample: new Sample(page.facts, periods(scenario)) };
      }),
    );
    this.running = page.workers.run(SEED, rounds, (done) => {
      rounds[done]!.forEach(({ sample }, i) => (rows[i]![order[done]!] = resultsOf(sample, chapter.measure)));
      const ready = [...points.keys()].filter((p) => rows.every((row) => row[p]!.length > 0));
      this.seen({
        done: (done + 1) / points.length,
        crews: (done + 1) * A_POINT * plans.length,
        samples: [],
        points: ready.map((p) => points[p]!),
        rows: rows.map((row) => ready.map((p) => row[p]!)),
      });
    });
    await this.running.done;
    return { ...(chapter.kind === "cross" ? this.crossing(rows) : this.best(plans, rows)), results: [] };
  }

  private winner(one: readonly number[], other: readonly number[]): Outcome {
    const { page, chapter } = this;
    const names = chapter.crews.map((_, i) => crewLabel(page, chapter, i));
    const better = larger(page.facts, one, other);
    const sentence =
      chapter.measure === DISTANCE
        ? raceVerdict(page, names, one, other)
        : measureVerdict(page, chapter.measure, names, one, other);
    return {
      outcome: better > 0 ? "first" : better < 0 ? "second" : "same",
      number: mean(one) * scaleOf(chapter),
      sentence,
      place: null,
    };
  }

  private sum([both = [], one = [], other = [], neither = []]: readonly (readonly number[])[]): Outcome {
    const { facts, words } = this.page;
    // What both together are worth, and what each is worth alone, all against the crew with neither.
    const gap = both.map((far, i) => far + neither[i]! - one[i]! - other[i]!);
    const { low, high, mean: middle } = interval(facts, gap);
    const outcome = low > 0 ? "more" : high < 0 ? "less" : "sum";
    const [far, base, a, b] = [both, neither, one, other].map((row) => mean(row)) as [number, number, number, number];
    const shown = (value: number): string => words.number(value, 1);
    const sentence = words(`reveal.sum.${outcome}`, {
      both: shown(far - base),
      one: shown(a - base),
      other: shown(b - base),
      gap: words.signed(middle, 1),
      low: words.signed(low, 1),
      high: words.signed(high, 1),
    });
    return { outcome, number: far, sentence, place: null };
  }

  private crossing([one = [], other = []]: readonly (readonly (readonly number[])[])[]): Outcome {
    const { page, chapter } = this;
    const { words, facts } = page;
    const where = crossingOf(facts, chapter.sweep!.points, one, other);
    const ahead = (p: number): 0 | 1 => (mean(one.at(p)!) > mean(other.at(p)!) ? 0 : 1);
    const name = (i: 0 | 1): string => crewLabel(page, chapter, i);
    if (where === null) {
      const winner = ahead(0);
      const sentence = words(`reveal.${chapter.id}.never`, { name: name(winner) });
      return { outcome: winner === 0 ? "first" : "second", number: null, sentence, place: null };
    }
    const digits = chapter.number.step < 1 ? 2 : 0;
    const [x, from, to] = [where.at, where.from, where.to].map((value) => words.number(value, digits));
    const sides = { low: name(ahead(0)), high: name(ahead(-1)) };
    const sentence = words(`reveal.${chapter.id}.cross`, { x: x!, from: from!, to: to!, ...sides });
    return { outcome: "cross", number: where.at, sentence, place: where };
  }

  private best(plans: readonly Plan[], rows: readonly (readonly (readonly number[])[])[]): Outcome {
    const { page, chapter } = this;
    const { words, facts } = page;
    const { points } = chapter.sweep!;
    const digits = chapter.number.step < 1 ? 1 : 0;
    const found = rows.map((row) => bestOf(facts, points, row));
    const sentences = found.map((best, i) => {
      const means = rows[i]!.map((row) => mean(row));
      const name =
        plans.length > 1
          ? words("reveal.best.named", { name: crewLabel(page, chapter, i) })
          : words("reveal.best.crew");
      return words(
        best.from === best.to ? "reveal.best.point" : `reveal.best.${best.where === "same" ? "same" : "range"}`,
        {
          name,
          at: numberText(page, chapter, best.at),
          from: words.number(best.from, digits),
          to: words.number(best.to, digits),
          far: words.number(Math.max(...means), 1),
          least: words.number(Math.min(...means), 1),
        },
      );
    });
    const [first, second] = found;
    const outcome = second === undefined || second.where === first!.where ? first!.where : "split";
    const { at, from, to } = first!;
    return { outcome, number: at, sentence: sentences.join("\n"), place: { at, from, to } };
  }
}

/** What the readers' numbers are, for a measure between 0 and 1: per cent. */
export function scaleOf(chapter: Chapter): number {
  return chapter.measure === DISTANCE ? 1 : 100;
}

/** The distance, or the mean of a measure over the weeks, of each replicate. */
export function resultsOf(sample: Sample, measure: string): number[] {
  return measure === DISTANCE ? sample.outcome(OUTCOME) : sample.measure(measure).map((weeks) => mean(weeks));
}

/** Which of two crews gets farther, and how often. */
export function raceVerdict(
  page: Page,
  names: readonly string[],
  one: readonly number[],
  other: readonly number[],
): string {
  const { words, facts } = page;
  const n = one.length;
  const [a = "", b = ""] = names;
  const better = larger(facts, one, other);
  if (better === 0) return words("reveal.race.same", { a, b, n });
  const ahead = one.filter((distance, i) => better * (distance - (other[i] ?? NaN)) > 0).length;
  const [far, less] = [one, other].map((distances) => words.number(mean(distances), 1)) as [string, string];
  const more = interval(
    facts,
    one.map((distance, i) => better * (distance - (other[i] ?? NaN))),
  );
  const gap = { low: words.number(more.low, 1), high: words.number(more.high, 1), won: ahead, n };
  return better > 0
    ? words("reveal.race.won", { a, b, far, less, ...gap })
    : words("reveal.race.won", { a: b, b: a, far: less, less: far, ...gap });
}

/** Which of two crews has more of a measure, in per cent. */
function measureVerdict(
  page: Page,
  measure: string,
  names: readonly string[],
  one: readonly number[],
  other: readonly number[],
): string {
  const { words, facts } = page;
  const better = larger(facts, one, other);
  const order = better >= 0 ? [0, 1] : [1, 0];
  const rows = order.map((i) => [one, other][i]!);
  const gap = interval(
    facts,
    rows[0]!.map((value, i) => 100 * (value - rows[1]![i]!)),
  );
  return words(better === 0 ? `reveal.${measure}.same` : `reveal.${measure}.won`, {
    a: names[order[0]!]!,
    b: names[order[1]!]!,
    more: words.number(100 * mean(rows[0]!), 0),
    less: words.number(100 * mean(rows[1]!), 0),
    low: words.number(gap.low, 1),
    high: words.number(gap.high, 1),
    n: one.length,
  });
}
