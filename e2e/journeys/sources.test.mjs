// A source in the browser: what is typed for a new one, and what its page says.

import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ask } from './administrator.mjs';
import { launch, open, settled, violations } from './browser.mjs';
import { start } from './server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'portolan-shop-'));

let browser, server, guest;
before(async () => {
  writeFileSync(join(folder, 'catalog-info.yaml'), `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: till }
spec: { type: service, lifecycle: production, owner: shop }
`);
  browser = await launch();
  // Paths of the server's machine are for guests of one that nobody else reaches.
  server = await start();
  guest = await open(browser);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const form = () => guest.getByRole('dialog', { name: 'Add a source' });
const target = () => form().getByLabel('Target');

test('what was typed for a new source is kept until it is added or given up', async () => {
  await guest.goto(`${server.url}/sources?add=1`);
  await settled(guest);
  await target().fill(folder);
  await guest.reload();
  assert.equal(await target().inputValue(), folder);
  await form().getByRole('button', { name: 'Cancel' }).click();
  await form().waitFor({ state: 'detached' });
  await guest.reload();
  await guest.getByRole('main').getByRole('button', { name: 'Add a source' }).first().click();
  assert.equal(await target().inputValue(), '');

  await target().fill(folder);
  await form().getByRole('button', { name: 'Preview' }).click();
  const entities = form().getByRole('region', { name: 'Entities in the preview' });
  await entities.getByText('New', { exact: true }).waitFor();
  assert.equal(await entities.getByRole('link').count(), 0, 'there is no page of it yet');
  assert.deepEqual(await violations(guest), []);
  await form().getByRole('button', { name: 'Add', exact: true }).click();
  await guest.waitForURL(/\/sources\/[0-9a-f-]{36}$/);
  await guest.goto(`${server.url}/sources?add=1`);
  assert.equal(await target().inputValue(), '');
});

/** Reads the only source again, and opens its page. */
async function readAgain() {
  const [{ id }] = (await ask(guest, '/api/v1/sources', undefined, 'GET')).items;
  await ask(guest, `/api/v1/sources/${id}/sync`);
  await guest.goto(`${server.url}/sources/${id}`);
  await settled(guest);
}

test('a source whose folder is gone says what to look for', async () => {
  renameSync(folder, `${folder}-away`);
  await readAgain();
  const alert = guest.getByRole('alert');
  await alert.getByText(/Is it mounted/).waitFor();
  assert.equal(await alert.getByText('os error').count(), 0);
  renameSync(`${folder}-away`, folder);
});

test('the page of a source leads back to all of them', async () => {
  await readAgain();
  await guest.getByRole('main').getByRole('link', { name: 'Sources' }).click();
  await guest.waitForURL('**/sources');
  await guest.getByRole('heading', { name: 'Sources' }).waitFor();
});

test('a source that read errors is not called healthy', async () => {
  writeFileSync(join(folder, 'broken.yaml'), 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: half }\nspec: { type: service }\n');
  await readAgain();
  await guest.goto(`${server.url}/sources?state=errors`);
  await settled(guest);
  await guest.getByRole('table', { name: 'Sources' }).getByText('Errors', { exact: true }).waitFor();
  await guest.goto(`${server.url}/sources?state=idle`);
  await guest.getByText('No source matches these filters').waitFor();
});
