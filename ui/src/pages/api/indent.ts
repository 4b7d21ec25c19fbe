// JSON of one line, on as many as people need. It is not parsed and written again: numbers, escapes and double keys stay as they are.

const TOKENS = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/g;
const OPEN = new Set(["{", "["]);
const CLOSE = new Set(["}", "]"]);

export function indented(text: string): string {
  const json = text.trim();
  if (!/^[{[]/.test(json) || json.includes("\n")) return text;
  const out: string[] = [];
  let depth = 0;
  let before = "";
  for (const [token] of json.matchAll(TOKENS)) {
    const closes = CLOSE.has(token);
    if (closes) depth = Math.max(0, depth - 1);
    // What is empty stays on its line.
    if (closes ? !OPEN.has(before) : OPEN.has(before) || before === ",") out.push(`\n${"  ".repeat(depth)}`);
    out.push(token === ":" ? ": " : token);
    if (OPEN.has(token)) depth += 1;
    before = token;
  }
  return out.join("");
}
