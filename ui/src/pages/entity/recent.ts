// The entities opened last, kept in this browser.
const KEY = "portolan.recent";
const MOST = 20;

export function recentRefs(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((ref): ref is string => typeof ref === "string") : [];
  } catch {
    return [];
  }
}

export function rememberRef(ref: string) {
  localStorage.setItem(KEY, JSON.stringify([ref, ...recentRefs().filter((r) => r !== ref)].slice(0, MOST)));
}
