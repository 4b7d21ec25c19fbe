// Numbers, times and words as people read them. Pure: no React here.

const counts = new Intl.NumberFormat("en");
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const absolute = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const minute = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

export const formatCount = (n: number) => counts.format(n);

export function formatPercent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (part / whole) * 100;
  // 99.96 % must not be shown as 100 %: the missing ones are what the reader looks for.
  return `${percent > 99 && part < whole ? Math.floor(percent * 10) / 10 : Math.round(percent)} %`;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

export function formatRelative(at: string | number | Date, now = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  if (Number.isNaN(seconds)) return "–";
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return Math.abs(seconds) < 10 ? "just now" : relative.format(seconds, "second");
}

export function formatAbsolute(at: string | number | Date): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "–" : absolute.format(date);
}

/** Until when something holds: the day, and the time too when it is near. "In 4 wk." would be a guess at it. */
export function formatDeadline(at: string | number | Date, now = Date.now()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "–";
  return (Math.abs(date.getTime() - now) < 48 * 3_600_000 ? minute : day).format(date);
}

export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** "12.4 MB", in powers of 1,000 as disks are sold. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** In the order in which people look for a name: "team 2" before "team 10". */
export const byName = (a: { name: string }, b: { name: string }) => names.compare(a.name, b.name);

export const plural = (n: number, one: string, many = `${one}s`) => `${formatCount(n)} ${n === 1 ? one : many}`;

/** "2 errors, 1 warning": what there is none of is not said. */
export const findings = ({ errors, warnings }: { errors: number; warnings: number }) =>
  [errors > 0 && plural(errors, "error"), warnings > 0 && plural(warnings, "warning")].filter(Boolean).join(", ");

/** "dependencyOf" -> "Dependency of". */
export function sentence(camel: string): string {
  const words = camel.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[-_]/g, " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
