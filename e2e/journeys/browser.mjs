// The browser the journeys share: headless Chromium with a fresh profile, pages that collect what went wrong,
// axe on demand, screenshots kept as artefacts.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

export const base = process.env.PORTOLAN_URL;
if (!base) throw new Error('PORTOLAN_URL is not set: run the journeys with `make e2e`');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const artefacts = new URL('../artefacts/', import.meta.url).pathname;
mkdirSync(artefacts, { recursive: true });

function executable() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      continue;
    }
  }
  throw new Error('Chromium is not installed: `scripts/need chromium`');
}

export async function launch() {
  return chromium.launch({
    executablePath: executable(),
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

/** A page at this width and theme; `page.wrong` holds every error of the console, the page and the network. */
export async function open(browser, { width = 1440, height = 900, dark = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    bypassCSP: false,
  });
  const page = await context.newPage();
  page.wrong = [];
  page.on('pageerror', (error) => page.wrong.push(`page: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && page.wrong.push(`console: ${message.text()}`));
  page.on('response', (response) => response.status() >= 500 && page.wrong.push(`${response.status()} ${response.url()}`));
  return page;
}

/** Loads a path and waits until the page has its heading and no skeleton is left. */
export async function visit(page, path) {
  await page.goto(base + path, { waitUntil: 'domcontentloaded' });
  await settled(page);
}

export async function settled(page) {
  await page.locator('h1').first().waitFor({ state: 'visible' });
  await page.waitForFunction(() => !document.querySelector('[data-skeleton]'));
}

export async function shot(page, name) {
  await page.screenshot({ path: `${artefacts}${name}.png` });
}

/** Violations of WCAG 2.2 A and AA, one line each. The page's CSP forbids injected scripts, so axe runs in an isolated evaluation. */
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }),
  );
  return found.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.length}) ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
}
