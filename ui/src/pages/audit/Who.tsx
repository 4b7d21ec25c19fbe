// Whoever did something and what it was done to, as far as they are somebody or something here.
import { useInvitations } from "../../api/people.ts";
import { useSources } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { paths, shortRef } from "../../paths.ts";
import { useAccountName, useAccountOf } from "../policies/Subject.tsx";

const REFERENCE = /^[a-z][a-z0-9-]*:[^/\s]+\/\S+$/i;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function Actor({ name }: { name: string }) {
  const account = useAccountOf(name);
  if (REFERENCE.test(name)) return <EntityChip entityRef={name} title={account} />;
  return name ? <span className="clip" dir="auto" title={name}>{name}</span> : <span className="dim">nobody known</span>;
}

/** Acts whose target is a source. */
const OF_SOURCES = /^(source|catalog|sync)\./;

function useSourceName(id: string): string {
  const sources = useSources(useMay("source.read") && id !== "");
  return sources.data?.items.find((source) => source.id === id)?.name ?? "";
}

/** Whom an invitation that still waits is for. */
function useInvited(id: string): string {
  const invitations = useInvitations(useMay("people.read") && id !== "");
  return invitations.data?.items.find((one) => one.id === id)?.name ?? "";
}

/** The same, as words without a link. */
export function ActorName({ name }: { name: string }) {
  const account = useAccountOf(name);
  return <>{account || (REFERENCE.test(name) ? shortRef(name, "user") : name) || "nobody known"}</>;
}

export function Target({ text, action }: { text: string; action: string }) {
  const account = useAccountName(ID.test(text) ? text : "");
  const source = useSourceName(ID.test(text) && OF_SOURCES.test(action) ? text : "");
  const invited = useInvited(ID.test(text) && action.startsWith("invitation.") ? text : "");
  if (!text) return <span className="dim">–</span>;
  if (account) return <AppLink className="link clip" dir="auto" href={paths.people({ id: text, tab: action.startsWith("service-account.") ? "programs" : undefined })}>{account}</AppLink>;
  if (action.startsWith("policy.") && /^\d+$/.test(text)) return <AppLink className="link" href={paths.policy(Number(text))}>Version {text}</AppLink>;
  if (action.startsWith("invitation.") && ID.test(text)) return <span className="clip" dir="auto" title={text}>{invited || "An invitation"}</span>;
  if (source) return <AppLink className="link clip" dir="auto" href={paths.source(text)}>{source}</AppLink>;
  if (text.startsWith("secret:")) return <AppLink className="link clip mono" href={paths.secrets({ name: text.slice("secret:".length) })}>{text.slice("secret:".length)}</AppLink>;
  if (REFERENCE.test(text) && !text.startsWith("principal:")) return <EntityChip entityRef={text} />;
  return <span className="mono clip" title={text}>{text}</span>;
}
