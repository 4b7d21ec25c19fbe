// Tenants in the browser: one is made, its first administrator comes by the link and works below its path; it is suspended and deleted.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, settled, shot, violations } from './browser.mjs';
import { start } from './server.mjs';

const PASSWORD = 'correct horse battery';

let browser;
let server;
let ada;
let link;
before(async () => {
  browser = await launch();
  server = await start({ PORTOLAN_AUTH__GUEST__ENABLED: 'false' });
  ada = await open(browser);
  const [, setup] = await server.line(/administrator within a day: (\S+)/);
  await comeIn(ada, setup, 'Ada Root', 'ada@halden.example');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function comeIn(page, setup, name, email) {
  await page.goto(setup);
  await settled(page);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  for (const field of await page.locator('input[type=password]').all()) await field.fill(PASSWORD);
  await page.getByRole('button', { name: /administrator|Set up|Start/i }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/setup'));
  await settled(page);
}

test('a tenant is made, and its link is shown once', async () => {
  await ada.goto(`${server.url}/tenants`);
  await settled(ada);
  await ada.getByText('There are no other tenants').waitFor();
  assert.deepEqual(await violations(ada), []);
  await shot(ada, 'tenants-none');
  await ada.getByRole('button', { name: 'Add a tenant' }).first().click();
  const form = ada.getByRole('dialog');
  await form.getByLabel('Title').fill('Blue Corp');
  assert.equal(await form.getByRole('textbox', { name: /^Name/ }).inputValue(), 'blue-corp');
  assert.deepEqual(await violations(ada), []);
  await form.getByRole('button', { name: 'Add the tenant' }).click();
  const shown = form.getByText(/\/t\/blue-corp\/setup\?token=/);
  await shown.waitFor();
  link = /https?:\S+token=\S+/.exec(await shown.innerText())[0];
  assert.deepEqual(await violations(ada), []);
  await form.getByRole('button', { name: 'Done' }).click();
  await ada.getByRole('button', { name: 'Blue Corp' }).waitFor();
});

test('its administrator works below its path and sees nothing of the server', async () => {
  const eva = await open(browser);
  await comeIn(eva, link, 'Eva Root', 'eva@blue.example');
  assert.equal(new URL(eva.url()).pathname, '/t/blue-corp/');
  await eva.getByRole('link', { name: 'Blue Corp, home' }).waitFor();
  await shot(eva, 'tenant-home');
  await eva.getByRole('navigation').first().getByRole('link', { name: 'People' }).click();
  await eva.waitForURL('**/t/blue-corp/people');
  await eva.getByText('eva@blue.example').waitFor();
  assert.equal(await eva.getByText('ada@halden.example').count(), 0);
  assert.equal(await eva.getByRole('link', { name: 'Tenants' }).count(), 0, 'a tenant administers no tenants');
  await eva.reload();
  await settled(eva);
  await eva.getByText('eva@blue.example').waitFor();
  await eva.goBack();
  await eva.waitForURL('**/t/blue-corp/');
  await eva.goto(`${server.url}/t/blue-corp/account`);
  await settled(eva);
  await eva.getByRole('button', { name: 'Sign out' }).first().click();
  await eva.waitForURL('**/t/blue-corp/sign-in**');
  await eva.goto(`${server.url}/t/blue-corp/catalog?kind=component`);
  await eva.waitForURL('**/t/blue-corp/sign-in**');
  await eva.getByLabel('E-mail').fill('eva@blue.example');
  await eva.locator('input[type=password]').fill(PASSWORD);
  await eva.getByRole('button', { name: 'Sign in' }).click();
  await eva.waitForURL('**/t/blue-corp/catalog?kind=component');
  await settled(eva);
  assert.deepEqual(await violations(eva), []);
  assert.deepEqual(eva.wrong.filter((line) => !line.includes('401')), []);
  await eva.context().close();
});

test('quotas are set, and it is suspended and goes on', async () => {
  await ada.goto(`${server.url}/tenants?name=blue-corp`);
  await settled(ada);
  const panel = ada.getByRole('dialog');
  await panel.getByLabel('Entities').fill('1000');
  await panel.getByRole('button', { name: 'Save' }).click();
  await ada.getByText('of 1,000').first().waitFor();
  await shot(ada, 'tenant-panel');
  assert.deepEqual(await violations(ada), []);
  await panel.getByRole('button', { name: 'Suspend' }).click();
  await panel.getByText('Suspended').waitFor();
  const answer = await ada.request.get(`${server.url}/t/blue-corp/api/v1/auth/providers`);
  assert.equal(answer.status(), 403);
  await panel.getByRole('button', { name: 'Let it go on' }).click();
  await panel.getByText('Active').waitFor();
});

for (const { width, dark } of [{ width: 1440, dark: true }, { width: 390, dark: false }, { width: 390, dark: true }]) {
  test(`the pages at ${width} px, ${dark ? 'dark' : 'light'}`, async () => {
    const page = await open(browser, { width, dark, height: width < 500 ? 844 : 900 });
    await page.context().addCookies(await ada.context().cookies());
    for (const [path, name] of [['/tenants', 'tenants'], ['/tenants?name=blue-corp', 'tenant-panel'], ['/tenants?add=1', 'tenant-add']]) {
      await page.goto(server.url + path);
      await settled(page);
      if (path.includes('?')) await page.getByRole('dialog').waitFor();
      await shot(page, `${name}-${width}-${dark ? 'dark' : 'light'}`);
      assert.deepEqual(await violations(page), [], path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      assert.ok(!wide, `${path} is wider than the screen`);
    }
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });
}

test('it is deleted only by its name, and goes', async () => {
  await ada.goto(`${server.url}/tenants?name=blue-corp`);
  await settled(ada);
  await ada.getByRole('dialog').getByRole('button', { name: 'Delete…' }).click();
  const ask = ada.getByRole('dialog').filter({ hasText: 'Delete Blue Corp?' });
  const button = ask.getByRole('button', { name: 'Delete for good' });
  assert.ok(await button.isDisabled());
  await ask.getByLabel('Type blue-corp to delete it').fill('blue-corp');
  await button.click();
  await ada.getByText('Nobody comes in any more').waitFor();
  await ada.getByText('There are no other tenants').waitFor({ timeout: 30_000 });
  assert.deepEqual(ada.wrong, []);
});
