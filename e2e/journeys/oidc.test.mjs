// Signing in at another system: there and back, linked by an address it may speak for, and not by one it only asserts.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.mjs';
import { provide, SECRET } from './provider.mjs';
import { start } from './server.mjs';

const STAFF = `apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: pricing }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: bo.lind }
spec: { profile: { displayName: Bo Lind, email: bo@halden.example }, memberOf: [] }
`;

const people = {
  bo: { email: 'Bo@halden.example', email_verified: true, name: 'Bo', groups: ['Pricing', 'unknown'] },
  mallory: { email: 'bo@halden.example', email_verified: 'true', name: 'Mallory' },
  una: { email: 'una@halden.example', email_verified: true, name: 'Una', groups: ['Team Rates', 'team-pricing', 'secret'] },
  trent: { email: 'bo@elsewhere.example', email_verified: true, name: 'Trent' },
};

let browser;
let provider;
let server;
let folder;
before(async () => {
  browser = await launch();
  provider = await provide(people);
  folder = mkdtempSync(join(tmpdir(), 'portolan-staff-'));
  writeFileSync(join(folder, 'staff.yaml'), STAFF);
  const oidc = [{
    id: 'halden', name: 'Halden', issuer: provider.issuer, client_id: 'portolan', client_secret: SECRET,
    scopes: ['email', 'profile', 'groups'], email_domains: ['halden.example'], allow_private_addresses: true,
  }, {
    id: 'groups', name: 'Groups', issuer: provider.issuer, client_id: 'portolan', client_secret: SECRET,
    scopes: ['email', 'profile', 'groups'], email_domains: ['halden.example'], allow_private_addresses: true,
    groups: { create: true, prefix: 'sso-', allow: ['[Tt]eam*'] },
  }];
  server = await start({ PORTOLAN_AUTH__GUEST__ENABLED: 'false', PORTOLAN_AUTH__OIDC: JSON.stringify(oidc) }, [join(folder, 'staff.yaml')]);
  provider.register(['halden', 'groups'].map((id) => `${server.url}/api/v1/auth/oidc/${id}/callback`));
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await provider?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function arrive(page, who, at = 'Halden') {
  await page.goto(`${server.url}/account`);
  await page.getByRole('link', { name: `Continue with ${at}` }).click();
  await page.locator('input[name=login]').fill(who);
  await page.locator('input[name=password]').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Signs in from an empty page: one of ours would notice that its session ends, and lead to the sign-in page meanwhile. */
async function begin(page, next) {
  await page.goto('about:blank');
  await page.goto(`${server.url}/api/v1/auth/oidc/halden/start?next=${encodeURIComponent(next)}`);
}

const me = (page) => page.evaluate(async () => (await fetch('/api/v1/me')).json());

test('an address that the provider may speak for is the User who has it', async () => {
  const page = await open(browser);
  await arrive(page, 'bo');
  await page.waitForURL('**/account');
  await page.getByText('It is the only User whose profile has the address').waitFor();
  const bo = await me(page);
  assert.deepEqual([bo.user_ref, bo.link, bo.groups], ['user:default/bo.lind', 'email', ['group:default/pricing']]);
  await page.context().close();
  const again = await open(browser);
  await arrive(again, 'bo');
  await again.waitForURL('**/account');
  assert.equal((await me(again)).principal, bo.principal, 'the same account as before');
  for (const next of ['//evil.example', '/\\evil.example', '/\t/evil.example', 'https:evil.example', '/a/..//evil.example', 'javascript:alert(1)', '/%09/evil.example', 'evil']) {
    await begin(again, next);
    assert.equal(new URL(again.url()).origin, server.url, next);
  }
  await begin(again, '/catalog?kind=user#x');
  assert.equal(again.url(), `${server.url}/catalog?kind=user#x`);
  await again.context().close();
});

test('an address that is asserted, or of another domain, links nothing', async () => {
  for (const who of ['mallory', 'trent']) {
    const page = await open(browser);
    await arrive(page, who);
    await page.waitForURL('**/account');
    const found = await me(page);
    assert.deepEqual([found.user_ref, found.link, found.email], [`user:accounts/${who}`, 'claimed', '']);
    await page.context().close();
  }
});

test('groups that the provider tells become Groups, and a sign-in changes its own memberships only', async () => {
  const page = await open(browser);
  await arrive(page, 'una', 'Groups');
  await page.waitForURL('**/account');
  const una = await me(page);
  assert.deepEqual(una.groups, ['group:default/sso-team-pricing', 'group:default/sso-team-rates']);
  const entity = (ref) => page.evaluate(async (at) => (await fetch(`/api/catalog/entities/by-name/${at}`)).json(), ref);
  assert.deepEqual((await entity('user/accounts/una')).spec.memberOf, ['group:default/sso-team-pricing', 'group:default/sso-team-rates']);
  const members = (await entity('group/default/sso-team-rates')).relations.filter((one) => one.type === 'hasMember');
  assert.deepEqual(members.map((one) => one.targetRef), ['user:accounts/una']);
  await page.context().close();
  people.una.groups = ['Team Rates'];
  const again = await open(browser);
  await arrive(again, 'una', 'Groups');
  await again.waitForURL('**/account');
  assert.deepEqual((await me(again)).groups, ['group:default/sso-team-rates']);
  const left = await again.evaluate(async () => (await fetch('/api/catalog/entities/by-name/group/default/sso-team-pricing')).status);
  assert.equal(left, 200, 'a group stays when somebody leaves it');
  await again.context().close();
});

test('a state is good once, in the browser that began it', async () => {
  const begun = await fetch(`${server.url}/api/v1/auth/oidc/halden/start?next=//evil.example`, { redirect: 'manual' });
  assert.equal(begun.status, 303);
  const state = new URL(begun.headers.get('location')).searchParams.get('state');
  const cookie = begun.headers.get('set-cookie').split(';')[0];
  const back = async (query, headers = {}) => {
    const answer = await fetch(`${server.url}/api/v1/auth/oidc/halden/callback?${query}`, { redirect: 'manual', headers });
    return answer.headers.get('location');
  };
  assert.equal(await back(`state=${state}&code=x`), '/sign-in?error=expired', 'another browser');
  assert.equal(await back(`state=${state}&code=x`, { cookie }), '/sign-in?error=expired', 'it is used up');
  const hostile = encodeURIComponent('<script>alert(1)</script>');
  assert.equal(await back(`state=${hostile}&error=${hostile}&error_description=${hostile}`, { cookie }), '/sign-in?error=expired');
  assert.equal((await fetch(`${server.url}/api/v1/auth/oidc/nobody/start`, { redirect: 'manual' })).status, 404);
});

test('a code that the provider refuses ends on the sign-in page', async () => {
  const begun = await fetch(`${server.url}/api/v1/auth/oidc/halden/start`, { redirect: 'manual' });
  const state = new URL(begun.headers.get('location')).searchParams.get('state');
  const cookie = begun.headers.get('set-cookie').split(';')[0];
  const answer = await fetch(`${server.url}/api/v1/auth/oidc/halden/callback?state=${state}&code=wrong`, { redirect: 'manual', headers: { cookie } });
  assert.equal(answer.headers.get('location'), '/sign-in?error=failed');
  const page = await open(browser);
  await page.goto(`${server.url}/sign-in?error=failed`);
  await page.getByText('The other system could not be asked.').waitFor();
  await page.goto(`${server.url}/sign-in?error=%3Cb%3EYour%20account%20was%20hacked`);
  await page.getByText('You are not signed in').waitFor();
  assert.equal(await page.getByText('hacked').count(), 0, 'words of the address are not shown');
  await page.context().close();
});
