// An administrator invites somebody on the page People; the link leads to a password, once, and can be revoked.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, settled, shot, violations } from './browser.mjs';
import { start } from './server.mjs';

const PASSWORD = 'correct horse battery';

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

async function invite(page, name, email) {
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const form = page.getByRole('dialog', { name: 'Invite a person' });
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('E-mail').fill(email);
  await form.getByRole('button', { name: 'Invite', exact: true }).click();
  await form.getByText('is invited').waitFor();
  const link = await form.getByText(/\/invitation\?token=/).innerText();
  assert.deepEqual(await violations(page), []);
  await form.getByRole('button', { name: 'Done' }).click();
  return link.trim();
}

test('whoever is invited chooses a password; a link that was used or revoked leads nowhere', async () => {
  const [, setup] = await server.line(/administrator within a day: (\S+)/);
  const page = await open(browser);
  await page.goto(setup);
  await page.getByLabel('Name').fill('Ada Root');
  await page.getByLabel('E-mail').fill('ada@halden.example');
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Make the administrator' }).click();
  await page.getByRole('link', { name: 'Account of Ada Root' }).waitFor();
  await page.goto(`${server.url}/people`);
  const link = await invite(page, 'Bo Lind', 'bo@halden.example');
  const revoked = await invite(page, 'Cy Wu', 'cy@halden.example');
  await page.getByRole('heading', { name: 'Invited' }).waitFor();
  await settled(page);
  assert.deepEqual(await violations(page), []);
  await shot(page, 'invitations');
  await page.getByRole('button', { name: 'Revoke the invitation of Cy Wu' }).click();
  await page.getByText('cy@halden.example').waitFor({ state: 'detached' });

  const bo = await open(browser, { width: 390, dark: true });
  await bo.goto(link);
  await bo.waitForURL((url) => url.search === '');
  await settled(bo);
  assert.deepEqual(await violations(bo), []);
  await shot(bo, 'invitation');
  await bo.locator('input[type=password]').fill('a password of my own');
  await bo.getByRole('button', { name: 'Choose the password' }).click();
  await bo.waitForURL(`${server.url}/`);
  const me = await bo.evaluate(async () => (await fetch('/api/v1/me')).json());
  assert.deepEqual([me.email, me.admin], ['bo@halden.example', false]);
  assert.deepEqual(bo.wrong, []);
  await bo.context().close();

  for (const over of [link, revoked]) {
    const late = await open(browser);
    await late.goto(over);
    await late.locator('input[type=password]').fill('a password of my own');
    await late.getByRole('button', { name: 'Choose the password' }).click();
    await late.getByRole('alert').getByText('The invitation is over').waitFor();
    await late.context().close();
  }
  await page.goto(`${server.url}/people`);
  await page.getByRole('button', { name: 'Bo Lind' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Invited' }).count(), 0);
  await page.context().close();
});
