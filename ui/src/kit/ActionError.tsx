// Why a button did not do what it says, next to where it was pressed.
import { ApiError } from "../api/http.ts";
import { Copy } from "./Copy.tsx";

/** `help`: what to do about it. */
export function ActionError({ title, error, help }: { title: string; error: unknown; help?: string }) {
  if (!error) return null;
  const id = error instanceof ApiError ? error.requestId : "";
  return (
    <div className="action-error" role="alert">
      <strong>{title}.</strong>
      <span>{error instanceof Error ? error.message : String(error)}</span>
      {help && <p>{help}</p>}
      {id && <span className="row">Request <code>{id}</code><Copy text={id} label="Copy the request id" /></span>}
    </div>
  );
}
