// A server of a journey's own that somebody has set up: Ada, who may do everything, is signed in on a page of hers.

import assert from 'node:assert/strict';
import { open, settled, shot, violations } from './browser.mjs';
import { start } from './server.mjs';

export const PASSWORD = 'correct horse battery';

/** The server, Ada's page, and `ask`: what a page of the server's own would send. */
export async function administrator(browser, environment = {}, files = []) {
  const server = await start({ PORTOLAN_AUTH__GUEST__ENABLED: 'false', ...environment }, files);
  const ada = await open(browser);
  const [, link] = await server.line(/administrator within a day: (\S+)/);
  await ada.goto(link);
  await settled(ada);
  await ask(ada, '/api/v1/setup', { token: new URL(link).searchParams.get('token'), name: 'Ada Root', email: 'ada@halden.example', password: PASSWORD });
  return { server, ada };
}

export async function ask(page, path, body, method = 'POST') {
  const answer = await page.evaluate(
    async ([path, body, method]) => {
      const response = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
      return { status: response.status, text: await response.text() };
    },
    [path, body, method],
  );
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.text && JSON.parse(answer.text);
}

/** Whoever has an account comes in by the form, on a page of their own. */
export async function signedIn(browser, server, email, path = '/') {
  const page = await open(browser);
  await page.goto(`${server.url}/sign-in?next=${encodeURIComponent(path)}`);
  await settled(page);
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await settled(page);
  return page;
}

/** Each page in both themes and widths: axe finds nothing, nothing scrolls sideways. `prepare` gets each page before it is opened. */
export async function readsWell(browser, server, ada, paths, prepare = async () => {}) {
  const state = await ada.context().storageState();
  for (const dark of [false, true]) {
    for (const width of [1440, 390]) {
      const context = await browser.newContext({ storageState: state, viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
      const page = await context.newPage();
      await prepare(page);
      for (const path of paths) {
        await page.goto(`${server.url}${path}`);
        await settled(page);
        assert.deepEqual(await violations(page), [], `${path} ${width} ${dark ? 'dark' : 'light'}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${path} at ${width} scrolls sideways by ${wide} px`);
        await shot(page, `administration${path.replaceAll(/\W/g, '-')}-${width}-${dark ? 'dark' : 'light'}`);
      }
      await context.close();
    }
  }
}
