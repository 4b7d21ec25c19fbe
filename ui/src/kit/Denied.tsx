// A page or a part that somebody may not see: which permission is missing, and who can grant it.
import { IconLock } from "@tabler/icons-react";
import { ApiError } from "../api/http.ts";
import { useMe } from "../api/portolan.ts";
import { useRights } from "../api/rights.ts";
import { AppLink } from "./AppLink.tsx";
import { Copy } from "./Copy.tsx";
import { permissionLabel } from "./permissions.ts";
import { paths } from "../paths.ts";
import type { ReactNode } from "react";
import { here } from "../base.ts";

export const isDenied = (error: unknown): error is ApiError => error instanceof ApiError && error.status === 403;

/** The permission that a refusal names. */
const named = (message: string) => /permission ([a-z]+\.[a-z]+)/.exec(message)?.[1] ?? "";

export function Denied({ permission = "", error, small = false }: { permission?: string; error?: ApiError; small?: boolean }) {
  const rights = useRights();
  const { data: me } = useMe();
  const missing = permission || named(error?.message ?? "");
  const administrators = rights.data?.administrators ?? [];
  return (
    <div className={small ? "state small" : "state"} role="alert">
      <IconLock size={22} color="var(--text-3)" aria-hidden />
      <h2>You may not see this</h2>
      {missing
        ? <p>It takes the permission <code>{missing}</code>: to {permissionLabel(missing)}. None of your roles gives it.</p>
        : <p>{error?.message}</p>}
      {administrators.length > 0 ? <p>It can be granted by {names(administrators)}.</p> : <p>An administrator can grant it; nobody is one yet.</p>}
      {me?.guest && <p>You are a guest. <AppLink className="link" href={paths.signIn({ next: here() })}>Sign in</AppLink> to act as yourself.</p>}
      {error?.requestId && <span className="row"><span className="dim">Request</span> <code>{error.requestId}</code><Copy text={error.requestId} label="Copy the request id" /></span>}
    </div>
  );
}

function names(people: string[]) {
  if (people.length === 1) return people[0];
  return `${people.slice(0, -1).join(", ")} or ${people.at(-1)}`;
}

/** Shows its content to whoever has the permission; asks nothing of the server for others, who read why unless told `otherwise`. */
export function Needs({ permission, waiting, otherwise, children }: { permission: string; waiting: ReactNode; otherwise?: ReactNode; children: ReactNode }) {
  const rights = useRights();
  if (rights.isPending && rights.errorUpdateCount === 0) return waiting;
  if (rights.data && !rights.data.permissions.includes(permission)) return otherwise === undefined ? <Denied permission={permission} /> : otherwise;
  return children;
}
