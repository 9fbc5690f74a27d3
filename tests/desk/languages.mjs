// Longer words than the English ones: every screen and part of the settings in German and Dutch, at both sizes; nothing
// lies beyond an edge, and a picture of each is kept under `target/desk-shots/languages/`.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { beyond } from './edges.mjs';
import { plusDays } from './hours.mjs';
import { DESKTOP, PHONE, play } from './stage.mjs';

const SCREENS = ['clients', 'clients/2', 'clients/new', 'waitlist', 'waitlist/new', 'letters?stage=waiting', 'letters?stage=held', 'letters?stage=sent', 'reports', 'reports/feedback', 'services', 'services/1', 'staff', 'staff/1', 'staff/1/times'];
const PARTS = ['salon', 'hours', 'letters', 'followups', 'followups/new', 'connections', 'users', 'users/new', 'users/1', 'password', 'backups', 'files'];

await play(async (stage) => {
  const found = [];
  for (const [name, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    const page = await stage.signedIn({ size });
    const { wall } = (await stage.ask(page, 'GET', '/api/now')).body;
    const tomorrow = plusDays(wall, 1);
    const drawer = page.locator('aside.drawer');
    const dialog = page.getByRole('dialog');
    for (const language of ['de', 'nl']) {
      await page.evaluate((code) => localStorage.setItem('daybook.language', code), language);
      await page.reload();
      await page.locator(`html[lang=${language}]`).waitFor();
      const look = async (what) => {
        for (const one of await page.evaluate(beyond)) found.push(`${name}, ${language}, ${what}: ${one}`);
        await page.screenshot({ path: join(stage.facts.shots, 'languages', `${name}-${language}-${what.replaceAll(/\W+/g, '-')}.png`) });
      };
      const closed = async (one) => {
        await page.keyboard.press('Escape');
        await one.waitFor({ state: 'detached' });
      };
      await stage.open(page, `#/calendar/${tomorrow}`);
      await page.locator('[data-card]').filter({ visible: true }).first().press('Enter');
      await drawer.getByRole('region').first().waitFor();
      await look('appointment');
      await closed(drawer);
      await page.keyboard.press('n');
      await drawer.getByRole('combobox').first().waitFor();
      await look('new booking');
      await closed(drawer);
      await page.keyboard.press('?');
      await dialog.waitFor();
      await look('the keys');
      await closed(dialog);
      const calendar = { day: `calendar/${tomorrow}`, week: `calendar/${tomorrow}?view=week&staff=all` };
      for (const [what, address] of [...Object.entries(calendar), ...[...SCREENS, ...PARTS.map((part) => `settings/${part}`)].map((one) => [one, one])]) {
        await stage.open(page, `#/${address}`);
        await look(what);
      }
    }
    await page.context().close();
  }
  assert.deepEqual(found, []);
});
