/** The island, where the crews want to go, and the joy of those who land. */

import type { Palette } from "./palette";
import { scatter } from "./water";

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

/** A flag of each crew that has landed. */
export function drawFlag(pen: CanvasRenderingContext2D, own: string, x: number, y: number, size: number): void {
  pen.strokeStyle = own;
  pen.fillStyle = own;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x, y - size);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x, y - size);
  pen.lineTo(x + size * 0.7, y - size * 0.75);
  pen.lineTo(x, y - size * 0.5);
  pen.fill();
}

/** Paper stars over a crew that has just landed; `joy` falls from 1 to 0. */
export function drawJoy(
  pen: CanvasRenderingContext2D,
  colours: Palette,
  x: number,
  y: number,
  size: number,
  joy: number,
): void {
  if (joy <= 0) return;
  const flown = 1 - joy;
  pen.globalAlpha = Math.min(1, 3 * joy);
  for (let i = 0; i < 46; i++) {
    const turn = 2 * Math.PI * scatter(i, 61);
    const out = size * (0.6 + 3.6 * scatter(i, 62)) * Math.sqrt(flown);
    const fall = 2.4 * size * flown * flown;
    pen.fillStyle = colours[["thanks", "warn", "crew-1", "crew-2", "foam"][i % 5]!]!;
    pen.save();
    pen.translate(x + out * Math.cos(turn), y + out * Math.sin(turn) + fall);
    pen.rotate(turn + 9 * flown * (scatter(i, 63) - 0.5));
    pen.fillRect(-3.5, -2, 7, 4);
    pen.restore();
  }
  pen.globalAlpha = 1;
}
