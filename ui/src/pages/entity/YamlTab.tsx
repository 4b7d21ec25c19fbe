// The entity as data: what is in effect, with where each field came from, and what each source wrote.
import { useClaims } from "../../api/portolan.ts";
import type { Claim, Claims, Entity } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Code } from "../../kit/code/Code.tsx";
import { Copy } from "../../kit/Copy.tsx";
import { plural } from "../../kit/format.ts";
import { Card } from "../../kit/Page.tsx";
import { ErrorState } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { scalar, yamlLines } from "../../kit/yaml.ts";
import { paths, safeHref } from "../../paths.ts";
import type { TabProps } from "./EntityPage.tsx";

export default function YamlTab({ entity, entityRef }: TabProps) {
  const url = useUrl();
  const claims = useClaims(entityRef);
  const items = claims.data?.items ?? [];
  const at = url.get("claim") === "" ? -1 : Number(url.get("claim"));
  const claim = items[at];
  return (
    <>
      {items.length > 0 && (
        <div className="claim-tabs" role="group" aria-label="Which text">
          <button type="button" aria-pressed={!claim} onClick={() => url.set({ claim: undefined })}>In effect</button>
          {items.map((each, i) => <button key={`${each.source_id}-${each.file}-${each.line}`} type="button" aria-pressed={i === at} onClick={() => url.set({ claim: String(i) })}>{each.source_name}</button>)}
        </div>
      )}
      {claims.error && <ErrorState small title="Where the fields came from could not be loaded" error={claims.error} retry={claims.refetch} />}
      {claim ? <ClaimView claim={claim} /> : <Effective entity={entity} claims={claims.data} />}
    </>
  );
}

function provenanceOf(path: string, claims: Claims): Claim | undefined {
  const found = claims.provenance
    .filter((p) => path === p.path || path.startsWith(`${p.path}.`))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return found ? claims.items[found.claim] : undefined;
}

function conflictAt(path: string, claims: Claims) {
  return claims.conflicts.find((conflict) => conflict.path === path);
}

function Effective({ entity, claims }: { entity: Entity; claims: Claims | undefined }) {
  const { metadata: { uid, etag, ...metadata }, apiVersion, kind, spec } = entity;
  const lines = yamlLines({ apiVersion, kind, metadata, ...(spec ? { spec } : {}) });
  const text = lines.map((line) => line.text).join("\n");
  return (
    <div className="effective">
      {claims && claims.conflicts.length > 0 && <Conflicts claims={claims} />}
      <div className="code-frame">
        <div className="code-copy"><Copy text={text} /></div>
        <div className="yaml" tabIndex={0} role="region" aria-label="The entity in effect, as YAML">
          {lines.map((line, i) => <Line key={i} text={line.text} path={line.path} claims={claims} first={lines[i - 1]?.path !== line.path} />)}
        </div>
      </div>
      <p className="dim">Identifier <code>{uid}</code>, version <code>{etag}</code>. The server adds these.</p>
    </div>
  );
}

function Line({ text, path, claims, first }: { text: string; path: string; claims: Claims | undefined; first: boolean }) {
  const claim = claims && provenanceOf(path, claims);
  const conflict = claims && conflictAt(path, claims);
  const colon = /^(\s*(?:- )?)([^\s:][^:]*:)(.*)$/.exec(text);
  const where = claim ? `${path}: from ${claim.source_name}, ${claim.file}:${claim.line}` : path;
  return (
    <div className={conflict ? "yaml-line conflict" : "yaml-line"} title={where}>
      <span className="yaml-text" dir="ltr">{first && colon ? <>{colon[1]}<b>{colon[2]}</b>{colon[3]}</> : text || " "}</span>
      {claim && first && claims.provenance.some((p) => p.path === path) && <span className="yaml-from">{claim.source_name}</span>}
    </div>
  );
}

function Conflicts({ claims }: { claims: Claims }) {
  return (
    <Card title={`${plural(claims.conflicts.length, "field")} where sources disagree`}>
      {claims.conflicts.map((conflict) => (
        <div key={conflict.path} className="operation">
          <span className="mono clip">{conflict.path}</span>
          <div className="conflict-values">
            {conflict.values.map(({ claim, value }, i) => (
              <div key={claim} className="row"><Tag tone={i === 0 ? "green" : ""}>{i === 0 ? "In effect" : "Not used"}</Tag><span className="mono clip">{scalar(value)}</span><span className="dim clip">{claims.items[claim]?.source_name}</span></div>
            ))}
          </div>
        </div>
      ))}
    </Card>
  );
}

function ClaimView({ claim }: { claim: Claim }) {
  const href = safeHref(claim.url);
  const place = `${claim.file}:${claim.line}`;
  return (
    <>
      <p className="claim-about dim">
        {href ? <a className="link mono" href={href} target="_blank" rel="noopener noreferrer">{place}</a> : <span className="mono">{place}</span>}
        {" "}in <AppLink className="link" href={paths.source(claim.source_id)}>{claim.source_name}</AppLink>, rank {claim.rank}, read <Time at={claim.observed_at} />
      </p>
      <Code text={claim.raw} label={`What ${claim.source_name} wrote`} />
    </>
  );
}
