// The graph: groups collapse and open, the state is in the address, the picture and the table hold the same.

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

test('groups collapse into one node each, and a press opens one', async () => {
  const page = await open(browser);
  await visit(page, '/graph');
  await page.locator('.graph-canvas canvas').first().waitFor();
  await page.getByRole('button', { name: /^Groups/ }).click();
  const groups = await page.locator('.graph-group-list input').count();
  await page.getByRole('button', { name: 'Collapse all' }).click();
  await page.locator('.graph-node.is-group').first().waitFor();
  assert.equal(await page.locator('.graph-node').count(), groups);
  assert.match(page.url(), /fold=/);
  await page.keyboard.press('Escape');
  await page.locator('.graph-node.is-group').first().press(' ');
  await page.waitForURL(/unfold=/);
  await page.waitForFunction((before) => document.querySelectorAll('.graph-node.is-group').length === before - 1, groups);
  await page.goBack();
  await page.waitForFunction((before) => document.querySelectorAll('.graph-node.is-group').length === before, groups);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('the picture is saved as PNG from both drawings', async () => {
  const page = await open(browser);
  for (const path of ['/graph', '/graph?fold=*']) {
    await visit(page, path);
    await page.getByRole('button', { name: 'Export the picture' }).click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'PNG' }).click()]);
    const bytes = await readFile(await file.path());
    assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
    assert.ok(bytes.readUInt32BE(16) > 500, 'the picture is wide enough to read');
  }
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('a chosen relation shows what points here too, also when the address says its other name', async () => {
  const page = await open(browser);
  for (const [name, view] of [['dependsOn', 'table'], ['dependencyOf', 'table'], ['dependsOn', 'graph']]) {
    await visit(page, `/entity/component/default/halden-http?tab=graph&relation=${name}&view=${view}`);
    await page.getByRole('button', { name: 'Depends on', pressed: true }).waitFor();
    await page.getByText('6 entities, 5 connections').waitFor();
  }
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('a press on the entity in the middle leads nowhere, and a focus that is no reference is none', async () => {
  const page = await open(browser);
  await visit(page, '/entity/component/default/halden-http?tab=graph&focus=bad');
  await page.locator('.graph-node.is-root', { hasText: 'Halden http' }).press(' ');
  await page.locator('.graph-node', { hasText: 'Tracking API' }).press(' ');
  await page.waitForURL(/focus=component%3Adefault%2Ftracking-api/);
  await page.getByRole('button', { name: 'Back to Halden http' }).waitFor();
  await page.goBack();
  await page.waitForURL(/focus=bad/);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('a system that is not there is said so, and one is found by typing and Enter', async () => {
  const page = await open(browser);
  await visit(page, '/graph?scope=system:default/nope');
  await page.getByRole('heading', { name: 'system:default/nope is not in the catalog' }).waitFor();
  await page.getByRole('link', { name: 'Show the whole catalog' }).click();
  await page.waitForURL((url) => url.pathname === '/graph' && url.search === '');
  const field = page.getByRole('combobox', { name: 'System or domain' });
  await field.click();
  await page.keyboard.type('book');
  await page.getByRole('option', { name: /book/i }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/scope=/);
  assert.match(new URL(page.url()).searchParams.get('scope'), /book/);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('what depends on an entity is said with the entity it comes through', async () => {
  const page = await open(browser);
  await visit(page, '/graph?view=table');
  await page.getByRole('table', { name: 'Relations' }).waitFor();
  const ref = await page.evaluate(async () => {
    const { edges } = await (await fetch('/api/v1/graph')).json();
    return edges.find((edge) => edge.type === 'dependsOn' && edge.target.startsWith('component:default/')).target;
  });
  await visit(page, `/entity/component/default/${ref.split('/')[1]}?tab=graph&view=impact`);
  await settled(page);
  await page.getByRole('table', { name: 'Depend on this' }).getByText('Direct').first().waitFor();

  await visit(page, '/entity/component/default/halden-http?tab=graph&view=impact');
  const table = page.getByRole('table', { name: 'Depend on this' });
  const rows = Number(await table.getAttribute('aria-rowcount'));
  for (const row of await table.getByRole('row').filter({ hasText: 'Direct' }).all()) assert.equal((await row.innerText()).match(/Direct/g).length, 1, 'it is said once');
  await page.getByLabel('Filter by name or owner').fill('customs');
  await page.waitForURL(/q=customs/);
  await page.waitForFunction((before) => document.querySelector('[role=table]').getAttribute('aria-rowcount') < before, rows);
  for (const row of (await table.getByRole('row').all()).slice(1)) assert.match(await row.innerText(), /customs/i);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('Enter goes from one found entity to the next, and once more opens it', async () => {
  const page = await open(browser);
  await visit(page, '/graph?scope=system:default/booking');
  await page.locator('.graph-node').first().waitFor();
  assert.equal(await page.locator('.graph-minimap').count(), 0, 'so few entities are shown whole');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-ref'));
  const seen = [];
  for (let i = 1; i <= 2; i++) {
    await page.keyboard.press('/');
    if (i === 1) await page.keyboard.type('label printer');
    await page.keyboard.press('Enter');
    await page.getByText(`here is number ${i}`).waitFor();
    await page.waitForFunction(() => document.activeElement?.matches('.graph-node'));
    seen.push(await focused());
  }
  assert.equal(new Set(seen).size, 2);
  const box = await page.locator(`[data-ref="${seen[1]}"]`).boundingBox();
  const frame = await page.locator('.graph-svg').boundingBox();
  assert.ok(Math.abs(box.x + box.width / 2 - frame.x - frame.width / 2) < 3, 'it is in the middle');
  await page.keyboard.press('?');
  for (const what of ['Zoom in', 'Zoom out', 'Show everything', 'Move the graph while it has the focus']) await page.getByText(what, { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement?.matches('.graph-node'));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/entity\//);

  await visit(page, '/graph');
  await page.keyboard.press('/');
  await page.keyboard.type('quote engine');
  await page.keyboard.press('Enter');
  await page.locator('.graph-tip-card').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/entity\/.*tab=graph/);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('people in a graph and in its table are called as everywhere', async () => {
  const page = await open(browser);
  for (const view of ['graph', 'table']) {
    await visit(page, `/entity/group/default/routing?tab=graph&relation=memberOf&view=${view}`);
    await page.locator('.graph-node, .chip-title').getByText('Ines Silva').first().waitFor();
  }
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});
