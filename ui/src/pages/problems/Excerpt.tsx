// The lines around a problem with their numbers, the range underlined.
import type { ProblemBody } from "../../api/types.ts";

// Turned-around text would show a file as something other than it is; one sign stands for one, so columns stay right.
const TURNING = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g;

interface Piece {
  before: string;
  marked: string;
  after: string;
}

/** Columns count from 1 in characters, and the end is exclusive; an empty range marks one character. */
export function cut(line: string, from: number, to: number): Piece {
  const chars = Array.from(line);
  const start = Math.min(Math.max(from - 1, 0), Math.max(chars.length - 1, 0));
  const end = Math.max(Math.min(to - 1, chars.length), start + 1);
  return { before: chars.slice(0, start).join(""), marked: chars.slice(start, end).join(""), after: chars.slice(end).join("") };
}

function pieceOf(problem: ProblemBody, number: number, line: string): Piece | null {
  const last = Math.max(problem.end_line, problem.line);
  if (problem.line === 0 || number < problem.line || number > last) return null;
  const indent = line.length - line.trimStart().length + 1;
  const from = number === problem.line ? problem.column || indent : indent;
  const to = number === last && problem.end_column > 0 ? problem.end_column : Infinity;
  return cut(line, from, to);
}

export function Excerpt({ problem }: { problem: ProblemBody }) {
  if (!problem.excerpt) return null;
  const { first_line: first, lines } = problem.excerpt;
  return (
    <div className="excerpt" role="group" aria-label={`${problem.file}, from line ${first}`}>
      {lines.map((raw, i) => {
        const line = raw.replace(TURNING, "\ufffd");
        const piece = pieceOf(problem, first + i, line);
        return (
          <div key={first + i} className={piece ? "excerpt-line here" : "excerpt-line"}>
            <span className="n num">{first + i}</span>
            <code>{piece ? <>{piece.before}<mark className={problem.severity}>{piece.marked || " "}</mark>{piece.after}</> : line || " "}</code>
          </div>
        );
      })}
    </div>
  );
}
