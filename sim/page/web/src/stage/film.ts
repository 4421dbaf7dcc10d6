/** A film of the run that is on the ocean, as a GIF for slides. */

import { GIFEncoder, applyPalette, quantize } from "gifenc";

import { button, saveBlob } from "../dom";
import type { Page } from "../page";
import type { Stage } from "./stage";

const WIDE = 560; // pixels of the film
const FRAMES = 90; // at most
const DELAY = 110; // milliseconds between two of them
const LAST = 1500; // milliseconds for which the last one is seen

/** The button that makes the film. It shows no week that may not be seen yet. */
export function filmButton(page: Page, stage: Stage): HTMLElement {
  const { words } = page;
  let busy = false;
  const make = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    const week = stage.ocean.run;
    stage.ocean.pause();
    try {
      const bytes = await filmed(stage, (share) => {
        save.textContent = words("film.busy", { share: words.number(100 * share, 0) });
      });
      saveBlob("crew.gif", new Blob([bytes.slice()], { type: "image/gif" }));
    } finally {
      stage.seek(week);
      save.textContent = words("film.save");
      busy = false;
    }
  };
  const save = button(words("film.save"), () => page.watch(make()), { class: "quiet" });
  return save;
}

async function filmed(stage: Stage, progress: (share: number) => void): Promise<Uint8Array> {
  const { canvas } = stage.ocean;
  const [wide, high] = [WIDE, Math.round((WIDE * canvas.height) / Math.max(1, canvas.width))];
  const small = new OffscreenCanvas(wide, high);
  const pen = small.getContext("2d", { willReadFrequently: true })!;
  pen.imageSmoothingQuality = "high";
  const gif = GIFEncoder();
  const step = Math.max(1, Math.ceil(stage.last / FRAMES));
  const weeks = Array.from({ length: Math.floor(stage.last / step) + 1 }, (_, i) => i * step);
  for (const [i, week] of weeks.entries()) {
    stage.seek(week);
    pen.drawImage(canvas, 0, 0, wide, high);
    const { data } = pen.getImageData(0, 0, wide, high);
    const palette = quantize(data, 64);
    gif.writeFrame(applyPalette(data, palette), wide, high, {
      palette,
      delay: i + 1 === weeks.length ? LAST : DELAY,
    });
    progress((i + 1) / weeks.length);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  gif.finish();
  return gif.bytes();
}
