// Rights in the browser: a draft with a mistake, saved, published with its preview; another person sees less; rolled back; asked about.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, open, settled, shot, violations } from './browser.mjs';
import { start } from './server.mjs';

const PASSWORD = 'correct horse battery';
const SHOP = `apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: payments }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: bo }
spec: { profile: { email: bo@halden.example }, memberOf: [payments] }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: billing }
spec: { type: service, lifecycle: production, owner: payments }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: secret-engine, tags: [secret] }
spec: { type: service, lifecycle: production, owner: payments }
`;
const POLICY = `roles:
  - name: no-secrets
    deny: [catalog.read]
    scope: { filter: { metadata.tags: secret } }
grants:
  - { subject: people, role: member }
  - { subject: people, role: no-secrets }
`;

let browser;
let server;
let ada;
const folder = mkdtempSync(join(tmpdir(), 'portolan-rights-'));
before(async () => {
  browser = await launch();
  writeFileSync(join(folder, 'shop.yaml'), SHOP);
  server = await start({ PORTOLAN_AUTH__GUEST__ENABLED: 'false' }, [folder]);
  ada = await open(browser);
  const [, link] = await server.line(/administrator within a day: (\S+)/);
  await ada.goto(link);
  await settled(ada);
  await ask(ada, '/api/v1/setup', { token: new URL(link).searchParams.get('token'), name: 'Ada Root', email: 'ada@halden.example', password: PASSWORD });
  await ask(ada, '/api/v1/people', { name: 'Bo Lind', email: 'bo@halden.example', password: PASSWORD });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What a page of the server's own would send. */
async function ask(page, path, body, method = 'POST') {
  const answer = await page.evaluate(
    async ([path, body, method]) => {
      const response = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
      return { status: response.status, text: await response.text() };
    },
    [path, body, method],
  );
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.text && JSON.parse(answer.text);
}

test('a draft is written, mended, kept and published; then it holds', async () => {
  await ada.goto(`${server.url}/policies`);
  await settled(ada);
  await ada.getByRole('link', { name: 'Edit' }).first().click();
  await ada.getByRole('tab', { name: 'Text' }).or(ada.getByRole('link', { name: 'Text' })).or(ada.getByRole('button', { name: 'Text' })).first().click();
  const text = ada.getByLabel('The policy as YAML or JSON');
  await text.fill(POLICY.replace('role: member', 'role: king'));
  await ada.getByText('There is no role `king`').first().waitFor();
  await text.fill(POLICY);
  await ada.getByText('There is no role `king`').first().waitFor({ state: 'detached' });
  await ada.getByLabel('Why').fill('Secrets are not for everybody');
  assert.deepEqual(await violations(ada), []);
  await ada.getByRole('button', { name: 'Save the draft' }).click();
  await ada.waitForURL('**/policies/1');
  await settled(ada);
  assert.deepEqual(await violations(ada), []);
  await ada.getByRole('button', { name: 'Publish' }).click();
  await ada.getByRole('dialog').getByText('It holds at once').waitFor();
  assert.deepEqual(await violations(ada), []);
  await ada.getByRole('dialog').getByRole('button', { name: /^Publish/ }).click();
  await ada.waitForURL('**/policies');
  const held = await ask(ada, '/api/v1/policies', undefined, 'GET');
  assert.deepEqual(held.items.map((item) => [item.version, item.state]), [[1, 'published'], [0, 'retired']]);
  assert.deepEqual(ada.wrong, []);
});

test('whoever it is about sees less, and is not offered what they may not do', async () => {
  const bo = await open(browser);
  await bo.goto(`${server.url}/catalog`);
  await bo.getByLabel('E-mail').fill('bo@halden.example');
  await bo.locator('input[type=password]').fill(PASSWORD);
  await bo.getByRole('button', { name: 'Sign in' }).click();
  await bo.waitForURL('**/catalog**');
  await settled(bo);
  const names = await ask(bo, '/api/catalog/entity-facets?facet=metadata.name', undefined, 'GET');
  assert.ok(!JSON.stringify(names).includes('secret-engine'));
  await bo.goto(`${server.url}/sources`);
  await settled(bo);
  assert.equal(await bo.getByRole('button', { name: 'Add a source' }).count(), 0);
  await bo.goto(`${server.url}/policies`);
  await bo.getByText('It takes the permission policy.read').waitFor();
  await shot(bo, 'denied');
  await bo.context().close();
});

test('the tester says why, and an older version comes back', async () => {
  await ada.goto(`${server.url}/policy-tester?subject=user%3Adefault%2Fbo&permission=catalog.read`);
  await settled(ada);
  await ada.getByText('no-secrets').first().waitFor();
  assert.deepEqual(await violations(ada), []);
  const draft = await ask(ada, '/api/v1/policies', { text: 'grants: [{ subject: people, role: viewer }]\n', note: 'Open again' });
  await ada.goto(`${server.url}/policies/${draft.version}`);
  await settled(ada);
  await ada.getByRole('button', { name: 'Publish' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: /^Publish/ }).click();
  await ada.waitForURL('**/policies');
  await ada.goto(`${server.url}/policies/1`);
  await settled(ada);
  await ada.getByRole('button', { name: 'Roll back to this' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: /^Roll back/ }).click();
  await ada.waitForURL('**/policies');
  const held = await ask(ada, '/api/v1/policies', undefined, 'GET');
  assert.equal(held.items.find((item) => item.state === 'published').version, 1);
  const gone = await ask(ada, '/api/v1/policies', { text: 'grants: []\n', note: '' });
  await ada.goto(`${server.url}/policies/${gone.version}`);
  await settled(ada);
  await ada.getByRole('button', { name: 'Delete the draft' }).click();
  await ada.waitForURL('**/policies?tab=versions');
  assert.deepEqual(ada.wrong, []);
});

test('the pages of administration read well in both themes and widths', async () => {
  const state = await ada.context().storageState();
  const pages = ['/people', '/people?tab=programs', '/policies', '/policies?tab=grants', '/policies?tab=versions', '/policies/1', '/policies/draft', '/policy-tester', '/account'];
  for (const dark of [false, true]) {
    for (const width of [1440, 390]) {
      const context = await browser.newContext({ storageState: state, viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
      const page = await context.newPage();
      for (const path of pages) {
        await page.goto(`${server.url}${path}`);
        await settled(page);
        assert.deepEqual(await violations(page), [], `${path} ${width} ${dark ? 'dark' : 'light'}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${path} at ${width} scrolls sideways by ${wide} px`);
        await shot(page, `administration${path.replaceAll(/\W/g, '-')}-${width}-${dark ? 'dark' : 'light'}`);
      }
      await context.close();
    }
  }
});
