// Every screen, every part of the settings, and all that opens over or beside them, at one size (`DESKTOP`, or `PHONE`
// where the story is told so): axe finds nothing, nothing lies beyond an edge, in light and dark; and a picture of each
// is kept under `target/desk-shots/walk/`.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { beyond } from './edges.mjs';
import { plusDays } from './hours.mjs';
import { DESKTOP, PHONE, play } from './stage.mjs';

const STAGES = ['waiting', 'held', 'failed', 'sent', 'dropped'];
const PARTS = ['salon', 'hours', 'letters', 'followups', 'followups/new', 'followups/1', 'connections', 'users', 'users/new', 'users/1', 'password', 'backups', 'files'];

await play(async (stage) => {
  const phone = stage.facts.size === 'phone';
  const size = phone ? 'phone' : 'desktop';
  const page = await stage.signedIn({ size: phone ? PHONE : DESKTOP });
  const say = async (method, path, body) => {
    const reply = await stage.ask(page, method, path, body);
    assert.equal(reply.status, 200, `${method} ${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  /** All that is found is told at the end. */
  const found = [];
  const seen = [];

  /** Looks at what stands there now, or at what opened over or beside a screen that was looked at already. */
  async function look(what, within, on = page) {
    seen.push(what);
    for (const theme of ['light', 'dark']) {
      await stage.theme(on, theme);
      // The page is the same in the dark but for its colours; these must stand out by 7:1 there.
      const tags = theme === 'dark' ? ['cat.color'] : undefined;
      await stage.accessible(on, what, { within, tags }).catch((error) => found.push(`${what}, ${theme}: ${JSON.stringify(error.actual ?? String(error), null, 1)}`));
      await on.screenshot({ path: join(stage.facts.shots, 'walk', `${size}-${String(seen.length).padStart(2, '0')}-${what.replaceAll(/\W+/g, '-')}-${theme}.png`) });
    }
    for (const one of await on.evaluate(beyond)) found.push(`${what}: ${one}`);
  }

  /** Opens a screen, waits for what must stand there, and looks. */
  async function see(address, there, what = address.slice(2)) {
    await stage.open(page, address);
    await page.locator('main').getByText(there).or(page.locator('main').getByLabel(there)).filter({ visible: true }).first().waitFor();
    await look(what);
  }

  const button = (name) => page.getByRole('button', { name }).filter({ visible: true }).first();
  const drawer = page.locator('aside.drawer');
  const dialog = page.getByRole('dialog');
  const closed = async (one) => {
    await page.keyboard.press('Escape');
    await one.waitFor({ state: 'detached' });
  };

  const stranger = await stage.screen({ size: phone ? PHONE : DESKTOP });
  await stranger.goto('/');
  await stranger.getByLabel('E-mail').waitFor();
  await look('signing in', undefined, stranger);
  await stranger.close();

  // A full day to come is today at this screen, half past ten; somebody is to be called, and somebody waits.
  const { wall, instant, timezone } = await say('GET', '/api/now');
  const ahead = await say('GET', `/api/bookings?from=${plusDays(wall, 1)}&to=${plusDays(wall, 8)}`);
  const live = ahead.filter(({ status }) => status === 'scheduled');
  const full = [1, 2, 3, 4, 5, 6, 7].map((days) => plusDays(wall, days)).sort((a, b) => live.filter((one) => one.start_at.startsWith(b)).length - live.filter((one) => one.start_at.startsWith(a)).length);
  const day = full[0];
  const booking = live.filter((one) => one.start_at.startsWith(day)).sort((a, b) => (a.start_at < b.start_at ? 1 : -1))[0];
  const bea = await say('POST', '/api/clients', { name: 'Bea van der Poststraat', phone: '06 1234 5678', alert: 'Allergic to PPD: no colour', notes: 'Tea, no milk' });
  const tomorrow = plusDays(wall, 1);
  await say('POST', '/api/bookings', { ...booking, id: undefined, visit_id: undefined, client_id: bea.id, start_at: `${tomorrow} 10:00:00`, end_at: `${tomorrow} 10:45:00`, allow_overlap: true });
  await say('POST', '/api/waitlist', { client_id: bea.id, service_id: booking.service_id, date: day, notes: 'Rather in the morning' });
  const double = await say('POST', '/api/clients', { name: 'B. Poststraat', email: 'bea@example.com' });
  const later = Date.parse(`${day}T10:30:00Z`) - Date.parse(`${wall.replace(' ', 'T')}Z`);
  const then = { wall: `${day} 10:30:00`, instant: new Date(Date.parse(instant) + later).toISOString(), timezone };
  await page.route('**/api/now', (route) => route.fulfill({ json: then }));
  await page.reload();

  // The calendar, and what opens on it.
  await see(`#/calendar/${day}`, booking.client_name, 'day');
  await page.locator(`[data-card="${booking.id}"]`).press('Enter');
  await drawer.getByRole('region', { name: 'Letters' }).waitFor();
  await look('appointment', 'aside.drawer');
  await drawer.locator('.body').evaluate((body) => body.scrollTo(0, body.scrollHeight));
  await drawer.getByText('History').click();
  await look('appointment, below', 'aside.drawer');
  await closed(drawer);
  await button('New booking').click();
  await drawer.getByRole('combobox', { name: 'Client' }).waitFor();
  await look('new booking', 'aside.drawer');
  await drawer.getByRole('combobox', { name: 'Service' }).fill('b');
  await drawer.getByRole('listbox').waitFor();
  await look('looking for a service', 'aside.drawer');
  await drawer.getByRole('combobox', { name: 'Service' }).fill('');
  await drawer.getByRole('combobox', { name: 'Client' }).fill('bea');
  await page.getByRole('option', { name: /Bea van der/ }).waitFor();
  await look('looking for a client', 'aside.drawer');
  await page.getByRole('option', { name: /Bea van der/ }).click();
  await drawer.getByText('Allergic to PPD').waitFor();
  await look('new booking, filled in', 'aside.drawer');
  await closed(drawer);
  await button(/to call$/).click();
  await drawer.getByRole('button', { name: /Open Bea van der/ }).waitFor();
  await look('whom to call', 'aside.drawer');
  await closed(drawer);
  await button('Go to a day').click();
  await look('choosing a day', '.menu .panel, [role=dialog]');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await dialog.waitFor();
  await look('the keys', 'dialog');
  await closed(dialog);
  const person = (await say('GET', '/api/staff')).find(({ id }) => id === booking.staff_id).name;
  await button(`${person}: more`).click();
  await look('more of a column', '.menu .panel, [role=dialog]');
  await button('Running late').click();
  await dialog.waitFor();
  await look('running late', 'dialog');
  await closed(dialog);
  if (!phone) {
    await button(/^Waitlist \d+$/).click();
    await page.getByRole('region', { name: 'Who waits' }).getByText('Bea van der').waitFor();
    await look('who waits');
    await button(/^Waitlist \d+$/).click();
  }
  await button(/^Notifications/).click();
  await button('Mark all as read').waitFor();
  await look('the bell', '.menu .panel, [role=dialog]');
  await page.keyboard.press('Escape');
  await button(/Search/).click();
  await dialog.getByRole('combobox').waitFor();
  await look('the finder', 'dialog');
  await dialog.getByRole('combobox').fill('bea');
  await page.getByRole('option', { name: /Bea van der/ }).first().waitFor();
  await look('what the finder finds', 'dialog');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const account = phone ? page.getByRole('button', { name: 'More', exact: true }) : page.getByRole('button', { name: /language, colours/ });
  await account.click();
  await look('the menu', '.menu .panel, [role=dialog]');
  for (const sheet of ['About Daybook', 'On other screens']) {
    await page.getByRole('button', { name: sheet, exact: true }).click();
    await page.getByRole('dialog', { name: sheet }).getByText('Daybook').last().waitFor();
    await look(sheet, 'dialog');
    await closed(dialog);
    await account.click();
  }
  await page.keyboard.press('Escape');
  await see(`#/calendar/${day}?view=week&staff=${booking.staff_id}`, booking.client_name, 'week');
  await see(`#/calendar/${day}?view=week&staff=all`, booking.client_name, 'week of all');
  await see(`#/calendar/${day}/print`, booking.client_name, 'print');

  await see('#/clients', /clients$/);
  await see('#/clients/new', 'E-mail');
  await see(`#/clients/${booking.client_id}`, booking.client_name, 'client');
  const sections = page.getByRole('region', { name: 'What there is about this client' });
  for (const part of ['Letters', 'Waitlist']) {
    await sections.getByText(part, { exact: true }).first().click();
    await page.waitForTimeout(250);
    await look(`client, ${part}`);
  }
  await stage.open(page, `#/clients/${double.id}`);
  await button('More about this client').click();
  await look('more about a client', '.menu .panel, [role=dialog]');
  await button('Merge with another client').click();
  await page.getByRole('combobox', { name: 'The card that stays' }).fill('Bea van');
  await page.getByRole('option', { name: /Bea van der/ }).click();
  await button('Merge B. Poststraat into Bea van der Poststraat').waitFor();
  await look('merging');
  await page.keyboard.press('Escape');
  await stage.open(page, `#/clients/${bea.id}`);
  await button('More about this client').click();
  await button('Erase …').click();
  await dialog.waitFor();
  await look('erasing', 'dialog');
  await closed(dialog);

  await see('#/waitlist', 'Bea van der Poststraat');
  await see('#/waitlist?status=booked', /./, 'waitlist, booked');
  await see('#/waitlist/new', /./);

  for (const one of STAGES) await see(`#/letters?stage=${one}`, /./, `letters, ${one}`);
  await page.route('**/api/letters/standing', async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, json: { ...(await reply.json()), restored: 12 } });
  });
  await page.reload();
  await see('#/letters', '12 letters are held', 'letters, restored');
  await button('Send all 12').click();
  await dialog.waitFor();
  await look('letting letters go', 'dialog');
  await closed(dialog);
  await page.unroute('**/api/letters/standing');

  await see('#/reports', 'Occupancy by person');
  await button('Year').click();
  await page.waitForTimeout(250);
  await look('reports, a year');
  await see('#/reports/feedback', 'Show older ones', 'what clients said');
  await see('#/services', /./);
  await see('#/services/1', /./, 'a service');
  await see('#/services/new', /./);
  await see('#/staff', 'Holidays');
  await see('#/staff/1', 'Holidays', 'a person');
  await see('#/staff/new', 'Holidays', 'a new person');
  await see('#/staff/1/times', 'Holidays', 'time off');
  await button('Give time off').click();
  await page.getByLabel('Each week').check();
  await look('giving time off');

  for (const part of PARTS) await see(`#/settings/${part}`, /./, `settings, ${part}`);
  await stage.open(page, '#/settings/backups');
  await button('Make a backup now').click();
  await button('Download').click();
  await dialog.waitFor();
  await look('downloading a backup', 'dialog');
  await closed(dialog);
  await page.getByRole('button', { name: 'Restore', exact: true }).first().click();
  await dialog.getByText(/It holds/).waitFor();
  await look('restoring', 'dialog');
  await closed(dialog);
  await see('#/nowhere', 'calendar', 'no such screen');

  console.log(`${size}: ${seen.length} places looked at`);
  assert.deepEqual(found, []);
});
