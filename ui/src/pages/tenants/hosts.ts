/** Host names as people type them: with commas or spaces between, perhaps as whole addresses. */
export function readHosts(text: string): string[] {
  const names = text.split(/[\s,]+/).map((one) => one.trim().toLowerCase().replace(/^https?:\/\//, "").replace(/[:/].*$/, ""));
  return [...new Set(names.filter(Boolean))];
}
