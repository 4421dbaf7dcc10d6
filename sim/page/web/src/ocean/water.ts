/** The sea, the weather and the island. */

import type { Palette } from "./palette";

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

/** Rain over everything, as strong as `force` (0 … 1). */
export function drawRain(
  pen: CanvasRenderingContext2D,
  colours: Palette,
  wide: number,
  high: number,
  time: number,
  force: number,
): void {
  if (force <= 0.02) return;
  pen.strokeStyle = colours["rain"]!;
  pen.globalAlpha = 0.55 * force;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let i = 0; i < 140 * force; i++) {
    const fall = (scatter(i, 31) + time * (0.8 + 0.5 * scatter(i, 32))) % 1;
    const x = scatter(i, 33) * (wide + 80) - 60 * fall;
    pen.moveTo(x, fall * high);
    pen.lineTo(x - 5, fall * high + 15);
  }
  pen.stroke();
  pen.globalAlpha = 1;
}

/** The island at (x, y). After it has moved there are rings on the water, while `stir` falls from 1 to 0. */
export function drawIsland(
  pen: CanvasRenderingContext2D,
  colours: Palette,
  x: number,
  y: number,
  size: number,
  time: number,
  stir: number,
): void {
  pen.save();
  pen.translate(x, y);
  rings(pen, colours, size, stir);
  beam(pen, colours, size, time);
  blob(pen, colours["foam"]!, size * 1.16, 0.45, 5);
  blob(pen, colours["sand"]!, size, 1, 5);
  blob(pen, colours["green"]!, size * 0.7, 1, 9);
  for (let i = 0; i < 9; i++) {
    dot(
      pen,
      colours[i % 3 === 0 ? "rock" : "green"]!,
      size * 0.62 * Math.cos(i * 2.4) * scatter(i, 5),
      size * 0.5 * Math.sin(i * 2.4),
      size * 0.09,
    );
  }
  dot(pen, colours["surface"]!, 0, 0, size * 0.24);
  dot(pen, colours["warn"]!, 0, 0, size * 0.17);
  dot(pen, colours["light"]!, 0, 0, size * 0.09);
  pen.restore();
}

function rings(pen: CanvasRenderingContext2D, colours: Palette, size: number, stir: number): void {
  if (stir <= 0) return;
  pen.strokeStyle = colours["light"]!;
  pen.lineWidth = 2;
  for (const lag of [0, 0.22, 0.44]) {
    const grown = 1 - stir - lag;
    if (grown < 0) continue;
    pen.globalAlpha = Math.max(0, stir - 0.1);
    pen.beginPath();
    pen.arc(0, 0, size * (1.2 + 3 * grown), 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function beam(pen: CanvasRenderingContext2D, colours: Palette, size: number, time: number): void {
  const reach = size * 4.6;
  const glow = pen.createRadialGradient(0, 0, size * 0.2, 0, 0, reach);
  glow.addColorStop(0, `${colours["light"]!}66`);
  glow.addColorStop(1, `${colours["light"]!}00`);
  pen.fillStyle = glow;
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.arc(0, 0, reach, Math.PI + 0.5 * Math.sin(time * 0.8) - 0.16, Math.PI + 0.5 * Math.sin(time * 0.8) + 0.16);
  pen.closePath();
  pen.fill();
}

function blob(pen: CanvasRenderingContext2D, colour: string, size: number, alpha: number, seed: number): void {
  const corners = 10;
  const at = (i: number): [number, number] => {
    const turn = (2 * Math.PI * i) / corners;
    const out = size * (0.86 + 0.22 * scatter(i % corners, seed));
    return [out * Math.cos(turn), out * 0.92 * Math.sin(turn)];
  };
  pen.globalAlpha = alpha;
  pen.fillStyle = colour;
  pen.beginPath();
  for (let i = 0; i <= corners; i++) {
    const [x, y] = at(i);
    const [nextX, nextY] = at(i + 1);
    if (i === 0) pen.moveTo((x + nextX) / 2, (y + nextY) / 2);
    else pen.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  pen.fill();
  pen.globalAlpha = 1;
}

function dot(pen: CanvasRenderingContext2D, colour: string, x: number, y: number, radius: number): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}
