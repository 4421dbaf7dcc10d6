/** A boat from above, in units of its benches: hull, crew, and what happens to the crew. */

import { drawOars } from "./oars";
import type { Palette } from "./palette";
import { SHADES, shade } from "./palette";
import { benches, place } from "./places";
import type { Rower, Week } from "./week";

const HEAD = 0.41; // radius

/** Draw hull, oars and crew at `phase` (0 … 1) of the stroke of a week. `chosen` is a member to point out, or -1. */
export function drawBoat(
  pen: CanvasRenderingContext2D,
  colours: Palette,
  tints: readonly string[],
  week: Week,
  members: number,
  phase: number,
  own: string,
  chosen: number,
): void {
  drawOars(pen, colours, week.rowers, members, phase);
  drawHull(pen, colours, members, own);
  drawCrew(pen, colours, tints, week.rowers, members, phase);
  drawMarks(pen, colours, week.rowers, members, phase);
  if (chosen >= 0 && chosen < week.rowers.length) {
    const { along, across } = place(chosen, members);
    pen.strokeStyle = colours["light"]!;
    pen.lineWidth = 0.28;
    pen.beginPath();
    pen.arc(along, across, 0.85, 0, 2 * Math.PI);
    pen.stroke();
  }
}

function drawHull(pen: CanvasRenderingContext2D, colours: Palette, members: number, own: string): void {
  const half = benches(members) / 2;
  const [bow, stern, beam] = [half + 2.6, -half - 2.4, 0.98];
  pen.beginPath();
  pen.moveTo(bow, 0);
  pen.bezierCurveTo(half + 0.6, -beam * 0.75, half - 2, -beam, 0, -beam);
  pen.bezierCurveTo(-half, -beam, stern + 1.4, -beam * 0.85, stern, 0);
  pen.bezierCurveTo(stern + 1.4, beam * 0.85, -half, beam, 0, beam);
  pen.bezierCurveTo(half - 2, beam, half + 0.6, beam * 0.75, bow, 0);
  pen.fillStyle = colours["hull"]!;
  pen.fill();
  pen.strokeStyle = own;
  pen.lineWidth = 0.26;
  pen.stroke();
  pen.strokeStyle = colours["deck"]!;
  pen.lineWidth = 0.08;
  pen.beginPath();
  pen.moveTo(half + 2, 0);
  pen.lineTo(-half - 1.8, 0);
  pen.stroke();
}

/** One head per member, coloured by its beliefs about the destination. Heads of leaders are larger and have a ring. */
function drawCrew(
  pen: CanvasRenderingContext2D,
  colours: Palette,
  tints: readonly string[],
  rowers: readonly Rower[],
  members: number,
  phase: number,
): void {
  for (let tint = 0; tint < SHADES; tint++) {
    pen.fillStyle = tints[tint]!;
    pen.beginPath();
    rowers.forEach((rower, i) => {
      if (shade(rower.belief) !== tint) return;
      const { along, across } = place(i, members);
      const lean = rower.work === "oar" ? 0.18 * Math.cos(2 * Math.PI * phase) * rower.effort : 0;
      const radius = rower.leads ? 0.45 : HEAD;
      pen.moveTo(along + lean + radius, across);
      pen.arc(along + lean, across, radius, 0, 2 * Math.PI);
    });
    pen.fill();
  }
  // Every head has an outline, so that it can be told from the deck; those of leaders have a wide one.
  pen.strokeStyle = colours["outline"]!;
  for (const leads of [false, true]) {
    pen.lineWidth = leads ? 0.15 : 0.05;
    pen.beginPath();
    rowers.forEach((rower, i) => {
      if (rower.leads !== leads) return;
      const { along, across } = place(i, members);
      const lean = rower.work === "oar" ? 0.18 * Math.cos(2 * Math.PI * phase) * rower.effort : 0;
      const radius = leads ? 0.48 : HEAD;
      pen.moveTo(along + lean + radius, across);
      pen.arc(along + lean, across, radius, 0, 2 * Math.PI);
    });
    pen.stroke();
  }
}

/** Turned water (an eddy), thanks (a star), a reprimand (a cross) and a newcomer (a ring), early in the stroke. */
function drawMarks(
  pen: CanvasRenderingContext2D,
  colours: Palette,
  rowers: readonly Rower[],
  members: number,
  phase: number,
): void {
  pen.globalAlpha = Math.max(0, 1 - 1.6 * phase);
  if (pen.globalAlpha > 0.02) {
    rowers.forEach((rower, i) => {
      if (!rower.recognized && !rower.reprimanded && !rower.isNew && !rower.turned) return;
      const { along, across } = place(i, members);
      if (rower.turned) eddy(pen, colours["outline"]!, along, Math.sign(across || 1) * 3.4, phase);
      const away = across + Math.sign(across || 1) * (0.5 + phase);
      if (rower.recognized && rower.initiative) star(pen, colours["thanks"]!, along, away);
      if (rower.reprimanded) cross(pen, colours["warn"]!, along, away);
      if (rower.isNew) ring(pen, colours["surface"]!, along, across, 0.6 + 1.4 * phase);
    });
  }
  pen.globalAlpha = 1;
}

function star(pen: CanvasRenderingContext2D, colour: string, x: number, y: number): void {
  pen.fillStyle = colour;
  pen.beginPath();
  for (let i = 0; i < 10; i++) {
    const out = i % 2 === 0 ? 0.75 : 0.32;
    pen.lineTo(x + out * Math.sin((Math.PI * i) / 5), y - out * Math.cos((Math.PI * i) / 5));
  }
  pen.fill();
}

function cross(pen: CanvasRenderingContext2D, colour: string, x: number, y: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 0.3;
  pen.beginPath();
  pen.moveTo(x - 0.45, y - 0.45);
  pen.lineTo(x + 0.45, y + 0.45);
  pen.moveTo(x + 0.45, y - 0.45);
  pen.lineTo(x - 0.45, y + 0.45);
  pen.stroke();
}

/** Three arrows in a circle: the water turns. */
function eddy(pen: CanvasRenderingContext2D, colour: string, x: number, y: number, phase: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 0.16;
  pen.beginPath();
  for (let i = 0; i < 3; i++) {
    const start = (2 * Math.PI * i) / 3 + 3 * phase;
    const [end, r] = [start + 1.5, 0.85];
    pen.moveTo(x + r * Math.cos(start), y + r * Math.sin(start));
    pen.arc(x, y, r, start, end);
    pen.lineTo(x + 0.5 * Math.cos(end - 0.25), y + 0.5 * Math.sin(end - 0.25));
  }
  pen.stroke();
}

function ring(pen: CanvasRenderingContext2D, colour: string, x: number, y: number, radius: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 0.18;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.stroke();
}
