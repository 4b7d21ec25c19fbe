// When the API fails: each page ends in an error that can be tried again, never in a skeleton; a session that ended leads to
// sign-in and back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { administrator, signedIn } from './administrator.mjs';
import { launch, settled, shot } from './browser.mjs';

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

const PAGES = ['/', '/catalog', '/graph', '/audit', '/operations', '/policies', '/secrets', '/tenants'];

const FAILURE = { status: 500, json: { title: 'Internal error', detail: 'Something failed on the server', code: 'internal', request_id: 'r-500' } };

for (const path of PAGES) {
  test(`${path} ends in an error with a retry when the API answers 500, and comes when it answers again`, async () => {
    const page = await ada.context().newPage();
    let ill = true;
    // Who is asking, the events and the rights are answered: the page itself fails.
    await page.route('**/api/**', (route) => (ill && !/\/api\/v1\/(me|events)/.test(route.request().url()) ? route.fulfill(FAILURE) : route.continue()));
    await page.goto(server.url + path);
    const main = page.getByRole('main');
    await main.getByRole('button', { name: 'Try again' }).first().waitFor();
    await main.getByText('Something failed on the server').first().waitFor();
    await page.waitForFunction(() => !document.querySelector('#main [data-skeleton]'));
    await shot(page, `failing${path.replaceAll('/', '-')}`);
    ill = false;
    while (await main.getByRole('button', { name: 'Try again' }).count()) await main.getByRole('button', { name: 'Try again' }).first().click({ timeout: 5000 }).catch(() => {});
    await settled(page);
    assert.equal(await main.getByText('Something failed on the server').count(), 0);
    await page.close();
  });
}

test('a session that ends in the middle of use leads to sign-in and back to the page that was asked for', async () => {
  const page = await signedIn(browser, server, 'ada@halden.example', '/catalog?q=none');
  await page.context().clearCookies();
  await page.getByRole('navigation').getByRole('link', { name: 'Audit log' }).first().click();
  await page.waitForURL((url) => url.pathname === '/sign-in');
  assert.equal(new URL(page.url()).searchParams.get('next'), '/audit');
  await settled(page);
  await page.getByLabel('E-mail').fill('ada@halden.example');
  await page.locator('input[type=password]').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/audit');
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
  await page.context().close();
});

test('sign-in says that it failed and can be tried again', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/api/**', (route) => route.fulfill(FAILURE));
  await page.goto(`${server.url}/sign-in`);
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByLabel('E-mail').waitFor();
  await page.route('**/api/**', (route) => route.fulfill(FAILURE));
  await page.getByLabel('E-mail').fill('ada@halden.example');
  await page.locator('input[type=password]').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('Something failed on the server').waitFor();
  await context.close();
});

test('what was done while the server is away is to be done again; the next try begins without the words of the last', async () => {
  const page = await ada.context().newPage();
  await page.goto(`${server.url}/account`);
  await settled(page);
  await page.route('**/api/v1/auth/tokens', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  await page.getByRole('button', { name: 'New token' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('deploy');
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  await dialog.getByRole('alert').getByText('Do this again when it is back').waitFor();
  assert.equal(await dialog.getByText('by itself').count(), 0);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'New token' }).first().click();
  await dialog.getByRole('textbox', { name: 'Name' }).waitFor();
  assert.equal(await dialog.getByRole('alert').count(), 0);
  await page.close();
});
