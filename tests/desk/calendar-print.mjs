// A day on paper: a sheet a person, with phones and notes, and nothing of the screen around it. And axe on the
// calendar in its views, both themes and sizes.
import assert from 'node:assert/strict';
import { ask, openDay, scene } from './calendar.mjs';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const { date, booking, staff, client } = await scene(stage, page);
  await ask(stage, page, 'PUT', `/api/clients/${client.id}`, { phone: '06 1234 5678', alert: 'Latex' });
  await ask(stage, page, 'PUT', `/api/bookings/${booking.id}`, { internal_notes: 'Sits at the window' });
  await openDay(page, date, booking.id);
  await page.getByRole('link', { name: 'Print' }).click();
  const person = staff.find((one) => one.id === booking.staff_id).name;
  const sheet = page.locator('article', { has: page.getByRole('heading', { name: person }) });
  for (const text of ['Vera Verhoeven', '06 1234 5678', 'Latex', 'Sits at the window']) await sheet.getByText(text).first().waitFor();
  await stage.accessible(page, 'the day on paper');
  const people = await page.locator('article').count();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('navigation').first().isVisible(), false, 'the menu is not printed');
  assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), false);
  await stage.shoot(page, 'paper');
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
  assert.equal(sheets, people, 'each person has one sheet');
  await page.emulateMedia({ media: 'screen' });

  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const screen = await stage.signedIn({ size });
    for (const [query, view] of [['', 'day'], ['?view=week', 'week'], ['?view=week&staff=all', 'everybody']]) {
      await screen.goto(`/#/calendar/${date}${query}`);
      await screen.locator('.card').first().waitFor();
      for (const theme of ['light', 'dark']) {
        await screen.emulateMedia({ colorScheme: theme });
        await stage.accessible(screen, `${view}, ${name}, ${theme}`);
        await stage.shoot(screen, `${view}-${name}-${theme}`);
      }
    }
  }
});
