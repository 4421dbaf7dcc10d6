/** The page's words in the chosen language. A file in `locales/` adds a language. */

export type Locale = Readonly<Record<string, string>>;

export interface Words {
  readonly language: string;
  /** The text of a key, with each `{name}` replaced by its value. */
  (key: string, values?: Readonly<Record<string, string | number>>): string;
  /** The same for a number of things: in the singular if it is one, and the language has a text for one. */
  counted(key: string, count: number, values?: Readonly<Record<string, string | number>>): string;
  /** The text of a key, or null where this language has none of its own. */
  own(key: string): string | null;
  /** A sentence of the checker, which is English, in this language. */
  sentence(text: string): string;
  /** A number with this many digits after the point. */
  number(value: number, digits?: number): string;
  /** The same, always with its sign. */
  signed(value: number, digits?: number): string;
}

/** The words of a locale. Instead of a missing word the key is shown. */
export function wordsOf(language: string, locale: Locale): Words {
  const own = (key: string): string | null => (Object.hasOwn(locale, key) ? locale[key]! : null);
  const words = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
    (own(key) ?? key).replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? String(values[name]) : whole,
    );
  const number = (value: number, digits = 1): string =>
    Number.isFinite(value)
      ? value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
      : "–";
  const counted: Words["counted"] = (key, count, values) =>
    words(count === 1 && own(`${key}.one`) !== null ? `${key}.one` : key, values);
  const signed = (value: number, digits = 1): string => (value > 0 ? "+" : "") + number(value, digits);
  return Object.assign(words, { language, own, counted, number, signed, sentence: sentences(locale) });
}

const SENTENCE = "= "; // begins the keys that are English sentences

/** Sentences in the language of a locale, by the English ones, in which `{name}` stands for any text. */
function sentences(locale: Locale): (text: string) => string {
  const known = Object.entries(locale).filter(([key]) => key.startsWith(SENTENCE));
  const pairs = known.map(([key, own]) => ({ english: key.slice(SENTENCE.length), own }));
  pairs.sort((one, other) => literal(other.english) - literal(one.english));
  const patterns = pairs.map(({ english, own }) => ({
    pattern: patternOf(english),
    parts: partsOf(english).length,
    own,
  }));
  /** The sentence, if it has as many parts as a known one. */
  const one = (text: string, parts: number): string | null => {
    const sentence = patterns.find((known) => known.parts === parts && known.pattern.test(text));
    const values = sentence?.pattern.exec(text)?.groups ?? {};
    return sentence ? sentence.own.replace(/\{(\w+)\}/g, (_, name: string) => value(values[name] ?? "")) : null;
  };
  const value = (text: string): string =>
    one(text, 1) ?? text.replace(/^(\d+)(?:,\d{3})+$/, (all) => all.replaceAll(",", ""));
  // The text may consist of several sentences.
  const all = (parts: readonly string[]): readonly string[] => {
    for (let count = parts.length; count > 0; count--) {
      const own = one(parts.slice(0, count).join(PART), count);
      if (own !== null) return [own, ...all(parts.slice(count))];
    }
    return parts.length > 0 ? [parts[0]!, ...all(parts.slice(1))] : [];
  };
  return (text) => all(partsOf(text)).join(PART);
}

const PART = "; "; // between sentences, and within some

function partsOf(text: string): string[] {
  return text.split(PART);
}

/** How many characters of a sentence are the same in all its uses. */
function literal(sentence: string): number {
  return sentence.replace(/\{\w+\}/g, "").length;
}

function patternOf(sentence: string): RegExp {
  const plain = sentence.replace(/[\\^$.*+?()[\]|]/g, "\\$&");
  return new RegExp(`^${plain.replace(/\{(\w+)\}/g, "(?<$1>.+?)").replace(/\{|\}(?!\?)/g, "\\$&")}$`, "su");
}

/** The language at the start: the first that the reader's browser asks for and that has a file. */
export function preferred(languages: readonly string[], wanted: readonly string[]): string {
  for (const want of wanted) {
    const match = languages.find((language) => language === want || language === want.split("-")[0]);
    if (match !== undefined) return match;
  }
  return languages.includes("en") ? "en" : (languages[0] ?? "en");
}
