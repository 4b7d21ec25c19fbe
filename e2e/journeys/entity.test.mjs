// The end of an entity's overview: what happened to it last, and the way to its whole history.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, settled, shot, violations, visit } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const COMPONENT = '/entity/component/default/auth-client';
const activity = (page) => page.locator('section.card', { has: page.getByRole('heading', { name: 'Activity' }) });

/** The history's answer is replaced by `changes`. */
const answer = (page, changes) => page.route('**/history?limit=5', (route) => route.fulfill({ json: { items: changes } }));

const change = (revision, more) => ({ revision, at: '2026-03-01T10:00:00Z', action: 'updated', actor: 'user:default/guest', source_id: null, source_name: null, ref: 'component:default/auth-client', title: 'Auth client', operations: [], ...more });

for (const path of [COMPONENT, '/entity/group/default/customer-care']) {
  test(`the overview of ${path} ends with what happened last and from which source`, async () => {
    const page = await open(browser);
    await visit(page, path);
    const line = activity(page).getByRole('listitem').first();
    await line.getByText('Created').waitFor();
    await line.getByRole('link').waitFor();
    await activity(page).getByRole('link', { name: 'Whole history' }).click();
    await page.waitForURL(/tab=history/);
    await settled(page);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });
}

test('a change says its fields and who made it, and fits a narrow screen', async () => {
  for (const [width, dark] of [[1440, false], [390, true]]) {
    const page = await open(browser, { width, dark });
    const operations = ['/spec/owner', '/metadata/tags/0', '/metadata/tags/1', '/spec/lifecycle'].map((path) => ({ op: 'replace', path, from: 'a', value: 'b' }));
    await answer(page, [change(9, { operations }), change(8, { source_id: 's', source_name: 'a-source-with-a-very-long-name-that-nobody-would-choose-for-one' }), ...[7, 6, 5].map((revision) => change(revision))]);
    await visit(page, COMPONENT);
    assert.equal(await activity(page).getByRole('listitem').count(), 5);
    await activity(page).getByText('spec.owner, metadata.tags and 1 more').waitFor();
    await activity(page).getByRole('link', { name: /guest/i }).first().waitFor();
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    assert.deepEqual(await violations(page), []);
    await activity(page).scrollIntoViewIfNeeded();
    await shot(page, `entity-activity-${width}`);
    await page.context().close();
  }
});

test('without a change the overview says what comes, and a failure can be tried again', async () => {
  const page = await open(browser);
  await answer(page, []);
  await visit(page, COMPONENT);
  await activity(page).getByRole('heading', { name: 'Nothing happened yet' }).waitFor();
  await page.unroute('**/history?limit=5');
  let ill = true;
  await page.route('**/history?limit=5', (route) => (ill ? route.fulfill({ status: 500, json: { title: 'Internal error', request_id: 'r-1' } }) : route.continue()));
  await visit(page, COMPONENT);
  await activity(page).getByText('r-1').waitFor();
  ill = false;
  await activity(page).getByRole('button', { name: 'Try again' }).click();
  await activity(page).getByRole('listitem').first().waitFor();
  await page.context().close();
});

test('a tab that does not come leaves the head of the page and the other tabs', async () => {
  const page = await open(browser);
  await page.route('**/YamlTab*', (route) => route.abort());
  await visit(page, COMPONENT);
  await page.getByRole('tab', { name: 'YAML' }).click();
  await page.getByRole('tabpanel').getByText('could not be fetched').waitFor();
  await page.getByRole('heading', { level: 1, name: 'Auth client' }).waitFor();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: 'About' }).waitFor();
  await page.context().close();
});

test('Escape leads back to the list, after it has closed a menu', async () => {
  const page = await open(browser);
  await visit(page, '/catalog?kind=component');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/entity\//);
  await settled(page);
  await page.getByRole('button', { name: 'More actions' }).click();
  const item = page.getByRole('menuitem', { name: 'Copy the address' });
  await item.waitFor();
  await page.keyboard.press('Escape');
  await item.waitFor({ state: 'detached' });
  assert.match(page.url(), /\/entity\//);
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/catalog\?kind=component/);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('references that lead nowhere are marked in the head and said among the problems', async () => {
  const page = await open(browser);
  await visit(page, '/entity/component/default/customs-bridge?tab=problems');
  const panel = page.getByRole('tabpanel');
  await panel.getByRole('heading', { name: 'References that lead nowhere' }).waitFor();
  await panel.getByText('system:default/border-one-stop').waitFor();
  assert.equal(await panel.getByText('No problems').count(), 0);
  await page.locator('.entity-facts .chip.dangling').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.context().close();
});

test('an entity of which sources say different things says so, and leads to what each says', async () => {
  const page = await open(browser);
  await visit(page, '/entity/component/default/eta-predictor');
  await page.getByRole('link', { name: '2 sources disagree' }).click();
  await page.waitForURL(/tab=yaml/);
  await page.getByRole('heading', { name: '2 fields where sources disagree' }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.context().close();
});
