// Addresses that run scripts or lead away, wherever a file may hold one: an administrator sees them as text, and clicking
// whatever can be clicked runs nothing and goes nowhere.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { administrator, ask } from './administrator.mjs';
import { launch, settled } from './browser.mjs';

const RUNS = 'globalThis.ran=1,alert(1)';
const HOSTILE = [
  `javascript:${RUNS}`,
  `Java\nScript:${RUNS}`,
  `\u0001javascript://evil.example/%0a${RUNS}`,
  `data:text/html,<script>${RUNS}</script>`,
  'file:///etc/passwd',
  '/\\evil.example/',
];
const ADDRESSES = ['view-url', 'edit-url', 'source-location', 'managed-by-location', 'managed-by-origin-location', 'techdocs-ref', 'icon'];

const entity = (kind, name, metadata, spec) => `apiVersion: backstage.io/v1alpha1\nkind: ${kind}\nmetadata: ${JSON.stringify({ name, ...metadata })}\nspec: ${JSON.stringify(spec)}\n`;
const component = { type: 'service', lifecycle: 'production', owner: 'team' };
const marked = (url) => ({
  annotations: Object.fromEntries(ADDRESSES.flatMap((key) => [[`backstage.io/${key}`, url], [`example.com/${key}`, `url:${url}`]])),
  title: url.replace('\n', ' '),
  description: `[click](${url}) <a href="${url}">${url}</a>`,
});

const folder = mkdtempSync(join(tmpdir(), 'portolan-addresses-'));
// A file each: one that is refused takes no other with it.
HOSTILE.forEach((url, at) => {
  writeFileSync(join(folder, `marked-${at}.yaml`), entity('Component', `marked-${at}`, marked(url), component));
  writeFileSync(join(folder, `linked-${at}.yaml`), entity('Component', `linked-${at}`, { links: [{ url, title: 'linked', icon: url }] }, component));
  const definition = JSON.stringify({ openapi: '3.0.0', info: { title: url, version: '1', termsOfService: url, contact: { url } }, servers: [{ url }], externalDocs: { url }, paths: { '/a': { get: { summary: url, description: `[x](${url})`, externalDocs: { url } } } } });
  writeFileSync(join(folder, `api-${at}.yaml`), entity('API', `api-${at}`, {}, { ...component, type: 'openapi', definition }));
  writeFileSync(join(folder, `user-${at}.yaml`), entity('User', `user-${at}`, {}, { memberOf: [], profile: { displayName: url.replace('\n', ' '), picture: url, email: url } }));
});

let browser, server, ada;
const away = [];
before(async () => {
  browser = await launch();
  ({ server, ada } = await administrator(browser, {}, [folder]));
  ada.on('dialog', (dialog) => {
    away.push(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  ada.context().on('request', (request) => {
    if (!request.url().startsWith(server.url)) away.push(`a request: ${request.url()}`);
  });
  ada.context().on('page', (page) => away.push(`a page: ${page.url()}`));
  await ada.waitForFunction(async () => (await (await fetch('/api/v1/sources')).json()).items[0].last_sync?.finished_at);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const go = async (path) => {
  await ada.goto(server.url + path);
  await settled(ada);
};

/** Nothing ran, nobody was asked, the page is ours. */
async function nothing(where) {
  assert.deepEqual(away, [], where);
  assert.ok(ada.url().startsWith(`${server.url}/`), `${where}: ${ada.url()}`);
  assert.equal(await ada.evaluate(() => globalThis.ran), undefined, where);
  // What is not there is asked for on purpose.
  assert.deepEqual(ada.wrong.filter((each) => !each.includes('404')), [], where);
}

/** Every address on the page is one a browser may follow, and none is that of somebody else. */
async function plain(where) {
  const addresses = await ada.evaluate(() => [...document.querySelectorAll('[href], [src], [action], [formaction]')].flatMap((each) => ['href', 'src', 'action', 'formaction'].map((name) => each.getAttribute(name)).filter(Boolean)));
  for (const address of addresses) {
    const { protocol, host } = new URL(address, ada.url());
    assert.ok(['http:', 'https:', 'mailto:'].includes(protocol) && !host.includes('evil'), `${where}: ${address}`);
  }
}

/** Opens what opens, then clicks each thing that is not part of the frame, on a page that is loaded anew each time. */
async function clickAll(path) {
  const things = () => ada.locator('main a[href], main button, main summary, [role=menuitem]').filter({ visible: true });
  const open = async () => {
    await go(path);
    const more = ada.getByRole('button', { name: 'More actions' });
    if (await more.count()) {
      await more.click();
      await ada.getByRole('menuitem').first().waitFor();
    }
  };
  await open();
  const count = await things().count();
  assert.ok(count > 0, `${path} has something to click`);
  for (let at = 0; at < count; at += 1) {
    const thing = things().nth(at);
    const what = (await thing.count()) && (await thing.evaluate((each) => each.outerHTML.slice(0, 200)));
    if (!what || (await thing.isDisabled())) continue;
    await thing.dispatchEvent('click');
    await nothing(`${path}: ${what}`);
    if (!ada.url().endsWith(path)) await open();
  }
}

/** Clicks each thing that shows or holds what makes an address bad, wherever it is on the page. */
async function clickShown(where) {
  await ada.evaluate(() => {
    const bad = /script:|ran=1|evil|msgbox|etc\/passwd|^data:/i;
    const holds = (each) => bad.test([...each.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join('')) || [...each.attributes].some(({ value }) => bad.test(value));
    for (const each of document.body.querySelectorAll('*')) if (each.isConnected && holds(each)) each.click();
  });
  await nothing(where);
}

test('a click on a good address opens it, so that one on a bad one would be seen', async () => {
  const good = `${server.url}/healthz`;
  await ask(ada, '/api/v1/entities/component/default/good', { apiVersion: 'backstage.io/v1alpha1', kind: 'Component', metadata: { name: 'good', annotations: { 'backstage.io/view-url': good }, links: [{ url: good, title: 'Good' }] }, spec: component }, 'PUT');
  await go('/entity/component/default/good');
  for (const act of [() => ada.getByRole('link', { name: 'Good' }).click(), async () => {
    await ada.getByRole('button', { name: 'More actions' }).click();
    await ada.getByRole('menuitem', { name: 'View the source' }).click();
  }]) {
    const [opened] = await Promise.all([ada.context().waitForEvent('page'), act()]);
    await opened.waitForURL(good);
    await opened.close();
  }
  assert.equal(away.length, 2);
  away.length = 0;
});

const status = (address) => ada.evaluate(async (address) => (await fetch(address)).status, address);

HOSTILE.forEach((url, at) => {
  test(`${JSON.stringify(url)} is text`, async () => {
    const linked = `component/default/linked-${at}`;
    const pages = { [`component/default/marked-${at}`]: ['', '?tab=yaml'], [`api/default/api-${at}`]: ['', '?tab=api'], [`user/default/user-${at}`]: [''], [linked]: [''] };
    for (const [path, tabs] of Object.entries(pages)) {
      const there = await status(`${server.url}/api/catalog/entities/by-name/${path}`);
      if (!/user|linked/.test(path)) assert.equal(there, 200, `${path} is in the catalog, without its addresses`);
      if (path === linked) assert.equal(there, url.startsWith('file:') ? 200 : 404, 'a link that is none is refused');
      for (const tab of there === 200 ? tabs : []) {
        await go(`/entity/${path}${tab}`);
        await plain(`${path}${tab}`);
        await clickShown(`${path}${tab}`);
      }
    }
    await go(`/problems?q=linked-${at}.yaml`);
    if (!url.startsWith('file:')) await ada.locator('.problem-head').first().click();
    await plain('problems');
    await clickShown('problems');
  });
});

test('whatever can be clicked, one by one', async () => {
  await clickAll('/entity/component/default/marked-0');
});

test('lists show them as text', async () => {
  for (const path of ['/catalog', '/apis', '/graph?view=table', '/problems', '/sources']) {
    await go(path);
    await plain(path);
    await nothing(path);
  }
  await go('/catalog?kind=component&preview=component:default/marked-0');
  await plain('preview');
  await clickShown('preview');
});
