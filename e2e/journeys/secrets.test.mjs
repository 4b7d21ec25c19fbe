// Secrets in the browser: added, replaced from a file, deleted; a value is sent once and stands nowhere afterwards. The server's part is
// played here, so that every state of the page can be looked at, whatever keys the server has.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { administrator, readsWell } from './administrator.mjs';
import { launch, settled, violations } from './browser.mjs';

let browser;
let server;
let ada;
before(async () => {
  browser = await launch();
  ({ server, ada } = await administrator(browser));
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Plays the secrets of a server; answers the values that were sent, by name. */
async function keeper(page, { unavailable = null, users = [] } = {}) {
  const at = '2027-01-15T08:00:00Z';
  const kept = new Map();
  const sent = [];
  const set = (name, key_id = 'k2') => {
    const version = (kept.get(name)?.version ?? 0) + 1;
    kept.set(name, { name, version, author: 'user:accounts/ada', created_at: at, rotated_at: version > 1 ? at : null, last_used_at: null, key_id, used_by: name === 'in-use' ? users : [] });
    return kept.get(name);
  };
  if (users.length > 0) set('in-use', 'k1');
  await page.route((url) => url.pathname === '/api/v1/me/permissions', async (route) => {
    const answer = await route.fetch();
    const rights = await answer.json();
    await route.fulfill({ response: answer, json: { ...rights, permissions: [...new Set([...rights.permissions, 'secret.read', 'secret.write'])] } });
  });
  await page.route((url) => url.pathname.startsWith('/api/v1/secrets'), (route) => {
    const request = route.request();
    const name = decodeURIComponent(new URL(request.url()).pathname.split('/')[4] ?? '');
    if (request.method() === 'GET') return route.fulfill({ json: { items: [...kept.values()], key_id: unavailable ? null : 'k2', unavailable } });
    if (request.method() === 'PUT') {
      sent.push([name, request.postDataJSON().value]);
      return route.fulfill({ json: set(name) });
    }
    kept.delete(name);
    return route.fulfill({ status: 204 });
  });
  return sent;
}

test('a secret is added, its value replaced from a file, and it is deleted after a question', async () => {
  const page = await ada.context().newPage();
  const sent = await keeper(page);
  await page.goto(`${server.url}/secrets`);
  await settled(page);
  await page.getByText('No secrets').waitFor();
  await page.getByRole('button', { name: 'Add a secret' }).first().click();
  const panel = page.getByRole('dialog');
  await panel.getByLabel('Name').fill('Git Token');
  await panel.getByText('beginning with a letter or digit').waitFor();
  await panel.getByLabel('Name').fill('git-token');
  await panel.getByLabel('Value').fill('short');
  await panel.getByText('At least 8 bytes').waitFor();
  assert.ok(await panel.getByRole('button', { name: 'Add the secret' }).isDisabled());
  assert.deepEqual(await violations(page), []);
  await panel.getByLabel('Value').fill('a-token-of-a-host');
  await panel.getByRole('button', { name: 'Add the secret' }).click();
  await page.waitForURL('**/secrets?name=git-token');
  await panel.getByText('version 1').waitFor();
  await panel.getByRole('button', { name: 'Replace the value' }).click();
  await page.locator('input[type=file]').setInputFiles({ name: 'token.txt', mimeType: 'text/plain', buffer: Buffer.from('a-newer-token\n') });
  await panel.getByText('without the line break at its end').waitFor();
  await panel.getByRole('button', { name: 'Replace the value' }).click();
  await panel.getByText('version 2').waitFor();
  assert.deepEqual(sent, [['git-token', 'a-token-of-a-host'], ['git-token', 'a-newer-token']]);
  assert.ok(!(await page.content()).includes('a-newer-token'));
  await panel.getByRole('button', { name: 'Delete…' }).click();
  await panel.getByText('cannot be brought back').waitFor();
  await panel.getByRole('button', { name: 'Delete git-token' }).click();
  await page.getByText('No secrets').waitFor();
  await page.close();
});

test('what is in use is not offered for deletion, and an earlier key is named', async () => {
  const page = await ada.context().newPage();
  await keeper(page, { users: [{ kind: 'sign-in', id: 'okta', name: 'Okta' }] });
  await page.goto(`${server.url}/secrets?name=in-use`);
  await settled(page);
  await page.getByText('portolan secrets rotate').waitFor();
  const panel = page.getByRole('dialog');
  await panel.getByRole('button', { name: 'Delete…' }).click();
  await panel.getByText('1 thing uses it').waitFor();
  assert.equal(await panel.getByRole('button', { name: 'Delete in-use' }).count(), 0);
  await page.close();
});

test('a server without a key says why, and nothing can be added', async () => {
  const page = await ada.context().newPage();
  await keeper(page, { unavailable: 'No master key is configured: set secrets.key' });
  await page.goto(`${server.url}/secrets`);
  await page.getByText('No master key is configured').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Add a secret' }).count(), 0);
  assert.deepEqual(await violations(page), []);
  await page.close();
});

test('the page reads well in both themes and widths', async () => {
  const users = [{ kind: 'source', id: 'a', name: 'A source whose name is very long indeed and goes on' }, { kind: 'sign-in', id: 'okta', name: 'Okta' }];
  await readsWell(browser, server, ada, ['/secrets', '/secrets?name=in-use', '/secrets?add=1'], (page) => keeper(page, { users }));
});
