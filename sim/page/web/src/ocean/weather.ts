/** Storms: dark water, clouds, wind and rain. Decoration, which follows the shocks. */

import type { Palette } from "./palette";
import { scatter } from "./water";

/** Darken the water and draw the wind over it, below the boats. */
export function drawStorm(
  pen: CanvasRenderingContext2D,
  colours: Palette,
  wide: number,
  high: number,
  time: number,
  force: number,
): void {
  if (force <= 0.02) return;
  pen.fillStyle = colours["storm"]!;
  pen.globalAlpha = 0.55 * force;
  pen.fillRect(0, 0, wide, high);
  pen.strokeStyle = colours["foam"]!;
  pen.lineCap = "round";
  for (let row = 0; row < 9; row++) {
    pen.globalAlpha = 0.5 * force;
    pen.lineWidth = 1.5 + 2 * scatter(row, 51);
    pen.beginPath();
    const y = ((row + 0.5 + 0.3 * Math.sin(time + row)) / 9) * high;
    const shift = (90 * scatter(row, 54) + time * (60 + 40 * scatter(row, 52))) % 90;
    for (let x = -90 + shift; x < wide + 90; x += 90) {
      const [lift, long] = [6 * Math.sin(x / 37 + row), 26 + 22 * scatter(row, Math.round((x - shift) / 90) + 60)];
      pen.moveTo(x, y + lift);
      pen.quadraticCurveTo(x + long / 2, y + lift - 13, x + long, y + lift);
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** Clouds along the upper edge and rain, over everything. */
export function drawWeather(
  pen: CanvasRenderingContext2D,
  colours: Palette,
  wide: number,
  high: number,
  time: number,
  force: number,
): void {
  if (force <= 0.02) return;
  pen.strokeStyle = colours["rain"]!;
  pen.globalAlpha = 0.6 * force;
  pen.lineWidth = 1.4;
  pen.beginPath();
  for (let i = 0; i < 170 * force; i++) {
    const fall = (scatter(i, 31) + time * (0.8 + 0.5 * scatter(i, 32))) % 1;
    const x = scatter(i, 33) * (wide + 120) - 90 * fall;
    pen.moveTo(x, fall * high);
    pen.lineTo(x - 8, fall * high + 18);
  }
  pen.stroke();
  pen.fillStyle = colours["storm"]!;
  pen.globalAlpha = Math.min(1, 0.9 * force);
  pen.beginPath();
  for (let i = 0; i < 16; i++) {
    const x = ((scatter(i, 41) * (wide + 200) + 14 * time * (1 + scatter(i, 43))) % (wide + 200)) - 100;
    const radius = 16 + 26 * scatter(i, 42);
    pen.moveTo(x + radius, 4);
    pen.arc(x, 2, radius, 0, 2 * Math.PI);
  }
  pen.fill();
  pen.globalAlpha = 1;
}
