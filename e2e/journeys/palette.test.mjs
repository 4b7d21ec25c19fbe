// The palette: it has what is typed at once after the keys, and says when the catalog cannot be searched.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, visit } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

test('no letter is lost between the keys and the field', async () => {
  const page = await open(browser);
  await visit(page, '/');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('audit');
  const field = page.getByRole('combobox', { name: /^Search entities/ });
  await field.waitFor();
  assert.equal(await field.inputValue(), 'audit');
  await page.getByRole('option', { name: 'Audit log' }).waitFor();
  await page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('what is found says whose it is', async () => {
  const page = await open(browser);
  await visit(page, '/');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('payment gateway');
  const note = page.getByRole('option', { name: /^Component ?Payment gateway/ }).locator('.note');
  await note.getByText('Billing').waitFor();
  assert.equal(await note.innerText(), 'service · Billing');
  await page.context().close();
});

test('a search that fails is not told as a catalog without such a name', async () => {
  const page = await open(browser);
  await visit(page, '/');
  await page.route('**/api/v1/search?*', (route) => route.abort());
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sources');
  // Not only after the question was asked again for seconds.
  await page.getByText('The catalog could not be searched').waitFor({ timeout: 1500 });
  await page.getByRole('option', { name: 'Sources', exact: true }).waitFor();
  assert.equal(await page.getByText('Nothing matches').count(), 0);
  await page.context().close();
});
