// A line through the last values, as high as the largest of them; the newest is written beside it by whoever shows it.
interface Props {
  values: number[];
  /** What the line is about, for those who do not see it. */
  label: string;
  width?: number;
  height?: number;
  /** How many values fill the width. */
  room?: number;
  tone?: "accent" | "amber" | "red";
}

export function Spark({ values, label, width = 96, height = 22, room = 60, tone = "accent" }: Props) {
  const most = Math.max(1, ...values);
  const shown = values.slice(-room);
  const step = (width - 4) / Math.max(1, room - 1);
  const x = (i: number) => 2 + (room - shown.length + i) * step;
  const y = (value: number) => height - 3 - (value / most) * (height - 6);
  const points = shown.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label}: ${shown.at(-1) ?? "nothing yet"}, at most ${Math.max(0, ...shown)} lately`}>
      <line x1={2} x2={width - 2} y1={height - 2.5} y2={height - 2.5} stroke="var(--line-strong)" />
      {points.length > 1 && <polyline points={points.join(" ")} fill="none" stroke={`var(--${tone})`} strokeWidth={1.5} strokeLinejoin="round" />}
      {points.length > 0 && <circle cx={x(shown.length - 1)} cy={y(shown.at(-1)!)} r={2} fill={`var(--${tone})`} />}
    </svg>
  );
}
