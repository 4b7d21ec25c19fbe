// AsyncAPI 2 and 3: every send or receive of a channel is one entry, its messages are the bodies.
import { makeIds, type Definition, type Operation, type Part } from "./model.ts";
import { list, obj, refName, resolve, str, type Obj } from "./read.ts";

export function readAsyncApi(root: Obj): Definition {
  const version = str(root.asyncapi);
  const info = obj(root.info);
  return {
    root,
    format: `AsyncAPI ${version}`,
    title: str(info.title),
    version: str(info.version),
    description: str(info.description),
    servers: Object.entries(obj(root.servers)).map(([name, raw]) => {
      const s = resolve(root, raw).value;
      const url = str(s.url) || `${str(s.protocol)}://${str(s.host)}${str(s.pathname)}`;
      return { url, description: [name, str(s.description)].filter(Boolean).join(": ") };
    }),
    tags: new Map(),
    operations: version.startsWith("3") ? third(root) : second(root),
    noun: "operation",
  };
}

function message(root: Obj, raw: unknown, name = ""): Part {
  const { value, refs } = resolve(root, raw);
  const title = str(value.title) || str(value.name) || (refs.length ? refName(refs.at(-1)!) : name) || "Message";
  // In version 3 a payload may carry its schema one level down, next to the schema's format.
  const payload = obj(value.payload);
  const schema = payload.schemaFormat && payload.schema ? payload.schema : value.payload;
  return { title, status: "", description: str(value.summary) || str(value.description), required: false, media: schema === undefined ? [] : [{ type: str(value.contentType) || str(root.defaultContentType) || "payload", schema }] };
}

interface Where { id: string; method: string; path: string; parameters: unknown }

function entry(root: Obj, op: Obj, channel: Obj, where: Where, bodies: Part[]): Operation {
  return {
    id: where.id,
    method: where.method,
    path: where.path,
    name: str(op.operationId),
    summary: str(op.summary) || str(op.title),
    description: str(op.description) || str(channel.description),
    deprecated: false,
    tags: list(op.tags).map((tag) => str(obj(tag).name)).filter(Boolean),
    parameters: Object.entries(obj(where.parameters)).map(([name, raw]) => {
      const p = resolve(root, raw).value;
      return { name, where: "channel", required: true, deprecated: false, description: str(p.description), schema: p.schema ?? { ...p, type: "string" } };
    }),
    bodies,
    responses: [],
  };
}

function second(root: Obj): Operation[] {
  const id = makeIds();
  return Object.entries(obj(root.channels)).flatMap(([path, raw]) => {
    const channel = resolve(root, raw).value;
    return ["publish", "subscribe"].filter((method) => channel[method]).map((method) => {
      const op = obj(channel[method]);
      const m = resolve(root, op.message).value;
      const bodies = (Array.isArray(m.oneOf) ? m.oneOf : op.message ? [op.message] : []).map((each) => message(root, each));
      return entry(root, op, channel, { id: id(method, path), method: method.toUpperCase(), path, parameters: channel.parameters }, bodies);
    });
  });
}

function third(root: Obj): Operation[] {
  const id = makeIds();
  const named = Object.entries(obj(root.operations)).map(([name, raw]) => {
    const op = resolve(root, raw).value;
    const { value: channel, refs } = resolve(root, op.channel);
    const path = str(channel.address) || refName(refs.at(-1) ?? name);
    const method = str(op.action) || "use";
    const messages = Array.isArray(op.messages) ? op.messages.map((each) => message(root, each)) : Object.entries(obj(channel.messages)).map(([key, each]) => message(root, each, key));
    return entry(root, { operationId: name, ...op }, channel, { id: id(method, path), method: method.toUpperCase(), path, parameters: channel.parameters }, messages);
  });
  if (named.length > 0) return named;
  return Object.entries(obj(root.channels)).map(([key, raw]) => {
    const channel = resolve(root, raw).value;
    const path = str(channel.address) || key;
    const messages = Object.entries(obj(channel.messages)).map(([name, each]) => message(root, each, name));
    return entry(root, channel, channel, { id: id("channel", path), method: "CHANNEL", path, parameters: channel.parameters }, messages);
  });
}
