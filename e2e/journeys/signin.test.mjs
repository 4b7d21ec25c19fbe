// A server that lets nobody in without a name: set up, sign in and come back, the account page, out again.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, open, settled, shot, violations } from './browser.mjs';
import { start } from './server.mjs';

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await start({ PORTOLAN_AUTH__GUEST__ENABLED: 'false' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const PASSWORD = 'correct horse battery';

async function logIn(page, password = PASSWORD) {
  await page.getByLabel('E-mail').fill('ada@halden.example');
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('the printed link makes the first administrator, once', async () => {
  const [, link] = await server.line(/administrator within a day: (\S+)/);
  const page = await open(browser);
  await page.goto(link.split('?')[0]);
  await page.getByText('The link is not complete').waitFor();
  assert.equal(await page.getByLabel('Name').count(), 0);
  await page.goto(link);
  await settled(page);
  await page.waitForURL((url) => url.search === '');
  assert.deepEqual(await violations(page), []);
  await shot(page, 'setup');
  await page.getByLabel('Name').fill('Ada Root');
  await page.getByLabel('E-mail').fill('ada@halden.example');
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Make the administrator' }).click();
  await page.getByRole('link', { name: 'Account of Ada Root' }).waitFor();
  await page.goto(link);
  await page.getByText('This server is set up already.').waitFor();
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('whoever is not signed in signs in and comes back', async () => {
  for (const [width, dark] of [[1440, false], [390, true]]) {
    const page = await open(browser, { width, dark });
    await page.goto(`${server.url}/catalog?kind=component`);
    await page.waitForURL('**/sign-in?next=**');
    await settled(page);
    await page.getByLabel('E-mail').waitFor();
    assert.deepEqual(await violations(page), []);
    await shot(page, `sign-in-${width}-${dark ? 'dark' : 'light'}`);
    await logIn(page, 'something else entirely');
    await page.getByRole('alert').getByText('The e-mail address or the password is wrong').waitFor();
    await logIn(page);
    await page.waitForURL('**/catalog?kind=component');
    await settled(page);
    await page.context().close();
  }
});

test('a target elsewhere leads home', async () => {
  const page = await open(browser);
  await page.goto(`${server.url}/sign-in?next=${encodeURIComponent('//evil.example')}`);
  await page.getByLabel('E-mail').waitFor();
  await logIn(page);
  await page.waitForURL(`${server.url}/`);
  await page.context().close();
});

test('portolan login waits until a person has typed its code', async () => {
  const home = mkdtempSync(join(tmpdir(), 'portolan-home-'));
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PORTOLAN_')));
  const child = spawn(server.binary, ['login', '--server', server.url, '--name', 'a laptop'], { env: { ...environment, XDG_CONFIG_HOME: home } });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  while (!/type the code \S+/.test(printed)) await new Promise((resolve) => child.stdout.once('data', resolve));
  const [, address, code] = /Open (\S+) and type the code (\S+)/.exec(printed);
  const page = await open(browser);
  await page.goto(address);
  await page.getByLabel('E-mail').waitFor();
  await logIn(page);
  await page.waitForURL('**/device');
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Look it up' }).click();
  await page.getByText('a laptop').waitFor();
  assert.deepEqual(await violations(page), []);
  await shot(page, 'device');
  await page.getByRole('button', { name: 'Let it in' }).click();
  await page.getByText('a laptop is let in.').waitFor();
  assert.equal(await ended, 0, printed);
  const file = join(home, 'portolan', 'credentials.json');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const { token } = JSON.parse(readFileSync(file, 'utf8')).servers[server.url];
  const me = await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await me.json()).email, 'ada@halden.example');
  await page.goto(`${server.url}/account`);
  await page.getByRole('button', { name: 'Revoke a laptop' }).click();
  await page.getByText('No tokens').waitFor();
  rmSync(home, { recursive: true, force: true });
  await page.context().close();
});

test('the account page shows who one is, and makes and revokes a token', async () => {
  const page = await open(browser);
  await page.goto(`${server.url}/account`);
  await page.getByLabel('E-mail').waitFor();
  await logIn(page);
  await page.waitForURL('**/account');
  await page.getByText('user:accounts/ada').waitFor();
  await page.getByRole('region', { name: 'Browsers' }).getByText('This one').waitFor();
  await page.getByRole('button', { name: 'New token' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('ci');
  assert.deepEqual(await violations(page), []);
  // A double click makes one.
  await page.getByRole('button', { name: 'Make the token' }).dblclick();
  const once = await page.getByText(/^ptl_/).first().innerText();
  const call = () => fetch(`${server.url}/api/v1/stats`, { headers: { authorization: `Bearer ${once.trim()}` } });
  assert.equal((await call()).status, 200);
  assert.deepEqual(await violations(page), []);
  await shot(page, 'account');
  await page.getByRole('button', { name: 'Revoke ci' }).click();
  await page.getByText('No tokens').waitFor();
  assert.equal((await call()).status, 401);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in?out=1');
  await page.goto(`${server.url}/account`);
  await page.waitForURL('**/sign-in?next=**');
  await page.context().close();
});

test('an administrator makes an account, which comes in and is shut out', async () => {
  const page = await open(browser);
  await page.goto(`${server.url}/people`);
  await page.getByLabel('E-mail').waitFor();
  await logIn(page);
  await page.waitForURL('**/people');
  await page.getByRole('button', { name: 'Add a person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Bo Lind');
  await dialog.getByLabel('E-mail').fill('bo@halden.example');
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole('button', { name: 'Add the person' }).click();
  const password = (await page.locator('.once .command').nth(1).innerText()).trim();
  const other = await open(browser);
  await other.goto(`${server.url}/people`);
  await other.getByLabel('E-mail').fill('bo@halden.example');
  await other.locator('input[type=password]').fill(password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByText('It takes the permission people.read').waitFor();
  assert.deepEqual(await violations(page), []);
  await shot(page, 'people');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Bo Lind' }).click();
  await page.getByRole('button', { name: 'Shut out' }).click();
  await page.getByRole('button', { name: 'Shut out' }).last().click();
  await page.getByRole('button', { name: 'Let in again' }).waitFor();
  await other.goto(`${server.url}/catalog`);
  await other.waitForURL('**/sign-in?next=**');
  await other.context().close();
  await page.context().close();
});
