/** Colours of the ocean, from the custom properties of the style sheet, which holds all themes. */

export interface Palette {
  readonly [name: string]: string;
}

const NAMES = [
  "sea-near",
  "sea-far",
  "crest",
  "foam",
  "hull",
  "hull-edge",
  "deck",
  "oar",
  "blade",
  "ink",
  "quiet",
  "sand",
  "green",
  "rock",
  "light",
  "rain",
  "storm",
  "outline",
  "crew-1",
  "crew-2",
  "wrong",
  "unsure",
  "right",
  "warn",
  "thanks",
  "surface",
] as const;

/** The present colours of an element. */
export function palette(element: Element): Palette {
  const style = getComputedStyle(element);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

export const SHADES = 9;

/** The shade (0 … SHADES - 1) of a belief between -1 (believes the opposite) and 1 (knows). */
export function shade(belief: number): number {
  return Math.round(((Math.max(-1, Math.min(1, belief)) + 1) / 2) * (SHADES - 1));
}

/** The colours of all shades: from wrong over unsure to right. */
export function shades(colours: Palette): string[] {
  const [wrong, unsure, right] = ["wrong", "unsure", "right"].map((name) => channels(colours[name] ?? "#888888"));
  return Array.from({ length: SHADES }, (_, place) => {
    const share = (2 * place) / (SHADES - 1) - 1;
    return mixed(unsure!, share < 0 ? wrong! : right!, Math.abs(share));
  });
}

/** A colour between two, `share` of the way from one to the other. */
export function between(one: string, other: string, share: number): string {
  return mixed(channels(one), channels(other), share);
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function mixed(one: number[], other: number[], share: number): string {
  return `#${one
    .map((c, i) =>
      Math.round(c + ((other[i] ?? c) - c) * share)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}
