// The audit log in the browser: what was done is found, opened and taken away as a file; the chain is whole, and says where it is not.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { administrator, ask, PASSWORD, readsWell, signedIn } from './administrator.mjs';
import { launch, settled, violations } from './browser.mjs';

let browser;
let server;
let ada;
let bo;
before(async () => {
  browser = await launch();
  ({ server, ada } = await administrator(browser));
  bo = await ask(ada, '/api/v1/people', { name: 'Bo Lind', email: 'bo@halden.example', password: PASSWORD });
  await ask(ada, `/api/v1/people/${bo.id}`, { admin: true }, 'PATCH');
  await ask(ada, `/api/v1/people/${bo.id}`, { admin: false }, 'PATCH');
  const draft = await ask(ada, '/api/v1/policies', { text: 'grants: [{ subject: people, role: member }]\n', note: 'Members all' });
  await ask(ada, `/api/v1/policies/${draft.version}/publish`);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('what was done is found by its filters, which are in the address', async () => {
  await ada.goto(`${server.url}/audit`);
  await settled(ada);
  const rows = ada.getByRole('table', { name: 'Audit entries' });
  await rows.getByRole('button', { name: 'Policy published' }).waitFor();
  await ada.getByLabel('Act', { exact: true }).selectOption({ label: 'Administrator right changed' });
  await ada.waitForURL('**/audit?action=principal.admin');
  await rows.getByRole('button', { name: 'Policy published' }).waitFor({ state: 'detached' });
  assert.equal(await rows.getByRole('button', { name: 'Administrator right changed' }).count(), 2);
  await ada.reload();
  await settled(ada);
  assert.equal(await rows.getByRole('button', { name: 'Administrator right changed' }).count(), 2);
  await ada.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([ada.waitForEvent('download'), ada.getByRole('menuitem', { name: 'JSON Lines' }).click()]);
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.map((entry) => [entry.action, entry.after]), [['principal.admin', { admin: true }], ['principal.admin', { admin: false }]]);
  await ada.getByRole('button', { name: 'Clear filters' }).first().click();
  await rows.getByRole('button', { name: 'Policy published' }).waitFor();
  await ada.getByText('Denied', { exact: true }).click();
  await ada.getByText('No entry matches these filters').waitFor();
  await ada.getByRole('button', { name: 'Clear filters' }).last().click();
  await rows.getByRole('button', { name: 'Policy published' }).waitFor();
  assert.deepEqual(ada.wrong, []);
});

test('an entry says what it changed, and leads to the rest of the story', async () => {
  await ada.goto(`${server.url}/audit?action=principal.admin`);
  await settled(ada);
  await ada.keyboard.press('j');
  await ada.keyboard.press('Enter');
  await ada.waitForURL('**seq=*');
  const entry = ada.getByRole('dialog');
  await entry.getByText('What it changed').waitFor();
  await entry.getByText('was true').waitFor();
  await entry.getByText('now false').waitFor();
  assert.deepEqual(await violations(ada), []);
  await entry.getByRole('link', { name: 'Everything about it' }).click();
  await ada.waitForURL(`**/audit?target=${bo.id}`);
  await ada.getByRole('button', { name: 'Person added' }).waitFor();
  assert.equal(await ada.getByRole('button', { name: 'Policy published' }).count(), 0);
  await ada.goBack();
  await entry.getByText('What it changed').waitFor();
  assert.deepEqual(ada.wrong, []);
});

test('the chain is whole, and an end that was kept elsewhere is compared', async () => {
  await ada.goto(`${server.url}/audit`);
  await settled(ada);
  await ada.getByText('The chain is whole').waitFor();
  const { head } = await ask(ada, '/api/v1/audit/verify', undefined, 'GET');
  await ada.getByText('Compare with an end that you kept').click();
  const kept = ada.getByLabel('The end that you kept');
  await kept.fill(`${head.seq}:${head.hash}`);
  await ada.getByRole('button', { name: 'Compare' }).click();
  await ada.getByText('and the place you kept is in it').waitFor();
  await kept.fill(`${head.seq}:${'0'.repeat(64)}`);
  await ada.getByRole('button', { name: 'Compare' }).click();
  await ada.getByText(`The chain is broken at entry ${head.seq}`).waitFor();
  assert.deepEqual(await violations(ada), []);
  assert.deepEqual(ada.wrong, []);
});

test('entries that come while one looks wait for a press', async () => {
  await ada.goto(`${server.url}/audit?action=password.`);
  await settled(ada);
  await ask(ada, `/api/v1/people/${bo.id}`, { password: PASSWORD }, 'PATCH');
  await ada.getByRole('button', { name: 'Clear filters' }).first().click();
  await settled(ada);
  await ask(ada, '/api/v1/policies', { text: 'grants: []\n', note: 'Later' });
  await ada.getByRole('button', { name: 'Show newer entries' }).click();
  await ada.getByRole('row').nth(1).getByRole('button', { name: 'Draft of a policy saved' }).waitFor();
  assert.deepEqual(ada.wrong, []);
});

test('whoever may not read it is told who can change that', async () => {
  const page = await signedIn(browser, server, 'bo@halden.example');
  await page.goto(`${server.url}/audit`);
  await page.getByText('It takes the permission audit.read').waitFor();
  await page.getByText('Ada Root', { exact: false }).last().waitFor();
  assert.equal(await page.getByRole('link', { name: 'Audit log' }).count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Export' }).count(), 0);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('the log reads well in both themes and widths', async () => {
  await readsWell(browser, server, ada, ['/audit', '/audit?seq=3', '/audit?seq=99999', '/audit?q=nothing-of-this-name', '/audit?within=between&since=2020-01-01T00:00:00Z']);
});
