// OpenAPI 3.x and Swagger 2 as one model. Swagger's body and form parameters become request bodies.
import { makeIds, type Definition, type Media, type Operation, type Parameter, type Part } from "./model.ts";
import { at, list, obj, resolve, str, type Obj } from "./read.ts";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

const media = (root: unknown, content: unknown): Media[] =>
  Object.entries(obj(content)).map(([type, value]) => ({ type, schema: resolve(root, value).value.schema }));

export function readOpenApi(root: Obj): Definition {
  const swagger = str(root.swagger);
  const info = obj(root.info);
  return {
    root,
    format: swagger ? `Swagger ${swagger}` : `OpenAPI ${str(root.openapi)}`,
    title: str(info.title),
    version: str(info.version),
    description: str(info.description),
    servers: swagger ? swaggerServers(root) : list(root.servers).map((s) => ({ url: str(obj(s).url), description: str(obj(s).description) })),
    tags: new Map(list(root.tags).map((tag) => [str(obj(tag).name), str(obj(tag).description)])),
    operations: [...operations(root, root.paths, ""), ...operations(root, root.webhooks, "webhook ")],
    noun: "operation",
  };
}

function swaggerServers(root: Obj) {
  const host = str(root.host);
  const base = str(root.basePath);
  const schemes = list(root.schemes).map(str);
  if (!host) return base ? [{ url: base, description: "" }] : [];
  return (schemes.length ? schemes : ["https"]).map((scheme) => ({ url: `${scheme}://${host}${base}`, description: "" }));
}

function operations(root: Obj, paths: unknown, prefix: string): Operation[] {
  const id = makeIds();
  return Object.entries(obj(paths)).flatMap(([path, entry]) => {
    const item = resolve(root, entry).value;
    return METHODS.filter((method) => Object.hasOwn(item, method)).map((method) => {
      const op = obj(item[method]);
      return operation(root, op, { id: id(prefix + method, path), method, path: prefix + path, shared: list(item.parameters) });
    });
  });
}

function operation(root: Obj, op: Obj, where: { id: string; method: string; path: string; shared: unknown[] }): Operation {
  const raw = [...where.shared, ...list(op.parameters)].map((p) => resolve(root, p).value);
  // A parameter of the operation replaces the path's one of the same name and place.
  const unique = [...new Map(raw.map((p) => [`${str(p.in)} ${str(p.name)}`, p])).values()];
  const inBody = (p: Obj) => p.in === "body" || p.in === "formData";
  return {
    id: where.id,
    method: where.method.toUpperCase(),
    path: where.path,
    name: str(op.operationId),
    summary: str(op.summary),
    description: str(op.description),
    deprecated: op.deprecated === true,
    tags: list(op.tags).map(str).filter(Boolean),
    parameters: unique.filter((p) => !inBody(p)).map((p) => parameter(root, p)),
    bodies: [...requestBody(root, op), ...swaggerBody(root, op, unique.filter(inBody))],
    responses: Object.entries(obj(op.responses)).map(([status, r]) => response(root, op, status, resolve(root, r).value)),
  };
}

function parameter(root: Obj, p: Obj): Parameter {
  const schema = p.schema ?? media(root, p.content)[0]?.schema ?? p;
  return { name: str(p.name), where: str(p.in), required: p.required === true, deprecated: p.deprecated === true, description: str(p.description), schema };
}

function requestBody(root: Obj, op: Obj): Part[] {
  if (!op.requestBody) return [];
  const body = resolve(root, op.requestBody).value;
  return [{ title: "Request body", status: "", description: str(body.description), required: body.required === true, media: media(root, body.content) }];
}

function swaggerBody(root: Obj, op: Obj, fields: Obj[]): Part[] {
  if (fields.length === 0) return [];
  const consumes = list(op.consumes ?? root.consumes).map(str);
  const whole = fields.find((p) => p.in === "body");
  const schema = whole?.schema ?? {
    type: "object",
    required: fields.filter((p) => p.required === true).map((p) => p.name),
    properties: Object.fromEntries(fields.map((p) => [str(p.name), p])),
  };
  const type = consumes[0] ?? (whole ? "application/json" : "application/x-www-form-urlencoded");
  return [{ title: "Request body", status: "", description: str(whole?.description), required: fields.some((p) => p.required === true), media: [{ type, schema }] }];
}

function response(root: Obj, op: Obj, status: string, r: Obj): Part {
  const produces = str(list(op.produces ?? root.produces)[0]) || "application/json";
  const content = r.schema !== undefined ? [{ type: produces, schema: r.schema }] : media(root, at(r, "content"));
  return { title: status, status, description: str(r.description), required: false, media: content };
}
