// Picking rows of the catalog, and what is done with all of them at once.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { base, launch, open, settled, shot, violations, visit } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const bar = (page) => page.getByRole('region', { name: 'Selection' });
const selected = (page, count) => bar(page).getByText(`${count} selected`).waitFor();
const box = (page, row) => page.locator(`[role=row][aria-rowindex="${row}"] .pick`);
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

async function systems(view = {}) {
  const page = await open(browser, view);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(base).origin });
  await visit(page, '/catalog?kind=system');
  return page;
}

test('rows are picked by keys: one, a range, all, none', async () => {
  const page = await systems();
  const total = Number(await page.locator('h1 .count').innerText());
  await press(page, 'j', 'x');
  await selected(page, 1);
  await press(page, 'j', 'j', 'j', 'X');
  await selected(page, 4);
  await press(page, 'k', 'x');
  await selected(page, 3);
  await press(page, 'a');
  await selected(page, total);
  assert.ok(await page.getByLabel('Select all that are listed').isChecked());
  await press(page, 'Escape');
  await bar(page).waitFor({ state: 'detached' });
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('rows are picked by the pointer and by Space on a box; another filter begins anew', async () => {
  const page = await systems();
  await box(page, 2).click();
  await box(page, 6).click({ modifiers: ['Shift'] });
  await selected(page, 5);
  await box(page, 4).focus();
  await page.keyboard.press('Space');
  await selected(page, 4);
  assert.ok(!page.url().includes('preview'), 'picking opens no preview');
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await settled(page);
  await selected(page, 4);
  await page.getByRole('group', { name: 'Kind' }).getByRole('button', { name: /Domains/ }).click();
  await bar(page).waitFor({ state: 'detached' });
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('the picked ones are starred, copied, exported, drawn and read again', async () => {
  const page = await systems();
  await press(page, 'j', 'x', 'j', 'x', 'j', 'x');
  await selected(page, 3);
  const act = (name) => bar(page).getByRole('button', { name, exact: true });

  await act('Star').click();
  await act('Remove stars').click();
  await act('Star').waitFor();

  await act('Copy references').click();
  await bar(page).getByText('Copied').waitFor();
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  assert.equal(copied.length, 3);

  for (const [format, count] of [['JSON', (text) => JSON.parse(text).length], ['CSV', (text) => text.trim().split('\r\n').length - 1], ['YAML', (text) => text.match(/^---$/gm).length]]) {
    await act('Export the selection').click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: format }).click()]);
    assert.equal(file.suggestedFilename(), `selection.${format.toLowerCase()}`);
    assert.equal(count(await readFile(await file.path(), 'utf8')), 3, format);
  }

  await act('Refresh from sources').click();
  await bar(page).getByText(/\d+ sources? read again/).waitFor();

  await act('Open in the graph').click();
  await page.waitForURL(/\/graph\?ref=/);
  await settled(page);
  assert.equal(await page.locator('h1 .count').innerText(), '3');
  assert.deepEqual(new URL(page.url()).searchParams.getAll('ref'), copied);
  await page.getByRole('button', { name: 'Show the whole catalog' }).click();
  await page.waitForURL(/\/graph$/);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('more than the graph takes are not offered to it, and more than a page are picked at once', async () => {
  const page = await open(browser);
  await visit(page, '/catalog');
  const total = Number((await page.locator('h1 .count').innerText()).replaceAll(',', ''));
  assert.ok(total > 200, 'the demo has more than two pages of entities');
  await page.getByLabel('Select all that are listed').click();
  await selected(page, total);
  const draw = bar(page).getByRole('button', { name: 'Open in the graph' });
  assert.ok(await draw.isDisabled());
  await bar(page).getByRole('button', { name: 'Export the selection' }).focus();
  await page.keyboard.press('Tab');
  await page.getByRole('tooltip').getByText(/at most 100 chosen entities/).waitFor();
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

for (const [width, dark] of [[1440, false], [1440, true], [390, false], [390, true]]) {
  test(`the bar can be used at ${width}, ${dark ? 'dark' : 'light'}`, async () => {
    const page = await systems({ width, height: width === 390 ? 844 : 900, dark });
    await box(page, 2).click();
    await selected(page, 1);
    assert.deepEqual(await violations(page), []);
    for (const button of await bar(page).getByRole('button').all()) {
      const { x, width: wide, height } = await button.boundingBox();
      assert.ok(x >= 0 && x + wide <= width && wide >= 24 && height >= 24, `a button is at ${x}, ${wide} x ${height}`);
    }
    await bar(page).getByRole('button', { name: 'Copy references' }).click();
    await bar(page).getByText('Copied').waitFor();
    await shot(page, `selection-${width}-${dark ? 'dark' : 'light'}`);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });
}
