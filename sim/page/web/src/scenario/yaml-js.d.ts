// The part of yaml-js that is used: PyYAML's reader, scanner and parser. Their errors and places are those of ruamel.

interface Mark {
  readonly line: number;
  readonly column: number;
}

interface YamlEvent {
  readonly start_mark: Mark;
  readonly end_mark: Mark;
  readonly anchor?: string | null;
  readonly tag?: string | null;
  readonly value?: string;
  readonly style?: string | null;
}

interface YamlStream {
  readonly tokens: readonly { readonly id: string }[];
  readonly flow_level: number;
  readonly indent: number;
  readonly column: number;
  allow_simple_key: boolean;
  check_event(): boolean;
  get_event(): YamlEvent;
  peek(index?: number): string;
  prefix(length: number): string;
  forward(length: number): void;
  get_mark(): Mark;
  scan_plain_spaces(indent: number, start: Mark): string[] | undefined;
  ends_word(character: string, next: string): boolean;
}

declare module "yaml-js/lib/reader" {
  export const Reader: { prototype: { initialise(text: string): void } };
}
declare module "yaml-js/lib/scanner" {
  export const Scanner: { prototype: { initialise(): void } };
}
declare module "yaml-js/lib/parser" {
  export const Parser: { prototype: { initialise(): void } };
}
declare module "yaml-js/lib/tokens" {
  export const ScalarToken: new (value: string, plain: boolean, start: Mark, end: Mark) => object;
}
declare module "yaml-js/lib/events" {
  type Kind = { prototype: YamlEvent; new (...parts: never[]): YamlEvent };
  export const AliasEvent: Kind;
  export const CollectionEndEvent: Kind;
  export const CollectionStartEvent: Kind;
  export const DocumentStartEvent: Kind;
  export const MappingStartEvent: Kind;
  export const NodeEvent: Kind;
  export const ScalarEvent: Kind;
}
