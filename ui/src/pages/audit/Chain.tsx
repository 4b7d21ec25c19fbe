// Whether the log is whole, as a chain that people can look at. Long logs are only read through when somebody asks for it.
import { Button, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconLink, IconLinkOff, IconShieldCheck, IconShieldOff, IconShieldQuestion } from "@tabler/icons-react";
import { useState } from "react";
import { useChain } from "../../api/audit.ts";
import type { Verdict } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { ActionError } from "../../kit/ActionError.tsx";
import { Copy } from "../../kit/Copy.tsx";
import { formatCount, plural } from "../../kit/format.ts";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";

/** Entries up to which the chain is looked at unasked. */
const AT_ONCE = 50_000;
/** Blocks of the picture at most, and on a narrow screen. */
const LINKS = 9;
const FEW_LINKS = 5;

export function Chain({ newest }: { newest: number }) {
  const [asked, setAsked] = useState(false);
  const [head, setHead] = useState("");
  const chain = useChain(head, asked || newest <= AT_ONCE);
  const check = (kept: string) => {
    setAsked(true);
    if (kept === head && chain.data) void chain.refetch();
    setHead(kept);
  };
  const verdict = chain.isFetching ? undefined : chain.data;
  return (
    <section className="card chain" aria-label="The chain" data-state={!verdict ? "unknown" : verdict.ok ? "whole" : "broken"}>
      <div className="chain-words">
        <Words verdict={verdict} running={chain.isFetching} kept={head} at={chain.dataUpdatedAt} />
        <ActionError title="The chain could not be looked at" error={chain.error} />
      </div>
      <Picture verdict={verdict} newest={newest} />
      <Check verdict={verdict} running={chain.isFetching} check={check} />
    </section>
  );
}

function Words({ verdict, running, kept, at }: { verdict?: Verdict; running: boolean; kept: string; at: number }) {
  if (!verdict) {
    return <><h2><IconShieldQuestion size={18} aria-hidden />{running ? "Looking at every entry" : "Not looked at yet"}</h2><p>Each entry carries the hash of the one before. Looking through the log shows whether one was changed, taken out or put in.</p></>;
  }
  if (verdict.broken) {
    const { seq, reason } = verdict.broken;
    return <><h2 className="bad"><IconShieldOff size={18} aria-hidden />The chain is broken at entry {formatCount(seq)}</h2><p role="alert">There, {reason}. What is before it is unaltered. Keep a copy of the database as it is, and compare with an export or a backup. <AppLink className="link" href={paths.audit({ seq: String(seq) })}>Entry {formatCount(seq)}</AppLink></p></>;
  }
  return (
    <>
      <h2 className="good"><IconShieldCheck size={18} aria-hidden />The chain is whole</h2>
      <p>
        {verdict.entries === 1 ? "The one entry is as it was written" : `All ${plural(verdict.entries, "entry", "entries")} are as they were written`}{kept && ", and the place you kept is in it"}; looked at <Time at={at} />.
        {verdict.anchor.seq > 0 && ` ${plural(verdict.anchor.seq, "older entry was", "older entries were")} removed by retention.`}
      </p>
    </>
  );
}

/** Entries as links from the first that is kept to the last; where it is broken, the link is. */
function Picture({ verdict, newest }: { verdict?: Verdict; newest: number }) {
  const most = useMediaQuery("(max-width: 700px)") ? FEW_LINKS : LINKS;
  const first = (verdict?.anchor.seq ?? 0) + 1;
  const last = verdict?.head.seq ?? newest;
  const broken = verdict?.broken?.seq;
  const links = Math.min(most, Math.max(0, last - first + 1));
  const span = Math.max(1, last - first);
  const at = broken === undefined ? -1 : Math.min(links - 1, Math.max(0, Math.round(((broken - first) / span) * (links - 1))));
  const label = (i: number) => (i === at ? formatCount(broken!) : i === 0 ? formatCount(first) : i === links - 1 && last > first ? formatCount(last) : "");
  return (
    <div className="chain-picture" aria-hidden>
      {(verdict?.anchor.seq ?? 0) > 0 && <><span className="chain-gone">1–{formatCount(verdict!.anchor.seq)}</span><IconLink size={14} className="chain-link dim" /></>}
      {Array.from({ length: links }, (_, i) => (
        <span key={i} className="chain-part">
          {i > 0 && (i === at ? <IconLinkOff size={14} className="chain-link bad" /> : <IconLink size={14} className="chain-link" />)}
          <span className={`chain-block${i === at ? " bad" : at >= 0 && i > at ? " doubtful" : ""}`}>{label(i)}</span>
        </span>
      ))}
    </div>
  );
}

function Check({ verdict, running, check }: { verdict?: Verdict; running: boolean; check: (kept: string) => void }) {
  const [kept, setKept] = useState("");
  const head = verdict ? `${verdict.head.seq}:${verdict.head.hash}` : "";
  return (
    <div className="chain-check">
      <Button variant="default" loading={running} onClick={() => check("")}>{verdict ? "Look again" : "Look through the log"}</Button>
      {head && <span className="row chain-head"><span className="dim">It ends at</span><code className="clip" title={head}>{head.slice(0, head.indexOf(":") + 13)}…</code><Copy text={head} label="Copy the end, to keep it elsewhere" /></span>}
      <details>
        <summary>Compare with an end that you kept</summary>
        <form className="row" onSubmit={(event) => { event.preventDefault(); check(kept.trim()); }}>
          <TextInput className="grow" aria-label="The end that you kept" placeholder="NUMBER:HASH" spellCheck={false} autoComplete="off" value={kept} onChange={(event) => setKept(event.currentTarget.value)} />
          <Button type="submit" variant="default" disabled={!/^\d+:\S+$/.test(kept.trim())}>Compare</Button>
        </form>
        <p className="dim">Whoever can change the whole database can write a new chain, but not one that has the end you kept outside it.</p>
      </details>
    </div>
  );
}
