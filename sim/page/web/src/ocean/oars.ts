/** The oars of a boat. Each shows what its rower does. */

import type { Palette } from "./palette";
import { place } from "./places";
import { scatter } from "./water";
import type { Rower } from "./week";

const RIGGER = 0.9;
const REACH = 3.1; // of an oar beyond the rigger
const SWEEP = 0.62; // radians to either side at full effort

interface Oar {
  readonly x: number;
  readonly y: number;
  readonly tipX: number;
  readonly tipY: number;
  readonly inWater: boolean;
  readonly wrong: boolean;
}

/** Each oar sweeps by its rower's effort, wrong pulls the other way; without a common plan it is out of time. */
function oar(rower: Rower, i: number, members: number, phase: number): Oar | null {
  if (i === 0 || rower.work === "managing") return null;
  const { along, across } = place(i, members);
  const side = Math.sign(across);
  const own = rower.inTime ? 0 : scatter(i, 41);
  const turn = (phase + own) % 1;
  // One half of the stroke is drive, the other recovery. An idle oar trails.
  const angle =
    rower.work === "idle" ? 0.95 : SWEEP * (0.35 + 0.65 * rower.effort) * Math.cos(2 * Math.PI * turn) * rower.drive;
  const lift = rower.work === "idle" ? -1 : 1;
  const x = along;
  const y = side * RIGGER;
  return {
    x,
    y,
    tipX: x + lift * REACH * Math.sin(angle),
    tipY: y + side * REACH * Math.cos(angle) * (rower.work === "idle" ? 0.45 : 1),
    inWater: rower.work === "oar" && turn < 0.5,
    wrong: rower.drive < 0,
  };
}

/** Draw all oars at a phase (0 … 1) of the stroke. */
export function drawOars(
  pen: CanvasRenderingContext2D,
  colours: Palette,
  rowers: readonly Rower[],
  members: number,
  phase: number,
): void {
  const oars = rowers.map((rower, i) => oar(rower, i, members, phase)).filter((one): one is Oar => one !== null);
  pen.lineCap = "round";
  line(pen, colours["oar"]!, 0.13, 0.95, oars, (o) => [o.x, o.y * 0.4, o.tipX, o.tipY]);
  const blade = (o: Oar): [number, number, number, number] => [
    o.tipX + (o.x - o.tipX) * 0.24,
    o.tipY + (o.y - o.tipY) * 0.24,
    o.tipX,
    o.tipY,
  ];
  line(
    pen,
    colours["foam"]!,
    0.75,
    0.4,
    oars.filter((o) => o.inWater),
    (o) => [o.tipX, o.tipY, o.tipX, o.tipY],
  );
  line(
    pen,
    colours["blade"]!,
    0.36,
    1,
    oars.filter((o) => !o.wrong),
    blade,
  );
  line(
    pen,
    colours["wrong"]!,
    0.36,
    1,
    oars.filter((o) => o.wrong),
    blade,
  );
}

function line(
  pen: CanvasRenderingContext2D,
  colour: string,
  width: number,
  alpha: number,
  oars: readonly Oar[],
  ends: (oar: Oar) => [number, number, number, number],
): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.globalAlpha = alpha;
  pen.beginPath();
  for (const one of oars) {
    const [x, y, toX, toY] = ends(one);
    pen.moveTo(x, y);
    pen.lineTo(toX, toY + 0.001);
  }
  pen.stroke();
  pen.globalAlpha = 1;
}
