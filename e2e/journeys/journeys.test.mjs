// What people do: find a service, see what depends on it, follow a live change, decide a held deletion, restore.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, launch, open, settled, visit } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const json = async (path, options) => (await fetch(base + path, options)).json();

test('the palette finds an entity from the keyboard and opens it', async () => {
  const page = await open(browser);
  const { items } = await json('/api/catalog/entities/by-query?limit=1&filter=kind=component,spec.type=service&orderField=metadata.name,asc');
  const entity = items[0];
  await visit(page, '/');
  await page.keyboard.press('Control+k');
  await page.locator('[role=combobox]:focus').waitFor();
  await page.keyboard.type(entity.metadata.name);
  await page.getByRole('option', { name: entity.metadata.title ?? entity.metadata.name, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/entity/component/default/${entity.metadata.name}**`);
  await settled(page);
  assert.match(await page.locator('h1').first().innerText(), new RegExp(entity.metadata.title ?? entity.metadata.name));
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('a filter lives in the address and back works', async () => {
  const page = await open(browser);
  await visit(page, '/catalog?kind=component');
  const all = await page.locator('h1').first().innerText();
  await visit(page, '/catalog?kind=component&type=library');
  const some = await page.locator('h1').first().innerText();
  assert.notEqual(all, some, 'the count in the title follows the filter');
  await page.goBack();
  await settled(page);
  assert.match(page.url(), /kind=component$/);
  await page.context().close();
});

test('a star is kept across loads', async () => {
  const page = await open(browser);
  const { items } = await json('/api/catalog/entities/by-query?limit=1&filter=kind=system&orderField=metadata.name,asc');
  const name = items[0].metadata.name;
  await visit(page, `/entity/system/default/${name}`);
  const star = page.getByRole('button', { name: 'Star this entity' });
  const saved = page.waitForResponse((response) => response.request().method() === 'PUT' && response.ok());
  await star.click();
  await saved;
  await page.reload();
  await settled(page);
  await page.locator('button[aria-label="Star this entity"][aria-pressed="true"]').waitFor();
  await page.context().close();
});

test('a held deletion is applied by a person and an entity is restored with its uid', async () => {
  const held = await json('/api/v1/held');
  assert.equal(held.items.length, 1, 'the demo holds one deletion');
  const plan = held.items[0].plan;
  const [kind, rest] = plan.refs[0].split(':');
  const [namespace, name] = rest.split('/');
  const before = await json(`/api/catalog/entities/by-name/${kind}/${namespace}/${name}`);

  const page = await open(browser);
  await visit(page, `/sources/${held.items[0].source_id}`);
  await page.getByRole('button', { name: /remove \d+ entities/i }).first().click();
  const applied = page.waitForResponse((response) => response.url().endsWith('/apply') && response.ok());
  await page.getByRole('dialog').getByRole('button', { name: /^remove \d+ entities/i }).click();
  await applied;
  assert.equal((await fetch(`${base}/api/catalog/entities/by-name/${kind}/${namespace}/${name}`)).status, 404);

  const tombstone = (await json('/api/v1/tombstones')).items.find((item) => item.ref === plan.refs[0]);
  const answer = await fetch(`${base}/api/v1/tombstones/${tombstone.uid}/restore`, { method: 'POST' });
  assert.equal(answer.status, 200);
  const restored = await json(`/api/catalog/entities/by-name/${kind}/${namespace}/${name}`);
  assert.equal(restored.metadata.uid, before.metadata.uid);
  await page.context().close();
});
