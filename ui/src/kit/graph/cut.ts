// Shortens a text to a room counted in average Latin letters: Korean, Chinese and Japanese ones take nearly two.
/** Hebrew and Arabic letters: such a text is kept together, or its ellipsis lands before its first word. */
const TURNED = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u;

export function cut(text: string, room: number): string {
  let used = 0;
  let kept = "";
  for (const letter of text) {
    used += WIDE.test(letter) ? 1.85 : 1;
    if (used > room) return TURNED.test(kept) ? `\u2067${kept.slice(0, lengthBut(kept))}…\u2069` : `${kept.slice(0, lengthBut(kept))}…`;
    kept += letter;
  }
  return text;
}

/** Leaves room for the ellipsis, without halving a pair of code units. */
function lengthBut(kept: string): number {
  const last = [...kept].at(-1);
  return Math.max(0, kept.length - (last?.length ?? 0));
}
