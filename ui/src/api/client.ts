// Calls of our own API, checked against its document: addresses, parameters and bodies that it does not know do not compile.
import { query, request, type Method } from "./http.ts";
import type { paths } from "./schema.ts";

type Operation<P extends keyof paths, M> = M extends keyof paths[P] ? paths[P][M] : never;
type Verbs<P extends keyof paths> = { [M in keyof paths[P]]: paths[P][M] extends { responses: object } ? M : never }[keyof paths[P]] & string;
type Json<T> = T extends { content: { "application/json": infer B } } ? B : undefined;
type Parameters<O, Where extends string> = O extends { parameters: infer P } ? (Where extends keyof P ? NonNullable<P[Where]> : never) : never;
type Body<O> = O extends { requestBody: infer B } ? Json<B> : never;
/** A part that the operation does not have may not be given; one that it has must be, unless nothing in it is needed. */
type Part<K extends string, T> = [T] extends [never] ? { [k in K]?: undefined } : object extends T ? { [k in K]?: T } : { [k in K]: T };

export type Answer<P extends keyof paths, M> = Operation<P, M> extends { responses: infer R } ? Json<R[keyof R & (200 | 201)]> : never;
export type Given<P extends keyof paths, M> = Part<"path", Parameters<Operation<P, M>, "path">> & Part<"query", Parameters<Operation<P, M>, "query">> & Part<"body", Body<Operation<P, M>>>;

interface Sent {
  path?: Record<string, string | number>;
  query?: QueryValues;
  body?: unknown;
}
type QueryValues = Record<string, string | number | boolean | null | undefined>;

/** The address of an operation with its parameters filled in. */
export function address<P extends keyof paths>(path: P, given: Pick<Sent, "path" | "query"> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given.path?.[name] ?? "")));
  return filled + query(given.query ?? {});
}

export function call<P extends keyof paths, M extends Verbs<P>>(method: M, path: P, ...rest: object extends Given<P, M> ? [given?: Given<P, M> & { signal?: AbortSignal }] : [given: Given<P, M> & { signal?: AbortSignal }]): Promise<Answer<P, M>> {
  const given = (rest[0] ?? {}) as Sent & { signal?: AbortSignal };
  return request<Answer<P, M>>(address(path, given), { method: method.toUpperCase() as Method, body: given.body, signal: given.signal });
}
