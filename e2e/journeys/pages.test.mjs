// Every page, in both themes and at both widths: it shows its heading, nothing goes wrong, axe finds nothing,
// nothing is wider than the window. Screenshots are kept in e2e/artefacts.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, launch, open, shot, violations, visit } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

async function any(filter) {
  const answer = await fetch(`${base}/api/catalog/entities/by-query?limit=1&orderField=metadata.name,asc&filter=${filter}`);
  const entity = (await answer.json()).items[0];
  assert.ok(entity, `the demo has an entity with ${filter}`);
  const { kind, metadata } = entity;
  return `/entity/${kind.toLowerCase()}/${metadata.namespace}/${metadata.name}`;
}

const component = await any('kind=component,spec.type=service,relations.providesApi');
const api = await any('kind=api,spec.type=openapi');
const group = await any('kind=group,relations.hasMember');
const source = (await (await fetch(`${base}/api/v1/sources`)).json()).items[0];

const pages = {
  home: '/',
  catalog: '/catalog',
  'catalog-filtered': '/catalog?kind=component&q=pay',
  'catalog-empty': '/catalog?q=nothing-has-this-name',
  entity: component,
  'entity-graph': `${component}?tab=graph`,
  'entity-graph-wide': `${component}?tab=graph&depth=3`,
  'entity-impact': `${component}?tab=graph&view=impact`,
  'entity-yaml': `${component}?tab=yaml`,
  'entity-history': `${component}?tab=history`,
  'entity-problems': `${component}?tab=problems`,
  'entity-missing': '/entity/component/default/there-is-no-such-thing',
  api: `${api}?tab=api`,
  group,
  graph: '/graph',
  'graph-collapsed': '/graph?fold=*',
  'graph-table': '/graph?view=table',
  apis: '/apis',
  sources: '/sources',
  source: `/sources/${source.id}`,
  problems: '/problems',
  'api-docs': '/api-docs',
  'sign-in': '/sign-in',
  account: '/account',
  audit: '/audit',
  operations: '/operations',
  'secrets-denied': '/secrets',
  'no-such-page': '/no/such/page',
};

for (const [name, path] of Object.entries(pages)) {
  for (const dark of [false, true]) {
    for (const width of [1440, 390]) {
      const label = `${name}-${width}-${dark ? 'dark' : 'light'}`;
      test(`page ${label}`, async () => {
        const page = await open(browser, { width, height: width === 390 ? 844 : 900, dark });
        try {
          await visit(page, path);
          await shot(page, label);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(overflow <= 1, `the page is ${overflow} px wider than the window`);
          assert.deepEqual(await violations(page), []);
          const expected = name === 'entity-missing' ? page.wrong.filter((line) => !line.includes('404')) : page.wrong;
          assert.deepEqual(expected, []);
        } finally {
          await page.context().close();
        }
      });
    }
  }
}

test('the theme is chosen on a phone too', async () => {
  const page = await open(browser, { width: 390, height: 844 });
  await visit(page, '/');
  for (const [name, wanted] of [['Dark', 'dark'], ['Light', 'light']]) {
    await page.getByRole('button', { name: 'More pages' }).click();
    await page.getByRole('menuitem', { name }).click();
    await page.waitForFunction((scheme) => document.documentElement.dataset.mantineColorScheme === scheme, wanted);
  }
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('what waits is seen in the folded navigation and on a phone too', async () => {
  // Other journeys decide what the demo holds.
  const stats = await (await fetch(`${base}/api/v1/stats`)).json();
  const json = { ...stats, problems: { errors: 6, warnings: 1 }, sources: { ...stats.sources, held: 1, failing: 0 } };
  const waiting = async (page) => {
    await page.route('**/api/v1/stats', (route) => route.fulfill({ json }));
    return page;
  };
  const errors = 'Problems 6 errors';
  const held = 'Sources 1 held removal';
  const wide = await waiting(await open(browser));
  await visit(wide, '/');
  for (const collapsed of [false, true]) {
    if (collapsed) await wide.getByRole('button', { name: 'Collapse the navigation' }).click();
    const links = wide.getByRole('navigation', { name: 'Main', exact: true });
    await links.getByRole('link', { name: errors }).locator('.nav-badge.red').waitFor();
    await links.getByRole('link', { name: held }).locator('.nav-badge.amber').waitFor();
  }
  const phone = await waiting(await open(browser, { width: 390, height: 844 }));
  await visit(phone, '/');
  const bar = phone.getByRole('navigation', { name: 'Main, compact' });
  await bar.getByRole('link', { name: errors }).locator('.nav-badge').waitFor();
  await bar.getByRole('button', { name: 'More pages' }).locator('.nav-badge.amber').waitFor();
  for (const page of [wide, phone]) assert.deepEqual(await violations(page), []);
  await bar.getByRole('button', { name: 'More pages' }).click();
  await phone.getByRole('menuitem', { name: held }).waitFor();
  for (const page of [wide, phone]) {
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  }
});

test('a page that was not fetched says so in its place, and comes when the server answers', async () => {
  const page = await open(browser);
  await visit(page, '/');
  await page.route(/GraphPage|\/healthz/, (route) => route.abort('connectionrefused'));
  await page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Graph' }).click();
  await page.getByRole('heading', { name: 'This page could not be fetched' }).waitFor();
  await page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Catalog' }).waitFor();
  await page.unroute(/GraphPage|\/healthz/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Graph' }).waitFor();
  await page.context().close();
});
