// Operations in the browser: what serves and where it keeps things, jobs that were given up, and what a page says when the server is away.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { administrator, ask, PASSWORD, readsWell, signedIn } from './administrator.mjs';
import { launch, settled, violations } from './browser.mjs';

const DEAD = { id: '11111111-2222-3333-4444-555555555555', kind: 'report.send', state: 'dead', attempts: 8, max_attempts: 8, run_at: '2027-01-15T08:00:00Z', created_at: '2027-01-15T07:00:00Z', finished_at: '2027-01-15T08:00:01Z', error: 'mail.halden.example refused the connection\n  after 30 s' };

let browser;
let server;
let ada;
before(async () => {
  browser = await launch();
  ({ server, ada } = await administrator(browser));
  await ask(ada, '/api/v1/people', { name: 'Bo Lind', email: 'bo@halden.example', password: PASSWORD });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Two jobs that were given up, which no server makes at will; answers what the page asked to be done with them. */
async function givenUp(page) {
  const asked = [];
  let jobs = [DEAD, { ...DEAD, id: '21111111-2222-3333-4444-555555555555', kind: 'report.make' }];
  await page.route((url) => url.pathname === '/api/v1/operations', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    await route.fulfill({ response: answer, json: { ...body, jobs: [{ state: 'dead', count: jobs.length }, ...body.jobs.filter((one) => one.state !== 'dead')] } });
  });
  await page.route((url) => url.pathname.startsWith('/api/v1/jobs'), async (route) => {
    const [method, url] = [route.request().method(), new URL(route.request().url())];
    if (method === 'GET') return url.searchParams.get('state') === 'dead' ? route.fulfill({ json: { items: jobs } }) : route.continue();
    asked.push(`${method} ${url.pathname}`);
    jobs = jobs.filter((job) => !url.pathname.includes(job.id));
    return route.fulfill({ status: 204 });
  });
  return asked;
}

test('the node, the database and what was done are shown', async () => {
  await ada.goto(`${server.url}/operations`);
  await settled(ada);
  const database = ada.getByRole('region', { name: 'Database' });
  await database.getByText('SQLite', { exact: false }).first().waitFor();
  await database.getByText(/^\d+(\.\d)? (kB|MB)$/).waitFor();
  await database.getByText(/^schema version \d+$/).waitFor();
  await database.getByText(/^\d+ in use$/).waitFor();
  const nodes = ada.getByRole('region', { name: 'Nodes, as a table' });
  await nodes.getByText(new URL(server.url).host).waitFor();
  await nodes.getByText('Current').waitFor();
  await ada.getByRole('button', { name: /^Done/ }).click();
  await ada.waitForURL('**/operations?state=done');
  await ada.getByRole('region', { name: 'Jobs' }).getByText('Removes what is kept no longer').first().waitFor();
  await ada.getByRole('button', { name: /^Given up/ }).click();
  await ada.getByText('No job was given up').waitFor();
  assert.deepEqual(ada.wrong, []);
});

test('without a backup the page warns, and tells of the one that is made', async () => {
  await ada.goto(`${server.url}/operations`);
  await settled(ada);
  const database = ada.getByRole('region', { name: 'Database' });
  await database.getByText('There is no backup yet.').waitFor();
  await readsWell(browser, server, ada, ['/operations']);
  execFileSync(server.binary, ['backup', join(server.data, 'one.backup'), '--data', server.data], { cwd: server.data, env: { PATH: process.env.PATH } });
  await ada.reload();
  await database.getByText(/not encrypted, made in \d+ s/).waitFor();
  assert.equal(await database.getByText('There is no backup yet.').count(), 0);
  const old = await ada.context().newPage();
  await old.route((url) => url.pathname === '/api/v1/operations', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    await route.fulfill({ response: answer, json: { ...body, last_backup: { ...body.last_backup, age_seconds: 8 * 86_400, encrypted: true } } });
  });
  await old.goto(`${server.url}/operations`);
  await old.getByText('The last backup is more than a week old.').waitFor();
  await old.getByText('More than a day old').waitFor();
  assert.deepEqual(await violations(old), []);
  await old.close();
});

test('a job that was given up is tried again, another is discarded after a question', async () => {
  const page = await ada.context().newPage();
  const asked = await givenUp(page);
  await page.goto(`${server.url}/operations`);
  await settled(page);
  await page.getByRole('button', { name: 'Report send' }).click();
  const job = page.getByRole('dialog');
  await job.getByText('mail.halden.example refused the connection').waitFor();
  assert.deepEqual(await violations(page), []);
  await job.getByRole('button', { name: 'Try again' }).click();
  await job.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Report send' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Report make' }).click();
  await job.getByRole('button', { name: 'Discard…' }).click();
  await job.getByText('This cannot be undone').waitFor();
  assert.equal(asked.length, 1);
  await job.getByRole('button', { name: 'Discard the job' }).click();
  await page.getByText('No job was given up').waitFor();
  assert.deepEqual(asked, [`POST /api/v1/jobs/${DEAD.id}/retry`, 'DELETE /api/v1/jobs/21111111-2222-3333-4444-555555555555']);
  await page.close();
});

test('whoever may not see it is told so', async () => {
  const page = await signedIn(browser, server, 'bo@halden.example');
  await page.goto(`${server.url}/operations`);
  await page.getByText('It takes the permission operations.read').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Operations' }).count(), 0);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('the page reads well in both themes and widths', async () => {
  await readsWell(browser, server, ada, ['/operations', '/operations?state=done']);
  await readsWell(browser, server, ada, ['/operations?state=dead', `/operations?job=${DEAD.id}`], givenUp);
});

test('a failed question about rights is not asked round and round', async () => {
  const page = await ada.context().newPage();
  let asked = 0;
  await page.route((url) => url.pathname === '/api/v1/me/permissions', (route) => {
    asked += 1;
    return route.fulfill({ status: 403, json: { title: 'Forbidden', detail: 'No', code: 'forbidden' } });
  });
  await page.goto(`${server.url}/operations`);
  await page.getByRole('region', { name: 'Nodes, as a table' }).waitFor();
  await page.getByRole('button', { name: /^Done/ }).click();
  await page.getByRole('region', { name: 'Jobs' }).waitFor();
  assert.ok(asked <= 3, `asked ${asked} times`);
  await page.close();
});

test('while the server is away the page says so and keeps what it shows', async () => {
  await ada.goto(`${server.url}/operations`);
  await settled(ada);
  await server.stop();
  await ada.getByText('Portolan cannot be reached.').waitFor();
  await ada.getByRole('region', { name: 'Nodes, as a table' }).waitFor();
  await ada.getByRole('link', { name: 'Graph', exact: true }).click();
  await ada.getByText(/could not be (fetched|loaded)/).first().waitFor();
  assert.deepEqual(await violations(ada), []);
  server = undefined;
});
