// Rights in the browser: a draft with a mistake, saved, published with its preview; another person sees less; rolled back; asked about.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { administrator, ask, PASSWORD, readsWell, signedIn } from './administrator.mjs';
import { launch, settled, shot, violations } from './browser.mjs';

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
  ({ server, ada } = await administrator(browser, {}, [folder]));
  await ask(ada, '/api/v1/people', { name: 'Bo Lind', email: 'bo@halden.example', password: PASSWORD });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

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
  const bo = await signedIn(browser, server, 'bo@halden.example', '/catalog');
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
  const pages = ['/people', '/people?tab=programs', '/policies', '/policies?tab=grants', '/policies?tab=versions', '/policies/1', '/policies/draft', '/policy-tester', '/account'];
  await readsWell(browser, server, ada, pages);
});
