// Settings: each part, a change with its undo, a user, a backup, and a test letter.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

const PARTS = ['salon', 'hours', 'letters', 'connections', 'users', 'users/new', 'password', 'backups', 'files'];

await play(async (stage) => {
  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const page = await stage.signedIn({ size });
    for (const part of PARTS) {
      await stage.open(page, `#/settings/${part}`);
      await page.locator('.part section').first().waitFor();
      for (const theme of ['light', 'dark']) {
        await stage.theme(page, theme);
        await stage.accessible(page, `${part}, ${name}, ${theme}`);
        await stage.shoot(page, `${part.replace('/', '-')}-${name}-${theme}`);
      }
      const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(wider, false, `${part}, ${name}: nothing lies beyond the edge`);
    }
  }

  const page = await stage.signedIn();
  const settings = async () => (await stage.ask(page, 'GET', '/api/settings')).body;
  const before = (await settings()).salon_phone;
  await stage.open(page, '#/settings/salon');
  await page.getByLabel('Telephone').fill('020 7654321');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  assert.equal((await settings()).salon_phone, '020 7654321');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(async (old) => (await (await fetch('/api/settings')).json()).salon_phone === old, before);

  await stage.open(page, '#/settings/connections');
  await page.getByRole('button', { name: 'Send a test letter' }).click();
  await page.locator('section p[role=status]').waitFor();
  await page.getByLabel('Mail server').fill('no host');
  await page.getByLabel('Your own password').first().fill('wrong');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByRole('alert').filter({ hasText: 'Mail server' }).waitFor();

  await stage.open(page, '#/settings/users/new');
  await page.getByLabel('Name').fill('Vera');
  await page.getByLabel('E-mail').fill('vera@example.com');
  await page.getByLabel('Password', { exact: true }).fill('a long enough sentence');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: /Vera/ }).click();
  await page.getByLabel('May sign in').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('May not sign in').waitFor();

  await stage.open(page, '#/settings/files');
  const [event, start] = ['BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Men\'s cut, Vera Winter', '20310304T100000'];
  const calendar = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${event}\r\nDTSTART:${start}\r\nDTEND:20310304T103000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
  await page.getByLabel('The calendar’s file').setInputFiles({ name: 'luca.ics', mimeType: 'text/calendar', buffer: Buffer.from(calendar) });
  await page.getByText('Choose whose calendar it is.').waitFor();
  await page.getByLabel('Whose calendar').selectOption({ label: 'Luca Romano' });
  await page.getByLabel('What is done where').selectOption({ label: 'Men\'s cut' });
  await page.getByText('1 appointments, 0 times off, 0 known already').waitFor();
  const then = '/api/bookings?from=2031-03-04&to=2031-03-05';
  assert.deepEqual((await stage.ask(page, 'GET', then)).body, [], 'a look enters nothing');
  await stage.accessible(page, 'a calendar brought along');
  await stage.shoot(page, 'calendar');
  await page.getByRole('button', { name: 'Save 1 events' }).click();
  await page.getByRole('status').getByText('Saved: 1 appointments').first().waitFor();
  const [brought] = (await stage.ask(page, 'GET', then)).body;
  assert.equal(brought.start_at, '2031-03-04 10:00:00');

  await stage.open(page, '#/settings/backups');
  await page.getByRole('button', { name: 'Make a backup now' }).click();
  await page.getByRole('button', { name: 'Download' }).first().click();
  await page.getByRole('dialog').getByLabel('Your own password').fill(stage.facts.password);
  const coming = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Download' }).click();
  assert.match((await coming).suggestedFilename(), /\.db$/);
  await page.getByRole('button', { name: 'Restore', exact: true }).first().click();
  await page.getByRole('dialog').getByText(/It holds/).waitFor();
  await stage.accessible(page, 'restoring');
  await stage.shoot(page, 'restore');
});
