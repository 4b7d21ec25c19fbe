// What people read: titles instead of names, the chosen tab in view, the first step of a server that has no source.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { administrator } from './administrator.mjs';
import { launch, open, settled, visit } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

test('an owner and a system are shown by their titles, in rows, filters and heads', async () => {
  const page = await open(browser);
  await visit(page, '/catalog?kind=component&owner=group:default/customer-care&type=service');
  await page.locator('.catalog-main').getByRole('link', { name: 'Group Customer care' }).first().waitFor();
  await page.locator('.rail').getByLabel('Customer care').waitFor();
  await visit(page, '/entity/component/default/auth-client');
  await page.locator('.entity-facts').getByRole('link', { name: 'Group Security' }).waitFor();
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('the chosen tab is in view on a narrow screen, and arrows move between tabs', async () => {
  const page = await open(browser, { width: 390, height: 844 });
  await visit(page, '/entity/component/default/auth-client?tab=history');
  const tab = page.getByRole('tab', { name: 'History' });
  const box = await tab.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390, `the tab is at ${box.x}`);
  await tab.focus();
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL(/tab=problems/);
  await page.locator('[role=tab][aria-selected=true]:focus').getByText('Problems').waitFor();
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('operations of the API are grouped, and code in a summary looks like code', async () => {
  const page = await open(browser);
  await visit(page, '/api-docs');
  const audit = page.getByRole('region', { name: 'audit', exact: true });
  await audit.locator('.op-summary code').first().waitFor();
  assert.ok((await page.locator('.op-group').count()) > 5);
  await page.keyboard.press('/');
  await page.keyboard.type('no-operation-is-called-so');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await audit.waitFor();
  await page.getByRole('button', { name: 'Source', exact: true }).click();
  await page.locator('.cm-line', { hasText: /^ {2}"openapi"/ }).waitFor();
  await page.context().close();
});

test('whoever has set a server up reads where to start', async () => {
  const { server, ada } = await administrator(browser);
  try {
    for (const [path, words] of [['/', 'Start with a source'], ['/problems', 'Nothing has been read yet']]) {
      await ada.goto(server.url + path);
      await settled(ada);
      await ada.getByRole('heading', { name: words }).waitFor();
      await ada.getByRole('main').getByRole('link', { name: 'Add a source' }).click();
      await ada.getByRole('dialog', { name: 'Add a source' }).waitFor();
    }
    await ada.goto(`${server.url}/apis`);
    await settled(ada);
    await ada.getByRole('heading', { name: 'No APIs yet' }).waitFor();
  } finally {
    await ada.context().close();
    await server.stop();
  }
});
