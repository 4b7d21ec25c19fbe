// The catalog page: what waits, what narrows it, the kinds, the preview, and what it says when there is nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, launch, open } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

test('what loads can be seen to load without motion', async () => {
  const page = await open(browser);
  let go = () => {};
  const held = new Promise((resolve) => {
    go = resolve;
  });
  await page.route('**/entities/by-query', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${base}/catalog`);
  const skeleton = page.locator('.catalog-main .skeleton').first();
  await skeleton.waitFor();
  assert.ok(Number(await skeleton.evaluate((each) => getComputedStyle(each).opacity)) > 0.5);
  go();
  await page.locator('.catalog-main').getByRole('row').nth(1).waitFor();
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});
