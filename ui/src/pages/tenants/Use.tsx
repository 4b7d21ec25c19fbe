// How much of a quota is used: a number over a bar, which turns amber and red as it fills.
import { formatCount } from "../../kit/format.ts";

export function Use({ used, of, what }: { used: number; of: number; what: string }) {
  const shown = formatCount(used > 0 && used < 10 ? Math.round(used * 10) / 10 : Math.round(used));
  if (of === 0) return <span className="use"><span>{shown} {what === "MiB" ? what : ""}</span><span className="dim">no limit</span></span>;
  const share = Math.min(1, used / of);
  const tone = share >= 1 ? "full" : share >= 0.8 ? "near" : "";
  return (
    <span className="use" title={`${shown} of ${formatCount(of)} ${what}`}>
      <span className="clip">{shown} <span className="dim">of {formatCount(of)}{what === "MiB" ? " MiB" : ""}</span></span>
      <span className="use-track" aria-hidden><span className={`use-fill ${tone}`} style={{ width: `${Math.max(share * 100, used > 0 ? 2 : 0)}%` }} /></span>
    </span>
  );
}
