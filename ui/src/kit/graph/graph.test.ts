// What a graph looks like when groups are collapsed, how it is placed, and that 5,000 nodes are packed without a collision.
import { describe, expect, it } from "vitest";
import { madeUpGraph } from "../../../mock/graph.ts";
import { clusterAt, hit, NODE_RADIUS, pack } from "./clusters.ts";
import { cut } from "./cut.ts";
import { pictureScale } from "./exportImage.ts";
import { overflows, readableView, wholeView, zoomAt } from "./fit.ts";
import { collapse, groupsOf, seenAs } from "./groups.ts";
import { hitAt, NO_STEP, stepOn } from "./hits.ts";
import { readRef, toGraph } from "./model.ts";

const large = toGraph(madeUpGraph(5000, 12_000));
const node = (ref: string, system: string | null, owner: string | null = null) => ({ ref, kind: ref.split(":")[0]!, name: ref, title: ref, dangling: false, depth: 0, system, owner });
const small = toGraph({
  nodes: [node("system:default/pay", null), node("component:default/a", "system:default/pay"), node("component:default/b", "system:default/pay"), node("component:default/c", null, "group:default/t")],
  edges: [
    { source: "component:default/a", target: "component:default/b", type: "dependsOn" },
    { source: "component:default/c", target: "component:default/a", type: "dependsOn" },
    { source: "component:default/c", target: "component:default/b", type: "consumesApi" },
  ],
});
const PAY = "system:default/pay";

it("reads a reference in an address, and nothing else as one", () => {
  expect(readRef("Component:default/Pay")).toBe("component:default/pay");
  expect(readRef("component:pay")).toBe("component:default/pay");
  for (const text of ["", "bad", "a:b/c/d", "a:b:c", "a: b"]) expect(readRef(text)).toBeUndefined();
});

describe("collapsing", () => {
  const closed = (key: string) => key === PAY;
  it("joins what crosses the border of a group and drops what is inside", () => {
    const graph = collapse(small, "system", closed);
    expect(graph.nodes.map((each) => [each.ref, each.group?.count])).toEqual([["component:default/c", undefined], [PAY, 3]]);
    expect(graph.edges).toMatchObject([{ source: "component:default/c", target: PAY, types: ["dependsOn", "consumesApi"], count: 2 }]);
  });
  it("knows where an entity is seen", () => {
    expect(seenAs(small, "system", closed, "component:default/a")).toBe(PAY);
    expect(seenAs(small, "system", closed, "component:default/c")).toBe("component:default/c");
  });
  it("collapses those without a group too", () => {
    expect(collapse(small, "owner", () => true).nodes.map((each) => each.title)).toEqual(["No owner", "t"]);
  });
  it("keeps every entity and every relation of a large graph", () => {
    const graph = collapse(large, "system", () => true);
    expect(graph.nodes.reduce((sum, each) => sum + (each.group?.count ?? 1), 0)).toBe(5000);
    expect(groupsOf(large, "system")).toHaveLength(graph.nodes.length);
    expect(collapse(large, "system", () => false)).toBe(large);
  });
});

describe("packing", () => {
  const packed = pack(large, "system");
  it("puts no node on another, and finds each where it is", () => {
    for (let i = 0; i < packed.nodes.length; i += 7) expect(hit(packed, packed.xs[i]!, packed.ys[i]!, NODE_RADIUS)).toBe(i);
  });
  it("leaves groups where they were when one is collapsed", () => {
    const key = packed.clusters[3]!.key;
    const after = pack(collapse(large, "system", (each) => each === key), "system");
    expect(after.clusters.map(({ x, y, r }) => [x, y, r])).toEqual(packed.clusters.map(({ x, y, r }) => [x, y, r]));
    expect(after.clusters[3]).toMatchObject({ closed: true, label: packed.clusters[3]!.label });
  });
  it("tells a group's name from its circle", () => {
    const { x, y, r } = packed.clusters[0]!;
    expect(clusterAt(packed, x, y, 18)).toEqual({ cluster: 0, onName: false });
    expect(clusterAt(packed, x, y - r - 9, 18)).toEqual({ cluster: 0, onName: true });
  });
});

describe("placing", () => {
  const window = { width: 1000, height: 500 };
  const readable = { least: 0.45, chosen: 0.85 };
  it("shows everything while that can be read", () => {
    const view = readableView({ width: 1500, height: 900 }, window, readable);
    expect(view).toEqual(wholeView({ width: 1500, height: 900 }, window));
    expect(overflows({ width: 1500, height: 900 }, window, view)).toBe(false);
  });
  it("shows a tall graph at a readable size around its entity", () => {
    const content = { width: 900, height: 9000 };
    const view = readableView(content, window, { ...readable, around: { x: 450, y: 4000 } });
    expect(view.k).toBe(0.85);
    expect(view.y + 4000 * view.k).toBeCloseTo(250);
    expect(overflows(content, window, view)).toBe(true);
    expect(readableView(content, window, { ...readable, around: { x: 450, y: 10 } }).y).toBe(0);
  });
  it("leaves no part of the whole under the bar of tools", () => {
    const view = wholeView({ width: 2000, height: 900 }, window);
    expect(view.x + 2000 * view.k).toBeLessThanOrEqual(window.width - 48);
    const low = wholeView({ width: 2000, height: 100 }, window);
    expect(low.x + 2000 * low.k).toBeGreaterThan(window.width - 48);
  });
  it("zooms around the pointer and not below the smallest zoom", () => {
    const view = zoomAt({ x: 10, y: 20, k: 1 }, 2, 100, 100);
    expect([(100 - view.x) / view.k, (100 - view.y) / view.k]).toEqual([90, 80]);
    expect(zoomAt(view, 0.0001, 0, 0, 0.4).k).toBe(0.4);
  });
  it("saves pictures no larger than a browser can hold", () => {
    expect(pictureScale(1000, 800)).toBe(2);
    expect(20_000 * pictureScale(20_000, 300)).toBeLessThanOrEqual(12_000);
  });
});

it("goes from one found entity to the next and around, anew for another text", () => {
  const found = new Set(["a", "b"]);
  let step = NO_STEP;
  const press = (text: string) => {
    step = stepOn(step, text);
    return hitAt(found, step, text)?.ref;
  };
  expect(hitAt(found, step, "x")).toBeUndefined();
  expect(["x", "x", "x", "y"].map(press)).toEqual(["a", "b", "a", "a"]);
  expect(hitAt(found, step, "z")).toBeUndefined();
  expect(hitAt(new Set(), step, "y")).toBeUndefined();
});

describe("cut", () => {
  it("counts wide letters as wide", () => {
    expect(cut("payments-gateway", 20)).toBe("payments-gateway");
    expect(cut("결제 요청을 처리하고 정산 기록을 남깁니다", 20).length).toBeLessThan(14);
    expect(cut("😀😀😀😀😀😀", 6)).toBe("😀😀…");
  });
});
