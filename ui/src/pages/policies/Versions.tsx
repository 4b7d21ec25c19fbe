// Versions of the policy, newest first.
import type { PolicyBody } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { plural } from "../../kit/format.ts";
import { Tag, type Tone } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";

const STATES: Record<PolicyBody["state"], [Tone, string]> = { draft: ["amber", "Draft"], published: ["green", "Holds"], retired: ["", "Retired"] };

export function VersionState({ state }: { state: PolicyBody["state"] }) {
  const [tone, word] = STATES[state];
  return <Tag dot tone={tone}>{word}</Tag>;
}

export function Versions({ versions }: { versions: PolicyBody[] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Versions">
      <table className="grid-table">
        <thead><tr><th>Version</th><th>State</th><th className="wide">Why</th><th className="wide">Author</th><th>Written</th><th className="wide">Published</th></tr></thead>
        <tbody>
          {versions.map((one) => (
            <tr key={one.version}>
              <td><AppLink className="link" href={paths.policy(one.version)}>{one.version === 0 ? "Built in" : `Version ${one.version}`}</AppLink></td>
              <td><VersionState state={one.state} />{one.problems.length > 0 && <> <Tag tone="red" dot>{plural(one.problems.length, "problem")}</Tag></>}</td>
              <td className="wide text" dir="auto">{one.note || <span className="dim">–</span>}</td>
              <td className="wide">{one.author ? <EntityChip entityRef={one.author} /> : <span className="dim">–</span>}</td>
              <td>{one.version === 0 ? <span className="dim">–</span> : <Time at={one.created_at} />}</td>
              <td className="wide">{one.published_at ? <Time at={one.published_at} /> : <span className="dim">{one.version === 0 ? "–" : "never"}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
