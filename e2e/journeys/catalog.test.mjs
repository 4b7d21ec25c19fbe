// The catalog page: what waits, what narrows it, the kinds, the preview, and what it says when there is nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, launch, open, settled, visit } from './browser.mjs';
import { start } from './server.mjs';

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

test('a facet with many values is looked through by typing, and is as long as before', async () => {
  const page = await open(browser);
  await visit(page, '/catalog');
  const owner = page.locator('.rail').getByRole('group', { name: 'Owner' });
  await owner.getByRole('button', { name: /^Show all \d+$/ }).click();
  await owner.getByLabel('Find in Owner').fill('customer c');
  await owner.getByLabel('Customer care').waitFor();
  assert.equal(await owner.getByRole('checkbox').count(), 1);
  assert.ok((await owner.boundingBox()).height < 420);
  await owner.getByLabel('Find in Owner').fill('nobody has this name');
  await owner.getByText('Nothing matches').waitFor();
  await owner.getByRole('button', { name: 'Show fewer' }).click();
  await owner.getByLabel('Find in Owner').waitFor({ state: 'detached' });
  assert.equal(await owner.getByRole('checkbox').count(), 7);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('what narrows the list is seen, what the first page links to as well, and each can be taken back', async () => {
  const page = await open(browser);
  for (const [search, words] of [['dangling=1', 'Dangling references'], ['conflict=1', 'In conflict'], ['missing=owner', 'No owner']]) {
    await visit(page, `/catalog?${search}`);
    assert.ok(await page.getByRole('group', { name: 'Problems' }).getByLabel(words).isChecked(), search);
    await page.getByRole('button', { name: `Remove the filter Problems ${words}` }).click();
    await page.waitForURL(/\/catalog$/);
  }
  await settled(page);
  await page.getByRole('group', { name: 'Problems' }).getByLabel('Dangling references').check();
  await page.getByRole('group', { name: 'Problems' }).getByLabel('In conflict').check();
  await page.waitForURL(/conflict=1.*dangling=1|dangling=1.*conflict=1/);
  await page.getByRole('group', { name: 'Type' }).getByRole('checkbox', { name: /^service/ }).check();
  await page.getByRole('button', { name: 'Remove the filter Type service' }).waitFor();
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('the kinds stay in their places, and arrows move between them', async () => {
  const page = await open(browser);
  await visit(page, '/catalog');
  const kinds = page.getByRole('group', { name: 'Kind' }).getByRole('button');
  const places = () => kinds.evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().x)));
  const before = await places();
  await visit(page, '/catalog?q=nothing-has-this-name');
  // Digits differ in width by a pixel.
  const after = await places();
  assert.equal(after.length, before.length);
  assert.ok(after.every((x, at) => Math.abs(x - before[at]) < 8), `${before} ${after}`);
  await kinds.first().focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(/kind=component/);
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Components/);
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL((url) => !url.search.includes('kind='));
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('counts that are known stay when the server cannot be reached', async () => {
  const page = await open(browser);
  await visit(page, '/catalog');
  const service = page.getByRole('group', { name: 'Type' }).locator('label', { hasText: 'service' }).first();
  const known = await service.locator('.n').innerText();
  await page.route('**/api/**', (route) => route.abort());
  await service.getByRole('checkbox').check();
  await page.getByText('This could not be loaded').waitFor();
  assert.equal(await service.locator('.n').innerText(), known);
  await page.getByRole('group', { name: 'Kind' }).getByRole('button', { name: 'Components' }).waitFor();
  await page.context().close();
});

test('a view with a long name is cut, and can be removed', async () => {
  const page = await open(browser);
  const name = 'A view with a name that is much longer than the menu that lists it, again and again';
  await visit(page, '/catalog?kind=api');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByLabel('Name of the view').fill(name);
  await page.keyboard.press('Enter');
  const menu = await page.getByRole('menu').boundingBox();
  const view = await page.getByRole('menuitem', { name }).boundingBox();
  const remove = page.getByRole('button', { name: `Remove the view ${name}` });
  const button = await remove.boundingBox();
  assert.ok(view.x + view.width <= button.x && button.x + button.width <= menu.x + menu.width);
  await remove.click();
  await page.getByRole('menuitem', { name }).waitFor({ state: 'detached' });
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('the preview says the reference, however long it is, and lies over the table where there is little room', async () => {
  const page = await open(browser, { width: 1024, height: 400 });
  await visit(page, '/catalog?preview=component:default/tracking-api');
  const preview = page.getByRole('complementary', { name: 'Preview' });
  assert.ok((await preview.getByText('component:default/tracking-api').boundingBox()).height > 12);
  assert.ok((await page.locator('.catalog-main').boundingBox()).width > 500);
  await preview.getByRole('link', { name: 'Open', exact: true }).click();
  await page.waitForURL(/\/entity\/component\/default\/tracking-api/);
  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page, '/catalog?preview=component:default/tracking-api');
  const sheet = await page.getByRole('dialog', { name: 'Preview' }).boundingBox();
  const title = await preview.getByRole('heading', { level: 2 }).first().boundingBox();
  assert.ok(title.y - sheet.y < 40, `the title begins ${title.y - sheet.y} px below the edge`);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('an empty catalog offers what fills it, and nothing to narrow or export', async () => {
  const server = await start();
  try {
    const page = await open(browser);
    await page.goto(`${server.url}/catalog`);
    await page.getByRole('heading', { name: 'The catalog is empty' }).waitFor();
    for (const name of ['Export', 'Hide filters']) assert.equal(await page.getByRole('button', { name }).count(), 0, name);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  } finally {
    await server.stop();
  }
});

test('what nothing matches cannot be exported', async () => {
  const page = await open(browser);
  await visit(page, '/catalog?q=nothing-has-this-name');
  await page.getByText('There is nothing to filter by.').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Export' }).isDisabled());
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});
