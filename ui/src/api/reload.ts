// Loads the interface anew, but only from a server that answers: a browser's own error page would end everything.
import { requestText } from "./http.ts";

const KEY = "portolan.reloaded-at";
/** By itself not more often than this, in milliseconds: what does not help once does not help at once again. */
const CALM = 20_000;

/** `asked`: a person wants it. */
export async function reloadWhenThere(asked = false): Promise<void> {
  const last = Number(sessionStorage.getItem(KEY)) || 0;
  if (!asked && Date.now() - last < CALM) return;
  try {
    await requestText("/healthz");
  } catch {
    return;
  }
  sessionStorage.setItem(KEY, String(Date.now()));
  window.location.reload();
}
