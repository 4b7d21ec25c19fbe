// How long the frames of a large graph take: starts the mock with a made-up graph, then pans, zooms and points at it in Chromium.
// node mock/frames.mjs [5000x12000] [width]
import { chromium } from "playwright-core";
import { createServer } from "vite";

process.env.MOCK_GRAPH = process.argv[2] ?? "5000x12000";
const width = Number(process.argv[3] ?? 1440);
const server = await createServer({ server: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
await server.listen();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width, height: 900 } });
await page.goto(`${server.resolvedUrls.local[0]}graph`);
const canvas = page.locator(".graph-canvas canvas").first();
await canvas.waitFor({ timeout: 60_000 });

// Frames are counted in the page, while the pointer of a real browser moves.
await page.evaluate(() => {
  globalThis.frames = [];
  let last = performance.now();
  const tick = (now) => {
    globalThis.frames.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
});
const box = await canvas.boundingBox();
const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];

async function measure(name, act) {
  await page.evaluate(() => { globalThis.frames = []; });
  await act();
  const frames = (await page.evaluate(() => globalThis.frames)).sort((a, b) => a - b);
  const at = (share) => frames[Math.min(frames.length - 1, Math.floor(frames.length * share))].toFixed(1);
  console.log(`${name.padEnd(34)} frames ${String(frames.length).padStart(4)}  median ${at(0.5)} ms  p95 ${at(0.95)} ms  worst ${at(1)} ms`);
}

async function pan() {
  await page.mouse.move(cx, cy);
  await page.mouse.down();
  for (let i = 0; i < 120; i++) await page.mouse.move(cx + Math.sin(i / 9) * 200, cy + Math.cos(i / 7) * 120);
  await page.mouse.up();
}
const wheel = async (by, times) => {
  await page.mouse.move(cx, cy);
  for (let i = 0; i < times; i++) await page.mouse.wheel(0, by);
};
async function point() {
  for (let i = 0; i < 120; i++) await page.mouse.move(cx + Math.sin(i / 5) * 300, cy + Math.cos(i / 8) * 160);
}

console.log(`${process.env.MOCK_GRAPH} nodes x edges, ${width} px wide`);
await measure("pan, everything in view", pan);
await measure("point at nodes, everything in view", point);
await measure("zoom in", () => wheel(-60, 40));
await measure("pan, names in view", pan);
await measure("point at nodes, names in view", point);
await measure("zoom out to the groups", () => wheel(80, 60));
await measure("pan, groups", pan);
await browser.close();
await server.close();
