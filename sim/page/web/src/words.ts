/** The page's words, in the language that was chosen; adding one is adding a file to `locales/`. */

export type Locale = Readonly<Record<string, string>>;

export interface Words {
  readonly language: string;
  /** The text of a key with `{name}`s filled in. */
  (key: string, said?: Readonly<Record<string, string | number>>): string;
  /** The text of a key, or null where this language has none of its own. */
  own(key: string): string | null;
  /** A number with so many digits behind the point. */
  number(value: number, digits?: number): string;
}

/** Words of a locale; a key that is missing shows itself. */
export function wordsOf(language: string, locale: Locale): Words {
  const own = (key: string): string | null => (Object.hasOwn(locale, key) ? locale[key]! : null);
  const words = (key: string, said: Readonly<Record<string, string | number>> = {}): string =>
    (own(key) ?? key).replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(said, name) ? String(said[name]) : whole,
    );
  const number = (value: number, digits = 1): string =>
    Number.isFinite(value)
      ? value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
      : "–";
  return Object.assign(words, { language, own, number });
}

/** The language to start in: what the reader's browser asks for, as far as there is a file for it. */
export function preferred(languages: readonly string[], wanted: readonly string[]): string {
  for (const want of wanted) {
    const found = languages.find((language) => language === want || language === want.split("-")[0]);
    if (found !== undefined) return found;
  }
  return languages.includes("en") ? "en" : (languages[0] ?? "en");
}
