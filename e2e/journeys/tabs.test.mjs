// Many tabs: one that nobody looks at does not listen, so that the browser's few connections are there for the others.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, launch, settled } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

/** Every page of a headless browser counts as seen: whether one is, is said here. */
async function tab(context, seen) {
  const page = await context.newPage();
  await page.addInitScript((seen) => {
    globalThis.seen = seen;
    Object.defineProperty(document, 'hidden', { get: () => !globalThis.seen });
  }, seen);
  await page.goto(`${base}/account`, { waitUntil: 'domcontentloaded' });
  await settled(page);
  return page;
}

test('seven tabs in the background load, and the one that is looked at is live', async () => {
  const context = await browser.newContext();
  const tabs = [];
  for (let i = 0; i < 7; i++) tabs.push(await tab(context, false));
  assert.equal(await tabs[0].getByText('Live', { exact: true }).count(), 0);
  const last = await tab(context, true);
  await last.getByText('Live', { exact: true }).waitFor();
  await tabs[0].evaluate(() => {
    globalThis.seen = true;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await tabs[0].getByText('Live', { exact: true }).waitFor();
  await context.close();
});
