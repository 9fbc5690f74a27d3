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
  // Who changes their mind while the server looks is shown what holds for the last choice.
  const asked = [];
  let letGo;
  const held = new Promise((done) => (letGo = done));
  await page.route('**/api/import/calendar', async (route) => {
    asked.push(route.request().postDataJSON());
    if (asked.length === 1) await held;
    await route.continue();
  });
  await page.getByLabel('Whose calendar').selectOption({ label: 'Mila de Vries' });
  await page.waitForFunction(() => document.querySelector('input[accept^=".ics"]').disabled);
  await page.getByLabel('Whose calendar').selectOption({ label: 'Luca Romano' });
  await page.getByLabel('What is done where').selectOption({ label: 'Men\'s cut' });
  letGo();
  await page.getByText('Appointments: 1 · time off: 0 · known already: 0').waitFor();
  assert.equal(asked.length, 2);
  const luca = (await stage.ask(page, 'GET', '/api/staff')).body.find(({ name }) => name === 'Luca Romano').id;
  assert.equal(asked[1].staff_id, luca);
  const then = '/api/bookings?from=2031-03-04&to=2031-03-05';
  assert.deepEqual((await stage.ask(page, 'GET', then)).body, [], 'a look enters nothing');
  await stage.accessible(page, 'a calendar brought along');
  await stage.shoot(page, 'calendar');
  // A server that is away for a moment costs nothing of it.
  await page.unroute('**/api/import/calendar');
  await page.route('**/api/import/calendar', (route) => route.abort(), { times: 1 });
  await page.getByRole('button', { name: 'Save 1 event' }).click();
  await page.locator('.toast').first().waitFor();
  await page.getByRole('button', { name: 'Save 1 event' }).click();
  await page.getByRole('status').getByText('Saved. Appointments: 1').first().waitFor();
  const [brought] = (await stage.ask(page, 'GET', then)).body;
  assert.deepEqual([brought.start_at, brought.staff_id], ['2031-03-04 10:00:00', luca]);

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
