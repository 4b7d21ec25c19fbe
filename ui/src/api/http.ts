// The only place that calls fetch. A failed answer becomes an ApiError with the words to show and the request id.

import { withBase } from "../base.ts";

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;

  constructor(message: string, status: number, code: string, requestId: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** Nobody answered. Pages read again by themselves; what a person did, nothing does again. */
export class Unreachable extends ApiError {
  readonly byHand: string;

  constructor(what: string, status: number, requestId = "") {
    super(`${what}; this page tries again by itself.`, status, "unreachable", requestId);
    this.byHand = `${what}. Do this again when it is back.`;
  }
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RequestOptions {
  method?: Method;
  body?: unknown;
  signal?: AbortSignal;
}

// What happens when the server wants to know who this is.
let onUnknown: () => void = () => {};

export function whenUnknown(run: () => void) {
  onUnknown = run;
}

// The newest revision this page has written: reads ask for at least it, so that people see their own changes.
let minimumRevision = 0;

export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (minimumRevision > 0) headers["portolan-min-revision"] = String(minimumRevision);
  let response: Response;
  try {
    response = await fetch(withBase(path), {
      method: options.method ?? "GET",
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
      credentials: "same-origin",
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Unreachable("The server cannot be reached. Check that Portolan is running", 0);
  }
  if (!response.ok) throw await readError(response);
  if (options.method && options.method !== "GET") rememberRevision(response);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

function rememberRevision(response: Response) {
  const revision = Number(response.headers.get("portolan-revision"));
  if (revision > minimumRevision) minimumRevision = revision;
}

/** Reads both error shapes: RFC 9457 of /api/v1 and Backstage's {error:{name,message}}. */
async function readError(response: Response): Promise<ApiError> {
  if (response.status === 401) onUnknown();
  let message = `The server answered ${response.status}${response.statusText ? ` (${response.statusText})` : ""}.`;
  let code = "";
  let id = response.headers.get("x-request-id") ?? "";
  try {
    const body = await response.json();
    message = body.detail ?? body.title ?? body.error?.message ?? message;
    code = body.code ?? body.error?.name ?? "";
    id = body.request_id ?? body.error?.requestId ?? id;
  } catch {
    // Not JSON: the status line is all there is to say.
  }
  if (!code && [502, 503, 504].includes(response.status)) return new Unreachable(`Portolan cannot be reached (${response.status}). It may be starting`, response.status, id);
  return new ApiError(message, response.status, code, id);
}

/** Text that is not JSON, such as our OpenAPI document when read as text. */
export async function requestText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(withBase(path), { signal, credentials: "same-origin" });
  if (!response.ok) throw await readError(response);
  return response.text();
}

export function query(values: Record<string, string | number | boolean | string[] | null | undefined>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== "") params.append(key, String(item));
    }
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}
