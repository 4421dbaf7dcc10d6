import { h } from "../dom";
import type { Page, Shown } from "../page";
export function teach(_: Page): Shown { return { element: h("div"), close: () => undefined, repaint: () => undefined }; }
