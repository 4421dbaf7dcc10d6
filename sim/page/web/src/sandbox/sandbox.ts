/** The sandbox: two crews side by side, all levers, and all views of them. */

import { button, copyButton, h, unique } from "../dom";
import type { Page, Shown } from "../page";
import { Stage } from "../stage/stage";
import type { Seat } from "../state";
import { seed, whole } from "../fragment";
import { eventBar } from "./events";
import { Files, Seats } from "./files";
import { Inside } from "./inside";
import { Levers } from "./levers";
import { PhaseMap } from "./map";
import type { Bench, Panel } from "./panel";
import { crewName } from "./panel";
import { Results } from "./results";
import { Verify } from "./verify";

const LOOK = 500; // milliseconds between two updates of the look inside

export function sandbox(page: Page): Shown {
  const { words } = page;
  const stage = new Stage(page);
  const bench: Bench = {
    page,
    chosen: Math.min(page.state().look.chosen, page.state().crews.length - 1),
    week: () => stage.ocean.run,
    seat: (crews: readonly Seat[]) => {
      page.change({ crews });
      bench.chosen = Math.min(bench.chosen, crews.length - 1);
      refresh(stage.ocean.run);
    },
    look: (change) => page.change({ look: { ...page.state().look, ...change } }),
    choose: (crew) => {
      bench.chosen = crew;
      bench.look({ chosen: crew });
      for (const panel of panels) if (panel instanceof Levers || panel instanceof Files) panel.show();
    },
  };
  const inside = new Inside(
    bench,
    () => stage.ocean.lanes,
    (lane, member) => {
      bench.look({ lane, member });
      stage.ocean.chosen = { lane, member };
      stage.ocean.repaint();
    },
  );
  const [seats, levers, files] = [new Seats(bench), new Levers(bench), new Files(bench)];
  const [results, map, verify] = [new Results(bench), new PhaseMap(bench), new Verify(bench)];
  const panels: readonly Panel[] = [seats, levers, files, inside, results, map, verify];
  const events = h("div");

  function refresh(week: number): void {
    row(week);
    showPanels();
  }

  function row(week: number): void {
    const { crews, seed: luck, replicate } = page.state();
    stage.show(
      crews.map((crew, i) => ({ scenario: crew.scenario, name: crewName(page, i, crew) })),
      luck,
      replicate,
      week,
    );
  }

  function showPanels(): void {
    events.replaceChildren(eventBar(bench, () => stage.ocean.run));
    for (const panel of panels) panel.show();
  }

  stage.onPick = (lane, member) => inside.pick(lane, member);
  let looked = 0;
  stage.onWeek = () => {
    // At a fast pace nobody can read every week.
    if (stage.ocean.isPlaying && performance.now() - looked < LOOK) return;
    looked = performance.now();
    inside.week();
  };
  const element = h(
    "section",
    { class: "sandbox", "aria-labelledby": "bench" },
    h("h2", { id: "bench", tabindex: -1 }, words("sandbox.title")),
    h("p", {}, words("sandbox.about")),
    h(
      "div",
      { class: "toolbar" },
      seats.element,
      luckBar(page, () => refresh(stage.ocean.run)),
      sharing(page),
    ),
    h("div", { class: "bench" }, h("div", { class: "seen" }, stage.element, events, results.element), levers.element),
    inside.element,
    h("div", { class: "pair" }, map.element, h("div", {}, files.element, verify.element)),
  );
  stage.onRest = () => {
    bench.look({ week: stage.ocean.run });
    levers.show();
  };
  // The first picture does not wait for the panels around it.
  let first = requestAnimationFrame(() => {
    const { week, lane, member } = page.state().look;
    if (member > 0) stage.ocean.chosen = { lane, member };
    row(week);
    first = requestAnimationFrame(showPanels);
    // A reader who opens a certain week wants to see it, so time stands still.
    if (week === 0 && !matchMedia("(prefers-reduced-motion: reduce)").matches) stage.play();
  });
  return {
    element,
    close: () => {
      cancelAnimationFrame(first);
      stage.end();
      for (const panel of panels) panel.close?.();
    },
    repaint: () => {
      stage.ocean.repaint();
      for (const panel of panels) panel.repaint?.();
    },
  };
}

/** Buttons that copy or share the address, which contains all of the sandbox. */
function sharing(page: Page): HTMLElement {
  const { words } = page;
  const address = (): string => {
    page.change({});
    return location.href;
  };
  const copy = copyButton(words("share.copy"), words("share.copied"), address, () => page.tell(words("share.failed")));
  const share =
    typeof navigator.share === "function"
      ? button(words("share.share"), () => void navigator.share({ url: address() }).catch(() => undefined))
      : null;
  return h("div", { class: "sharing" }, copy, share, pasting(page));
}

/** A field for an address from somebody else. From a file it cannot be opened as it is: their folder is another one. */
function pasting(page: Page): HTMLElement {
  const { words } = page;
  const id = unique("paste");
  const open = (): void => {
    const at = field.value.indexOf("#");
    const found = at >= 0 && field.value.length > at + 1;
    if (found) location.hash = field.value.slice(at).trim();
    else if (field.value.trim() !== "") page.tell(words("share.wrong"));
  };
  const field = h("input", { type: "text", id, placeholder: "#sandbox:…", spellcheck: "false", on: { change: open } });
  return h("div", { class: "paste" }, h("label", { for: id }, words("share.paste")), field);
}

/** Seed and replicate, which decide the random events. */
function luckBar(page: Page, changed: () => void): HTMLElement {
  const { words } = page;
  const [seedId, numberId] = [unique("seed"), unique("replicate")];
  const seedInput = h("input", {
    type: "text",
    id: seedId,
    inputmode: "numeric",
    value: String(page.state().seed),
    size: 8,
    on: { change: () => take() },
  });
  const number = h("input", {
    type: "number",
    id: numberId,
    min: 0,
    step: 1,
    value: page.state().replicate,
    on: { change: () => take() },
  });
  const take = (): void => {
    const { seed: before, replicate } = page.state();
    page.change({
      seed: seed(seedInput.value) ?? before,
      replicate: whole(Number(number.value), 0, Number.MAX_SAFE_INTEGER) ?? replicate,
    });
    [seedInput.value, number.value] = [String(page.state().seed), String(page.state().replicate)];
    changed();
  };
  const other = button(words("luck.other"), () => {
    number.value = String(page.state().replicate + 1);
    take();
  });
  return h(
    "div",
    { class: "luck" },
    h("label", { for: seedId }, words("luck.seed")),
    seedInput,
    h("label", { for: numberId }, words("luck.replicate")),
    number,
    other,
  );
}
