// A small tokenizer for definitions that are shown as text: GraphQL, Protocol Buffers and their like.

type TokenKind = "comment" | "string" | "number" | "keyword" | "type" | "mark" | "plain";

export interface Token {
  kind: TokenKind;
  text: string;
}

const GRAPHQL = "directive enum extend fragment implements input interface mutation on query repeatable scalar schema subscription type union";
const PROTO = "bool bytes double enum extend fixed32 fixed64 float import int32 int64 map message oneof option optional package public repeated required reserved returns rpc service sfixed32 sfixed64 sint32 sint64 stream string syntax to uint32 uint64";
const OTHER = "const def enum exception extends namespace service struct throws typedef union void";

const WORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["graphql", new Set(GRAPHQL.split(" "))],
  ["grpc", new Set(PROTO.split(" "))],
  ["other", new Set(OTHER.split(" "))],
]);

const FORMS: [TokenKind, string][] = [
  ["string", '"""[\\s\\S]*?(?:"""|$)'],
  ["string", '"(?:\\\\.|[^"\\\\\\n])*"?'],
  ["comment", "//[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$)"],
  ["number", "\\b\\d[\\w.]*"],
  ["mark", "@\\w+"],
  ["plain", "[A-Za-z_]\\w*"],
];

function pattern(hashes: boolean): RegExp {
  const forms = hashes ? [["comment", "#[^\\n]*"] as const, ...FORMS] : FORMS;
  return new RegExp(forms.map(([, source]) => `(${source})`).join("|"), "g");
}

function languageOf(type: string): string {
  const t = type.toLowerCase();
  if (t.includes("graphql")) return "graphql";
  return /grpc|proto/.test(t) ? "grpc" : "other";
}

function tokenize(type: string, text: string): Token[] {
  const language = languageOf(type);
  const hashes = language === "graphql";
  const kinds = (hashes ? [["comment", ""] as const, ...FORMS] : FORMS).map(([kind]) => kind);
  const words = WORDS.get(language)!;
  const out: Token[] = [];
  let last = 0;
  for (const match of text.matchAll(pattern(hashes))) {
    if (match.index > last) out.push({ kind: "plain", text: text.slice(last, match.index) });
    const group = match.slice(1).findIndex((each) => each !== undefined);
    out.push({ kind: refine(kinds[group]!, match[0], words), text: match[0] });
    last = match.index + match[0].length;
  }
  if (last < text.length) out.push({ kind: "plain", text: text.slice(last) });
  return out;
}

function refine(kind: TokenKind, text: string, words: ReadonlySet<string>): TokenKind {
  if (kind !== "plain") return kind;
  if (words.has(text)) return "keyword";
  return /^[A-Z]/.test(text) ? "type" : "plain";
}

/** Tokens split at line ends, so that every line can carry its number. */
export function tokenLines(type: string, text: string): Token[][] {
  const lines: Token[][] = [[]];
  for (const token of tokenize(type, text.replace(/\r\n?/g, "\n").replace(/\n$/, ""))) {
    token.text.split("\n").forEach((part, i) => {
      if (i > 0) lines.push([]);
      if (part) lines.at(-1)!.push({ kind: token.kind, text: part });
    });
  }
  return lines;
}
