// Writes a value as YAML for reading, line by line with the path each line belongs to. Reading YAML is the server's work.

export interface YamlLine {
  text: string;
  path: string;
}

// Words and shapes that would be read back as something other than a string.
const AMBIGUOUS = /^(?:null|true|false|yes|no|on|off|~|[-+]?[.\d][\d._eExXoabcdefABCDEF:+-]*)$/i;
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

export function scalar(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value) ?? "null";
  const plain = value !== "" && value === value.trim() && !AMBIGUOUS.test(value) && !/^[-?:,[\]{}#&*!|>'"%@`]/.test(value) && !/: |:$| #/.test(value);
  return plain && !UNSAFE.test(value) ? value : escapeInvisible(JSON.stringify(value));
}

/** Characters that cannot be seen or that turn the text around are shown as what they are. */
function escapeInvisible(text: string): string {
  return text.replace(new RegExp(UNSAFE, "g"), (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const isBlock = (value: string) => value.includes("\n") && !/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/.test(value);

export function yamlLines(value: unknown): YamlLine[] {
  const lines: YamlLine[] = [];
  write(value, "", "", "", lines);
  return lines;
}

function write(value: unknown, indent: string, lead: string, path: string, lines: YamlLine[]) {
  if (Array.isArray(value) && value.length > 0) return writeItems(value, indent, lead, path, lines);
  if (value && typeof value === "object" && Object.keys(value).length > 0) return writeFields(value, indent, lead, path, lines);
  if (typeof value === "string" && isBlock(value)) {
    lines.push({ text: `${lead} |`, path });
    for (const line of value.replace(/\n$/, "").split("\n")) lines.push({ text: line ? `${indent}${line}` : "", path });
    return;
  }
  const empty = value && typeof value === "object";
  lines.push({ text: `${lead} ${empty ? (Array.isArray(value) ? "[]" : "{}") : scalar(value)}`, path });
}

function writeItems(items: unknown[], indent: string, lead: string, path: string, lines: YamlLine[]) {
  if (lead) lines.push({ text: lead, path });
  for (const [i, item] of items.entries()) {
    const start = lines.length;
    const at = `${path}.${i}`;
    if (item && typeof item === "object" && Object.keys(item).length > 0) {
      write(item, `${indent}  `, "", at, lines);
      lines[start] = { text: `${indent}- ${lines[start]!.text.slice(indent.length + 2)}`, path: lines[start]!.path };
    } else write(item, `${indent}  `, `${indent}-`, at, lines);
  }
}

function writeFields(object: object, indent: string, lead: string, path: string, lines: YamlLine[]) {
  if (lead) lines.push({ text: lead, path });
  for (const [key, value] of Object.entries(object)) {
    write(value, `${indent}  `, `${indent}${scalar(key)}:`, path ? `${path}.${key}` : key, lines);
  }
}
