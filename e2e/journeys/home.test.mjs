// The cards of the first page: arranged by keys, buttons and dragging, kept for the person, and as they were again.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, shot, violations, visit } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const DEFAULT = ['At a glance', 'By kind', 'By lifecycle', 'My things', 'Latest changes', 'Sources'];
const titles = (page) => page.locator('.home-card > header h2').allInnerTexts();
const saved = (page) => page.waitForResponse((response) => response.request().method() === 'PUT' && response.url().includes('portolan.home') && response.ok());

/** Does it and waits until it is kept and shown. */
async function kept(page, act, expected) {
  await Promise.all([saved(page), act()]);
  await page.waitForFunction((expected) => JSON.stringify([...document.querySelectorAll('.home-card > header h2')].map((each) => each.textContent)) === JSON.stringify(expected), expected);
}

async function restored() {
  // All cards are in view: a page that scrolls under the pointer begins no drag.
  const page = await open(browser, { height: 1600 });
  await visit(page, '/?arrange=1');
  const reset = page.getByRole('button', { name: 'Reset' });
  if (await reset.isEnabled()) await kept(page, () => reset.click(), DEFAULT);
  return page;
}

test('cards are moved by keys with the focus on them, resized, removed, added and as they were', async () => {
  const page = await restored();
  assert.deepEqual(await titles(page), DEFAULT);
  const said = (words) => page.getByRole('status').getByText(words).waitFor();
  const grip = page.getByRole('button', { name: /^Move My things: drag/ });
  await grip.focus();
  await kept(page, () => page.keyboard.press('ArrowLeft'), ['At a glance', 'By kind', 'My things', 'By lifecycle', 'Latest changes', 'Sources']);
  await said('My things is number 3 of 6');
  assert.ok(await grip.evaluate((each) => each === document.activeElement), 'the focus stays on the card');
  await kept(page, () => page.keyboard.press('ArrowUp'), ['At a glance', 'My things', 'By kind', 'By lifecycle', 'Latest changes', 'Sources']);
  const later = page.getByRole('button', { name: 'Move Latest changes later' });
  await kept(page, () => later.click(), ['At a glance', 'My things', 'By kind', 'By lifecycle', 'Sources', 'Latest changes']);
  assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^Move Latest changes: drag/);

  await Promise.all([saved(page), page.getByRole('button', { name: 'My things over two columns' }).click()]);
  await page.locator('.home-card.two', { hasText: 'My things' }).waitFor();
  await said('My things takes two columns');
  await kept(page, () => page.getByRole('button', { name: 'Remove By lifecycle' }).click(), ['At a glance', 'My things', 'By kind', 'Sources', 'Latest changes']);
  await page.getByRole('button', { name: 'Add a card' }).click();
  const arranged = ['At a glance', 'My things', 'By kind', 'Sources', 'Latest changes', 'Problems'];
  await kept(page, () => page.getByRole('menuitem', { name: 'Problems' }).click(), arranged);

  await visit(page, '/');
  assert.deepEqual(await titles(page), arranged, 'it is kept');
  assert.equal(await page.locator('.card-tools').count(), 0);
  await page.getByRole('button', { name: 'Arrange' }).click();
  await kept(page, () => page.getByRole('button', { name: 'Reset' }).click(), DEFAULT);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.locator('.card-tools').first().waitFor({ state: 'detached' });
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('a card is dragged to the place of another', async () => {
  const page = await restored();
  const sources = page.locator('.home-card', { has: page.getByRole('heading', { name: 'Sources' }) });
  await kept(page, () => page.getByRole('group', { name: 'Arrange By kind' }).dragTo(sources, { sourcePosition: { x: 120, y: 18 }, targetPosition: { x: 60, y: 20 } }), ['At a glance', 'By lifecycle', 'My things', 'Latest changes', 'Sources', 'By kind']);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
  await (await restored()).context().close();
});

test('each card opens to a page and says its range; all of them can be removed', async () => {
  const page = await restored();
  for (const card of await page.locator('.home-card').all()) {
    assert.ok(await card.locator('h2 a').first().getAttribute('href'));
    assert.notEqual((await card.locator('header .more').first().innerText()).trim(), '');
  }
  for (let left = DEFAULT.length - 1; left >= 0; left--) {
    await kept(page, () => page.getByRole('button', { name: /^Remove / }).first().click(), DEFAULT.slice(DEFAULT.length - left));
  }
  await page.getByRole('heading', { name: 'No cards' }).waitFor();
  await page.context().close();
  await (await restored()).context().close();
});

for (const [width, dark] of [[1440, false], [1440, true], [390, false], [390, true]]) {
  test(`arranging reads well at ${width}, ${dark ? 'dark' : 'light'}`, async () => {
    const page = await open(browser, { width, dark });
    await visit(page, '/?arrange=1');
    await shot(page, `home-arranging-${width}-${dark ? 'dark' : 'light'}`);
    assert.deepEqual(await violations(page), []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    await visit(page, '/');
    await shot(page, `home-cards-${width}-${dark ? 'dark' : 'light'}`);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });
}

test('an entity that changes all the time stands once, under what it is called; ranges are said where something is cut off', async () => {
  const page = await open(browser);
  await page.route('**/api/v1/changes?*', async (route) => {
    const answer = await (await route.fetch()).json();
    const [first] = answer.items;
    const change = (revision, ref, title) => ({ ...first, revision, ref, title, action: 'updated' });
    answer.items = [...[9, 8, 7].map((revision) => change(revision, 'group:default/customer-care', 'customer-care')), change(6, 'group:default/billing', null)];
    await route.fulfill({ json: answer });
  });
  await visit(page, '/');
  const card = page.locator('.home-card', { has: page.getByRole('heading', { name: 'Latest changes' }) });
  await card.getByRole('link', { name: 'Group Customer care' }).waitFor();
  assert.equal(await card.locator('.line').count(), 2);
  assert.match(await card.getByRole('link', { name: '3 changes' }).getAttribute('href'), /customer-care\?tab=history$/);
  assert.equal(await card.locator('header .more').innerText(), 'the last 2 entities');
  const lifecycles = page.locator('.home-card', { has: page.getByRole('heading', { name: 'By lifecycle' }) });
  assert.equal(await lifecycles.locator('header .more').innerText(), 'now');
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});
