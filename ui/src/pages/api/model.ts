// What is shown of an API document, whichever format it was written in.

export interface Media {
  type: string;
  schema: unknown;
}

export interface Parameter {
  name: string;
  where: string;
  required: boolean;
  deprecated: boolean;
  description: string;
  schema: unknown;
}

export interface Part {
  title: string;
  status: string;
  description: string;
  required: boolean;
  media: Media[];
}

export interface Operation {
  /** The fragment of the address that opens it. */
  id: string;
  method: string;
  path: string;
  name: string;
  summary: string;
  description: string;
  deprecated: boolean;
  tags: string[];
  parameters: Parameter[];
  bodies: Part[];
  responses: Part[];
}

export interface Definition {
  root: unknown;
  format: string;
  title: string;
  version: string;
  description: string;
  servers: { url: string; description: string }[];
  tags: Map<string, string>;
  operations: Operation[];
  /** The word for one entry: an operation, or a channel's operation. */
  noun: string;
}

/** Fragments stay readable and unique within a document. */
export function makeIds(): (method: string, path: string) => string {
  const used = new Map<string, number>();
  return (method, path) => {
    const base = `${method}-${path}`.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    const n = (used.get(base) ?? 0) + 1;
    used.set(base, n);
    return n === 1 ? base : `${base}--${n}`;
  };
}
