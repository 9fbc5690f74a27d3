// What every story of the desk needs: a browser before the server, signing in, looking for faults of access, and a
// picture where something failed. A story is `play(async (stage) => { … })`.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const told = JSON.parse(process.env.DAYBOOK_STORY);
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** No single step of a story takes longer, on a busy machine either. */
const PATIENCE_MS = 45_000;

export const DESKTOP = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

export async function play(story) {
  const browser = await chromium.launch({ executablePath: told.browser, args: FLAGS });
  const stage = new Stage(browser);
  try {
    await story(stage);
    stage.assertQuiet();
  } catch (error) {
    await stage.shootAll();
    console.error(error);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}

class Stage {
  facts = told;
  pages = [];
  /** What the browser complained of: a script's error, or what the security policy kept out. */
  complaints = [];

  constructor(browser) {
    this.browser = browser;
  }

  /** A screen of its own, with cookies of its own, as if on another machine. */
  async screen({ size = DESKTOP, theme = 'light', locale = 'en-GB', touch = size === PHONE, zone = 'America/New_York' } = {}) {
    const context = await this.browser.newContext({
      viewport: size, colorScheme: theme, locale, hasTouch: touch, timezoneId: zone, reducedMotion: 'reduce', baseURL: told.address,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      // The browser notes every refusal of the server as an error; those a story looks at itself.
      const refusal = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !refusal) this.complaints.push(message.text());
    });
    this.pages.push(page);
    return page;
  }

  /** A screen at which somebody has signed in by hand. */
  async signedIn(options = {}, who = told) {
    const page = await this.screen(options);
    await page.goto('/');
    await page.getByLabel('E-mail').fill(who.email);
    await page.getByLabel('Password', { exact: true }).fill(who.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation').first().waitFor();
    return page;
  }

  /** The API as this screen's user may call it. */
  async ask(page, method, path, body) {
    return page.evaluate(
      async ([method, path, body]) => {
        const headers = body ? { 'Content-Type': 'application/json' } : {};
        const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
        return { status: response.status, body: await response.json() };
      },
      [method, path, body],
    );
  }

  /** Opens a screen by its address, such as `#/clients`, and waits until it is there. */
  async open(page, address) {
    await page.goto(`/${address}`);
    await page.locator('[data-loading]').waitFor({ state: 'detached' });
    await page.locator('main').waitFor();
  }

  /** Waits for what the desk loads once its first screen stands, for stories in which the server goes away then. */
  async complete(page) {
    await page.waitForFunction(() => {
      const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
      return [/\/BackupLine-[^/]+\.css$/, /\/BackupLine-[^/]+\.js$/, /\/more-[^/]+\.js$/].every((part) => loaded.some((name) => part.test(name)));
    });
  }

  /** Changes what the system wishes, and waits until it is drawn. */
  async theme(page, theme) {
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }

  /** Asserts that axe finds nothing on this page: in that part of it, where one is named, and of these rules. */
  async accessible(page, where, { within, tags } = {}) {
    // What is well isn't written out, which takes most of the time where a day is full.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
    if (within) axe.include(within);
    if (tags) axe.withTags(tags);
    const { violations } = await axe.analyze();
    const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.html}\n${node.failureSummary}`));
    assert.deepEqual(found, [], `axe finds faults in ${where}`);
  }

  /** Asserts that nothing lies beyond the screen's edge. */
  async fits(page, where) {
    const wider = await page.evaluate(() => {
      const main = document.querySelector('main');
      return document.documentElement.scrollWidth > innerWidth || main.scrollWidth > main.clientWidth;
    });
    assert.equal(wider, false, `${where}: something lies beyond the edge`);
  }

  /** Keeps a picture, to look at: `target/desk-shots/STORY-NAME.png`. */
  async shoot(page, name) {
    await page.screenshot({ path: join(told.shots, `${told.name}-${name}.png`) });
  }

  async shootAll() {
    for (const [number, page] of this.pages.entries()) {
      await page.screenshot({ path: join(told.shots, `${told.name}-failed-${number}.png`) }).catch(() => {});
    }
  }

  assertQuiet() {
    assert.deepEqual(this.complaints, [], 'the browser complained');
  }
}
