/** The page around its views: header, language, theme, address, and which view is shown. */

import type { Workers } from "./crew/workers";
import { button, h } from "./dom";
import type { Facts } from "./facts";
import { fragment, fromFragment } from "./fragment";
import type { Page, Shown } from "./page";
import { partOf } from "./part";
import type { Rules } from "./rules/module";
import { sandbox } from "./sandbox/sandbox";
import type { State, View } from "./state";
import { VIEWS } from "./state";
import { story } from "./story/story";
import { teach } from "./teach/teach";
import type { Locale, Words } from "./words";
import { preferred, wordsOf } from "./words";

const SHOWING = { story, sandbox, teach };

export class App implements Page {
  words: Words = wordsOf("en", {});
  readonly ticker = h("p", { role: "status", class: "ticker" });
  private readonly head = h("header", { class: "head" });
  private readonly main = h("main", { id: "main" });
  private current: State;
  private shown: Shown | null = null;
  private written = "";
  private damaged = false;
  private readonly warning = h("p", { role: "alert", class: "problem warning", hidden: true });

  /** `usual` is what is shown if the address says nothing else. */
  constructor(
    readonly facts: Facts,
    readonly rules: Rules,
    readonly workers: Workers,
    private readonly locales: Readonly<Record<string, Locale>>,
    private readonly usual: State,
  ) {
    ({ state: this.current, damaged: this.damaged } = fromFragment(facts, location.hash, usual));
    const part = partOf(location.search);
    if (part === undefined) this.damaged = true;
    else if (part !== null) {
      const { chapter, kind } = part;
      this.current = { ...this.current, ...(chapter === null ? { view: "sandbox" } : { view: "story", chapter }) };
      document.body.dataset["part"] = kind;
    }
    document.body.replaceChildren(this.head, this.warning, this.main, this.ticker);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.shown?.repaint());
    addEventListener("popstate", () => this.went());
    this.begin();
  }

  state(): State {
    return this.current;
  }

  change(change: Partial<State>): void {
    this.current = { ...this.current, ...change };
    this.written = fragment(this.facts, this.current, this.usual);
    history.replaceState(null, "", this.written);
  }

  open(view: View, change: Partial<State> = {}): void {
    this.current = { ...this.current, ...change, view };
    this.written = fragment(this.facts, this.current, this.usual);
    history.pushState(null, "", this.written);
    this.warning.hidden = true;
    this.build();
    this.arrive();
  }

  tell(text: string): void {
    this.ticker.textContent = text;
  }

  watch(work: Promise<void>): void {
    work.catch((error: unknown) => this.tell(this.words("page.failed", { message: String(error) })));
  }

  /** The reader went back, forward or to another address of this page. */
  private went(): void {
    if (location.hash === this.written) return;
    this.written = location.hash;
    ({ state: this.current, damaged: this.damaged } = fromFragment(this.facts, location.hash, this.usual));
    this.begin();
    this.arrive();
  }

  /** Show the state, in its language or else in that of the browser. */
  private begin(): void {
    const wanted = this.current.language === null ? navigator.languages : [this.current.language];
    this.speak(preferred(Object.keys(this.locales), wanted));
  }

  private speak(language: string): void {
    this.words = wordsOf(language, this.locales[language] ?? {});
    document.documentElement.lang = language;
    document.documentElement.dataset["theme"] = this.current.theme ?? "";
    const { words } = this;
    this.warning.hidden = !this.damaged;
    this.warning.textContent = this.damaged ? words("page.damaged") : "";
    this.head.replaceChildren(
      h("h1", {}, "Coxed"),
      h("nav", { "aria-label": words("head.views") }, ...VIEWS.map((view) => this.link(view))),
      h(
        "div",
        { class: "settings" },
        this.languages(language),
        button(words("head.theme"), () => this.theme()),
      ),
    );
    this.build();
  }

  private link(view: View): HTMLElement {
    const go = (event: Event): void => {
      event.preventDefault();
      this.open(view);
    };
    return h("a", { href: `#${view}`, on: { click: go } }, this.words(`view.${view}`));
  }

  private languages(chosen: string): HTMLElement {
    const choose = (): void => {
      this.change({ language: select.value });
      this.speak(select.value);
    };
    const select = h("select", { "aria-label": this.words("head.language"), on: { change: choose } });
    for (const [code, locale] of Object.entries(this.locales)) {
      select.append(h("option", { value: code, selected: code === chosen, lang: code }, locale["language"] ?? code));
    }
    return select;
  }

  /** Switch from dark to light or back, independently of the system's preference. */
  private theme(): void {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    this.change({ theme: (this.current.theme ?? system) === "dark" ? "light" : "dark" });
    document.documentElement.dataset["theme"] = this.current.theme ?? "";
    this.shown?.repaint();
  }

  /** Build the view anew. */
  private build(): void {
    this.shown?.close();
    this.tell("");
    this.main.after(this.ticker);
    this.shown = SHOWING[this.current.view](this);
    this.main.replaceChildren(this.shown.element);
    this.head.querySelectorAll("nav a").forEach((link, i) => {
      if (VIEWS[i] === this.current.view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    document.title = `${this.words(`view.${this.current.view}`)} – Coxed`;
  }

  /** Move the reader to the beginning of the view. */
  private arrive(): void {
    scrollTo(0, 0);
    this.main.querySelector("h2")?.focus();
  }
}
