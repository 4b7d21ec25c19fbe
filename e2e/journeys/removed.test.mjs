// Removed entities come back: those that are picked, all that one sync removed, all of a source that is gone.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { administrator, ask, readsWell } from './administrator.mjs';
import { launch, settled, shot, violations } from './browser.mjs';

const folder = mkdtempSync(join(tmpdir(), 'portolan-shop-'));
const documents = (from, to) =>
  Array.from({ length: to - from }, (_, at) => `---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: part-${from + at} }
spec: { type: service, lifecycle: production, owner: team, dependsOn: ['component:part-0'] }
`).join('');

let browser, server, ada, source;
before(async () => {
  writeFileSync(join(folder, 'kept.yaml'), documents(0, 50));
  writeFileSync(join(folder, 'gone.yaml'), documents(50, 60));
  browser = await launch();
  ({ server, ada } = await administrator(browser, {}, [folder]));
  source = (await ask(ada, '/api/v1/sources', undefined, 'GET')).items[0].id;
  await until('/api/v1/stats', 'entities', 60);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Waits until a field of an answer is as it is to become. */
const until = (path, field, wanted) =>
  ada.waitForFunction(async ([path, field, wanted]) => (await (await fetch(path)).json())[field] === wanted, [path, field, wanted]);

const dialog = () => ada.getByRole('dialog');
const agree = async (count) => {
  await dialog().getByText(`${count} Component`).waitFor();
  await dialog().getByRole('button', { name: `Restore ${count} ` }).click();
  await dialog().waitFor({ state: 'detached' });
};
/** Waits until the keyboard is on what has this text. */
const focused = (text) => ada.waitForFunction((text) => document.activeElement !== document.body && document.activeElement?.textContent.includes(text), text);
const go = async (path) => {
  await ada.goto(server.url + path);
  await settled(ada);
};
const rows = () => ada.getByRole('region', { name: 'Removed entities' }).locator('tbody tr');

test('picked ones come back, then all that left with the same sync', async () => {
  writeFileSync(join(folder, 'gone.yaml'), '# nothing any more\n');
  await until('/api/v1/tombstones', 'total', 10);
  await go('/sources');
  await ada.getByRole('link', { name: 'Removed entities' }).click();
  await ada.waitForURL('**/sources/removed');
  await settled(ada);
  assert.equal(await rows().count(), 10);
  await readsWell(browser, server, ada, ['/sources/removed', `/sources/removed?source=${source}&kind=component`, `/sources/${source}`]);

  await ada.getByLabel('Select part-51', { exact: true }).check();
  await ada.getByLabel('Select part-52', { exact: true }).check();
  await ada.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Restore 2 entities' }).click();
  await focused('Restore 2 entities');
  await ada.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await focused('Restore 2 entities');
  let plan;
  await ada.route('**/tombstones/restore', (route) => { plan = route; });
  await ada.keyboard.press('Enter');
  await focused('Cancel');
  await plan.continue();
  await ada.unroute('**/tombstones/restore');
  await focused('Restore 2 entities');
  await agree(2);
  await ada.getByText('2 entities are back').waitFor();
  await focused('Removed entities');
  assert.equal(await rows().count(), 8);

  await ada.getByRole('link', { name: /all that left with part-53$/ }).click();
  await ada.waitForURL('**/sources/removed?sync=*');
  await ada.getByRole('button', { name: 'Restore all 8 of this sync' }).click();
  await agree(8);
  await ada.getByText('No removed entity matches these filters').waitFor();
  assert.equal((await ask(ada, '/api/v1/stats', undefined, 'GET')).entities, 61, 'and Ada herself');
  const back = await ask(ada, '/api/catalog/entities/by-name/component/default/part-53', undefined, 'GET');
  assert.deepEqual(back.relations.map(({ type, targetRef }) => [type, targetRef]), [['dependsOn', 'component:default/part-0'], ['ownedBy', 'group:default/team']]);
});

for (const [width, scheme] of [[1440, 'light'], [1440, 'dark'], [390, 'light'], [390, 'dark']]) {
  test(`a source that is gone gives back what it named, ${width}, ${scheme}`, async () => {
    if (width === 1440 && scheme === 'light') await ask(ada, `/api/v1/sources/${source}`, undefined, 'DELETE');
    await ada.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await ada.emulateMedia({ colorScheme: scheme });
    await go(`/sources/removed?source=${source}`);
    await ada.getByLabel('Select part-1', { exact: true }).check();
    assert.deepEqual(await violations(ada), []);
    await shot(ada, `removed-picked-${width}-${scheme}`);
    await ada.getByRole('button', { name: 'Clear the selection' }).click();
    await ada.getByRole('button', { name: /^Restore all 50 / }).click();
    await dialog().getByText('50 Components').waitFor();
    assert.deepEqual(await violations(ada), []);
    await shot(ada, `removed-dialog-${width}-${scheme}`);
    assert.ok((await ada.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    assert.deepEqual(ada.wrong, []);
    if (width === 390 && scheme === 'dark') {
      await agree(50);
      await ada.getByText('No removed entity matches these filters').waitFor();
      assert.equal((await ask(ada, '/api/v1/stats', undefined, 'GET')).entities, 61, 'and Ada herself');
      return;
    }
    await dialog().getByRole('button', { name: 'Cancel' }).click();
  });
}

test('filters that nothing matches say so and can be cleared', async () => {
  await go('/sources/removed?kind=xyz');
  assert.equal(await ada.getByLabel('Kind').inputValue(), 'xyz');
  await ada.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click();
  await ada.waitForURL('**/sources/removed');
});
