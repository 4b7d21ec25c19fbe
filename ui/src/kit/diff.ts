// What differs between two texts, line by line. Pure.

export interface DiffLine {
  mark: " " | "+" | "-";
  text: string;
}

/** Beyond this many pairs of lines to compare, what differs in the middle is shown as taken out and put in. */
const MOST = 4_000_000;

export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const same = (text: string): DiffLine => ({ mark: " ", text });
  return [
    ...a.slice(0, start).map(same),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
}

/** By the longest common subsequence. */
function middle(a: string[], b: string[]): DiffLine[] {
  const out = a.map((text): DiffLine => ({ mark: "-", text }));
  const into = b.map((text): DiffLine => ({ mark: "+", text }));
  if (a.length === 0 || b.length === 0 || a.length * b.length > MOST) return [...out, ...into];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? lengths[(i + 1) * width + j + 1]! + 1 : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) { lines.push({ mark: " ", text: a[i]! }); i++; j++; }
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) lines.push(out[i++]!);
    else lines.push(into[j++]!);
  }
  return [...lines, ...out.slice(i), ...into.slice(j)];
}

export interface Hunk {
  /** Lines left out before it, all of them the same. */
  skipped: number;
  lines: DiffLine[];
}

/** Only what differs, with a few lines around it. */
export function hunks(lines: DiffLine[], around = 3): Hunk[] {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - around), i + around + 1).some((line) => line.mark !== " "));
  const found: Hunk[] = [];
  let skipped = 0;
  for (const [i, line] of lines.entries()) {
    if (!near[i]) { skipped++; continue; }
    if (skipped > 0 || found.length === 0) found.push({ skipped, lines: [] });
    skipped = 0;
    found.at(-1)!.lines.push(line);
  }
  return found;
}
