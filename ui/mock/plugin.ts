// Serves a small made-up catalog under /api while there is no server, so that pages can be built and looked at.
// Routes are in mock/routes/*.ts, each exporting `routes`; nothing of this is in the build.
import { readdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Plugin, ViteDevServer } from "vite";

interface MockRequest {
  method: string;
  url: URL;
  params: Record<string, string>;
  body: any;
  raw: ServerResponse;
}

export interface MockRoute {
  method: string;
  /** "/api/v1/sources/:id" */
  path: string;
  /** Returns the JSON to send; [status, json] for other statuses; undefined when it wrote to raw itself. */
  handle: (request: MockRequest) => unknown;
}

async function readBody(request: IncomingMessage): Promise<any> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text ? JSON.parse(text) : undefined;
}

function match(route: MockRoute, method: string, path: string): Record<string, string> | undefined {
  if (route.method !== method) return undefined;
  const want = route.path.split("/");
  const have = path.split("/");
  if (want.length !== have.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, part] of want.entries()) {
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(have[i]!);
    else if (part !== have[i]) return undefined;
  }
  return params;
}

async function loadRoutes(server: ViteDevServer): Promise<MockRoute[]> {
  const folder = join(server.config.root, "mock/routes");
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  const modules = await Promise.all(files.map((name) => server.ssrLoadModule(`/mock/routes/${name}`)));
  return modules.flatMap((module) => (module.routes ?? []) as MockRoute[]);
}

async function answer(server: ViteDevServer, request: IncomingMessage, raw: ServerResponse) {
  const url = new URL(request.url ?? "/", "http://mock");
  const routes = await loadRoutes(server);
  for (const route of routes) {
    const params = match(route, request.method ?? "GET", url.pathname);
    if (!params) continue;
    const result = route.handle({ method: route.method, url, params, body: await readBody(request), raw });
    if (result === undefined) return;
    const pair = Array.isArray(result) && typeof result[0] === "number";
    raw.statusCode = pair ? (result as any)[0] : 200;
    raw.setHeader("content-type", "application/json");
    raw.setHeader("x-request-id", "mock-0001");
    raw.end(JSON.stringify(pair ? (result as any)[1] : result));
    return;
  }
  raw.statusCode = 404;
  raw.setHeader("content-type", "application/json");
  raw.end(JSON.stringify({ title: "Not found", detail: `The mock has no ${request.method} ${url.pathname}.`, code: "not-found", request_id: "mock-0404" }));
}

export function mockServer(): Plugin {
  return {
    name: "portolan-mock",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.startsWith("/api/")) return next();
        answer(server, request, response).catch((error: NodeJS.ErrnoException) => {
          // A page that was left while its requests were under way is not a failure.
          if (error.code !== "ECONNRESET") next(error);
        });
      });
    },
  };
}
