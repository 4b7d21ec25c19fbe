// Long lists and what leaves them: keys, and the export with every filter.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { launch, open, settled, visit } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

for (const [path, opened] of [['/sources', /\/sources\/[^/]+$/], ['/apis', /\/entity\/api\//], ['/catalog?kind=system', /\/entity\/system\//]]) {
  test(`j, k and Enter work on ${path}`, async () => {
    const page = await open(browser);
    await visit(page, path);
    const selected = page.locator('[role=row][aria-selected=true]');
    for (const [key, row] of [['j', '2'], ['j', '3'], ['k', '2'], ['j', '3']]) {
      await page.keyboard.press(key);
      await page.locator(`[role=row][aria-selected=true][aria-rowindex="${row}"]`).waitFor();
    }
    assert.equal(await selected.count(), 1);
    await page.keyboard.press('Enter');
    await page.waitForURL(opened);
    await settled(page);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });
}

test('the export holds what the list holds, the text filter too', async () => {
  const page = await open(browser);
  for (const filters of ['q=plan', 'kind=component&q=api', 'missing=owner', 'conflict=1', 'dangling=1']) {
    await visit(page, `/catalog?${filters}`);
    const total = Number((await page.locator('h1 .count').innerText()).replaceAll(',', ''));
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByText(`${total} ${total === 1 ? 'row' : 'rows'}`, { exact: true }).waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'JSON' }).click()]);
    const entities = JSON.parse(await readFile(await file.path(), 'utf8'));
    assert.ok(total > 0, filters);
    assert.equal(entities.length, total, filters);
    assert.equal(file.suggestedFilename(), 'catalog.json');
  }
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('by keys alone from the first page to a graph and back, and the focus is never lost', async () => {
  const page = await open(browser);
  const lost = () => page.evaluate(() => document.activeElement === document.body);
  await visit(page, '/');
  await page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Catalog' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.rows-slot .chip').first().waitFor();
  // The link still has the focus: Enter must open the row that was gone to, and not the link again.
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/entity\//);
  await settled(page);
  const tab = page.getByRole('tab', { name: 'Graph' });
  await tab.waitFor();
  await page.waitForFunction(() => document.activeElement !== document.body);
  await page.keyboard.press('2');
  await page.locator('.graph-node').first().waitFor();
  assert.equal(await lost(), false);
  await page.locator('.graph-node').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname.startsWith('/entity/') && url.search === '');
  await page.waitForFunction(() => document.activeElement !== document.body);
  while (!page.url().endsWith('/catalog')) {
    const before = page.url();
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => url.href !== before);
  }
  await page.locator('.rows-slot .chip').first().waitFor();
  await page.waitForFunction(() => document.activeElement !== document.body);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});
