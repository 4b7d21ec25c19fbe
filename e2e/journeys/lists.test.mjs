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
  for (const filters of ['q=plan', 'kind=component&q=api', 'missing=owner&kind=group', 'conflict=1', 'dangling=1']) {
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
