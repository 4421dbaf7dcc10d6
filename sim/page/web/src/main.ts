/** The start of the page, which reads the data embedded in it. */

import { App } from "./app";
import { Workers } from "./crew/workers";
import { h } from "./dom";
import type { Facts } from "./facts";
import { fromData } from "./fragment";
import { rulesOf } from "./rules/module";
import { initial } from "./state";
import type { Locale } from "./words";

/** The text of a block of data in the page. */
function embedded(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

/** The rules' module, which is compressed in the page. */
async function unpacked(): Promise<WebAssembly.Module> {
  const packed = Uint8Array.from(atob(embedded("rules")), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

async function start(): Promise<void> {
  const unpacking = unpacked();
  const facts = JSON.parse(embedded("facts")) as Facts;
  const locales = JSON.parse(embedded("locales")) as Record<string, Locale>;
  const usual = fromData(facts, JSON.parse(embedded("state")), initial(facts));
  const module = await unpacking;
  const workers = new Workers(embedded("worker"), module, facts);
  new App(facts, rulesOf(module), workers, locales, usual);
}

start().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  document.body.append(h("p", { role: "alert", class: "problem" }, message));
});
