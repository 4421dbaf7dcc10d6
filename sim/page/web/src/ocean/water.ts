/** The sea, the weather and the island. */

import type { Palette } from "./palette";
import { hullLength } from "./places";

/** A number in [0, 1) that depends on two whole numbers only, so that waves, which are decoration, do not jump. */
export function scatter(i: number, j: number): number {
  const x = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(j + 1, 0x85ebca6b);
  return ((Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) >>> 8) & 0xffff) / 0x10000;
}

/** Fill the picture with sea: depth, swell that travels with time, and white crests where the water is rough. */
export function drawSea(
  pen: CanvasRenderingContext2D,
  colours: Palette,
  wide: number,
  high: number,
  time: number,
  rough: number,
): void {
  const depth = pen.createLinearGradient(0, 0, wide * 0.35, high);
  depth.addColorStop(0, colours["sea-far"]!);
  depth.addColorStop(1, colours["sea-near"]!);
  pen.fillStyle = depth;
  pen.fillRect(0, 0, wide, high);
  pen.lineCap = "round";
  for (const [layer, speed] of [7, 13, 22].entries()) {
    pen.strokeStyle = colours[layer === 2 ? "foam" : "crest"]!;
    pen.globalAlpha = 0.22 + 0.14 * layer;
    pen.lineWidth = 1 + 0.4 * layer;
    pen.beginPath();
    const waves = layer === 2 ? Math.round(10 + 50 * rough) : Math.round((wide * high) / 11_000);
    for (let i = 0; i < waves; i++) wave(pen, i, layer, wide, high, time * speed * (1 + rough));
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function wave(
  pen: CanvasRenderingContext2D,
  i: number,
  layer: number,
  wide: number,
  high: number,
  travel: number,
): void {
  const length = (layer === 2 ? 8 : 26) + 34 * scatter(i, 3 + layer) * (layer === 2 ? 0.4 : 1);
  const x = ((((scatter(i, layer) * (wide + 120) - travel) % (wide + 120)) + wide + 120) % (wide + 120)) - 60;
  const y = scatter(i, 10 + layer) * high + 5 * Math.sin(travel / 40 + i);
  const swell = 2.5 + 3 * scatter(i, 20 + layer);
  pen.moveTo(x, y);
  pen.bezierCurveTo(x + length * 0.3, y - swell, x + length * 0.7, y - swell, x + length, y);
}

/** The wake behind a boat, longer with more speed. The pen stands amidships, and a bench is its unit. */
export function drawWake(pen: CanvasRenderingContext2D, colours: Palette, speed: number, members: number): void {
  if (speed === 0) return;
  const stern = 2 - hullLength(members) / 2;
  pen.strokeStyle = colours["foam"]!;
  pen.lineWidth = 0.25;
  for (const spread of [1, 1.9, 2.8]) {
    const end = stern - 8 * speed * (1.5 - spread * 0.2);
    pen.globalAlpha = 0.75 / spread;
    pen.beginPath();
    for (const side of [-1, 1]) {
      pen.moveTo(stern, side * 0.4);
      pen.quadraticCurveTo(stern - 3 * speed, side * spread, end, side * spread);
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
}
