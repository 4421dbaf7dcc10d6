/** Elements. Text is only added as text, so nothing from outside can become markup. */

type Child = Node | string | null | undefined | false;
type Handlers = { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

export interface Properties {
  readonly [attribute: string]: string | number | boolean | undefined | Handlers;
  readonly on?: Handlers;
}

/** An element with attributes, handlers and children. False and undefined omit an attribute; true gives it no value. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  attributes(element, properties);
  for (const [event, handler] of Object.entries(properties.on ?? {})) {
    element.addEventListener(event, handler as EventListener);
  }
  element.append(
    ...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** How much larger than usual text is, as on a projector: what is drawn on a canvas follows it. */
export function textScale(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children. */
export function svg(tag: string, properties: Properties = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  attributes(element, properties);
  element.append(
    ...children.filter((child): child is Node | string => child instanceof Node || typeof child === "string"),
  );
  return element;
}

function attributes(element: Element, properties: Properties): void {
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on" || value === undefined || value === false || typeof value === "object") continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** A button with a text. */
export function button(label: string, act: () => void, properties: Properties = {}): HTMLButtonElement {
  return h("button", { type: "button", ...properties, on: { click: act } }, label);
}

let numbered = 0;

/** An id that no other element has. */
export function unique(stem: string): string {
  numbered += 1;
  return `${stem}-${numbered}`;
}

/** Offer a text as a file to save. */
export function download(name: string, text: string, type = "text/plain"): void {
  saveBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

/** Offer bytes as a file to save. */
export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A button that copies a text; if the browser does not allow it, `failed` is called. */
export function copyButton(label: string, done: string, text: () => string, failed: () => void): HTMLButtonElement {
  const copy = button(label, () => {
    if (navigator.clipboard === undefined) return failed();
    navigator.clipboard.writeText(text()).then(() => (copy.textContent = done), failed);
  });
  return copy;
}
