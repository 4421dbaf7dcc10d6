/** Where the page starts: reads what is embedded, and shows the view that the address names. */

import { Crew } from "./crew/crew";
import { button, h } from "./dom";
import type { Facts } from "./facts";
import type { Page, Shown } from "./page";
import { compile } from "./rules/module";
import { sandbox } from "./sandbox/sandbox";
import type { State } from "./state";
import { fragment, fromData, fromFragment } from "./fragment";
import { VIEWS, initial } from "./state";
import { story } from "./story/story";
import { teach } from "./teach/teach";
import type { Locale } from "./words";
import { preferred, wordsOf } from "./words";

const SHOWING = { story, sandbox, teach };

/** The text of a block of data in the page. */
function embedded(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

async function start(): Promise<void> {
  const facts = JSON.parse(embedded("facts")) as Facts;
  const locales = JSON.parse(embedded("locales")) as Record<string, Locale>;
  const bytes = Uint8Array.from(atob(embedded("rules")), (c) => c.charCodeAt(0)).buffer;
  const rules = await compile(bytes);
  const crews = [0, 1].map(() => new Crew(embedded("worker"), bytes, facts));
  const usual = fromData(facts, JSON.parse(embedded("state")), initial(facts));
  let state = fromFragment(facts, location.hash, usual);
  let words = wordsOf("en", {});
  let shown: Shown | null = null;
  let written = "";

  const main = h("main", { id: "main" });
  const status = h("p", { role: "status", class: "ticker" });
  const head = h("header", { class: "head" });
  document.body.replaceChildren(head, main, status);

  const page: Page = {
    facts,
    rules,
    crew: crews[0]!,
    mapper: crews[1]!,
    get words() {
      return words;
    },
    state: () => state,
    ticker: status,
    tell: (text) => (status.textContent = text),
    watch: (work) => void work.catch((error: unknown) => page.tell(words("page.failed", { message: String(error) }))),
    change: (change) => {
      state = { ...state, ...change };
      written = fragment(facts, state);
      history.replaceState(null, "", written);
    },
    open: (view, change = {}) => {
      state = { ...state, ...change, view };
      written = fragment(facts, state);
      history.pushState(null, "", written);
      build();
      arrive();
    },
  };

  /** Build the view anew; `arrive` puts the reader at its beginning. */
  function build(): void {
    shown?.close();
    status.textContent = "";
    main.after(status);
    shown = SHOWING[state.view](page);
    main.replaceChildren(shown.element);
    head.querySelectorAll("nav a").forEach((link, i) => {
      if (VIEWS[i] === state.view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    document.title = `${words(`view.${state.view}`)} – Coxed`;
  }

  /** Put the reader at the beginning of the view. */
  function arrive(): void {
    scrollTo(0, 0);
    main.querySelector("h2")?.focus();
  }

  function speak(language: string): void {
    words = wordsOf(language, locales[language] ?? {});
    document.documentElement.lang = language;
    document.documentElement.dataset["theme"] = state.theme ?? "";
    const link = (view: State["view"]): HTMLElement =>
      h(
        "a",
        { href: `#${view}`, on: { click: (event) => (event.preventDefault(), page.open(view)) } },
        words(`view.${view}`),
      );
    const languages = h("select", {
      "aria-label": words("head.language"),
      on: { change: () => (page.change({ language: languages.value }), speak(languages.value)) },
    });
    for (const [code, locale] of Object.entries(locales))
      languages.append(
        h("option", { value: code, selected: code === language, lang: code }, locale["language"] ?? code),
      );
    head.replaceChildren(
      h("h1", {}, "Coxed"),
      h("nav", { "aria-label": words("head.views") }, ...VIEWS.map(link)),
      h("div", { class: "settings" }, languages, button(words("head.theme"), theme, { class: "theme" })),
    );
    build();
  }

  /** Dark to light and back, whatever the system prefers. */
  function theme(): void {
    const dark = state.theme === "dark" || (state.theme === null && matchMedia("(prefers-color-scheme: dark)").matches);
    page.change({ theme: dark ? "light" : "dark" });
    document.documentElement.dataset["theme"] = state.theme ?? "";
    shown?.repaint();
  }

  /** Show everything that the state says, in the language that it or the browser asks for. */
  function begin(): void {
    const wanted = state.language === null ? navigator.languages : [state.language];
    speak(preferred(Object.keys(locales), wanted));
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => shown?.repaint());
  addEventListener("popstate", () => {
    if (location.hash === written) return;
    written = location.hash;
    state = fromFragment(facts, location.hash, usual);
    begin();
    arrive();
  });
  begin();
}

start().catch((error: unknown) => {
  document.body.append(
    h("p", { role: "alert", class: "problem" }, error instanceof Error ? error.message : String(error)),
  );
});
