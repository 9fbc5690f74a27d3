// The search, with the keyboard alone: clients and their next appointment, days, commands, in three languages.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const where = () => page.evaluate(() => location.hash);
  const keys = page.keyboard;
  const box = () => page.getByRole('dialog').getByRole('combobox');
  const find = async (text) => {
    await keys.press('Control+k');
    await box().waitFor();
    await keys.type(text);
  };
  const chosen = () => page.getByRole('option', { selected: true });
  const goes = (address) => page.waitForFunction((address) => new RegExp(address).test(location.hash), address);

  // The only one of that name who has an appointment to come.
  const booked = (await stage.ask(page, 'GET', '/api/bookings?status=scheduled&page=1&limit=100')).body.data;
  const people = (await stage.ask(page, 'GET', '/api/clients')).body;
  const client = people.find(({ id, name }) => booked.some((one) => one.client_id === id) && people.filter((other) => other.name.startsWith(name)).length === 1);
  await stage.open(page, '#/waitlist');
  await find(client.name);
  await page.getByRole('option', { name: client.name }).first().waitFor();
  assert.match(await chosen().textContent(), new RegExp(client.name));
  await page.getByRole('option', { name: /^Next: / }).first().waitFor();
  await stage.accessible(page, 'what was found');
  await stage.shoot(page, 'found');
  await keys.press('Enter');
  await goes(`^#/clients/${client.id}$`);

  const today = (await stage.ask(page, 'GET', '/api/now')).body.wall.slice(0, 10);
  const plus = (days) => new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  const goesTo = async (text, day) => {
    await find(text);
    await chosen().filter({ hasText: 'Calendar' }).waitFor();
    await keys.press('Enter');
    await goes(`^#/calendar/${day}`);
  };
  await goesTo('tomorrow', plus(1));
  await goesTo('in 2 weeks', plus(14));

  // Asked for while another screen is still on its way, it is there, and what is typed with it.
  await page.evaluate(() => (location.hash = '#/services'));
  await find('tomorrow');
  await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Services', current: 'page' }).waitFor();
  assert.equal(await box().inputValue(), 'tomorrow');
  await keys.press('Escape');
  await box().waitFor({ state: 'detached' });
  await goesTo('24.12', `${today.slice(0, 4)}-12-24`);
  const monday = plus(7 - ((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  await goesTo('next week', plus(7));
  await goesTo('next mon', monday);
  await find('fri');
  await chosen().filter({ hasText: 'Friday' }).waitFor();
  await keys.press('Escape');
  await box().waitFor({ state: 'detached' });

  await keys.press('/');
  await box().waitFor();
  await keys.type('print tom');
  await chosen().filter({ hasText: 'Print tomorrow' }).waitFor();
  await keys.press('Enter');
  await goes(`^#/calendar/${plus(1)}/print$`);
  await stage.open(page, '#/waitlist');
  await find('sett');
  await keys.press('Enter');
  await goes('^#/settings');
  await find('nederl');
  await keys.press('Enter');
  await page.getByRole('navigation', { name: 'Hoofdmenu' }).waitFor();
  await find('overmorgen');
  await page.getByRole('option', { selected: true }).filter({ hasText: 'Agenda' }).waitFor();
  await keys.press('Enter');
  await goes(`^#/calendar/${plus(2)}`);
  await find('volgende maa');
  await page.getByRole('option', { selected: true }).filter({ hasText: 'maandag' }).waitFor();
  await keys.press('Enter');
  await goes(`^#/calendar/${monday}`);
  await find('deutsch');
  await keys.press('Enter');
  await page.getByRole('navigation', { name: 'Hauptmenü' }).waitFor();
  await find('nächsten mo');
  await page.getByRole('option', { selected: true }).filter({ hasText: 'Montag' }).waitFor();
  await keys.press('Enter');
  await goes(`^#/calendar/${monday}`);
  await find('einstell');
  await keys.press('Enter');
  await goes('^#/settings');
  await find('xyzxyz');
  await page.getByText(/^Nichts heißt so/).waitFor();
  await stage.shoot(page, 'nothing');
  assert.match(await where(), /settings/);

  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const other = await stage.signedIn({ size });
    await stage.open(other, '#/waitlist');
    await other.getByRole('button', { name: /Search/ }).click();
    for (const theme of ['light', 'dark']) {
      await stage.theme(other, theme);
      await stage.accessible(other, `the search, ${name}, ${theme}`);
      await stage.shoot(other, `${name}-${theme}`);
    }
  }
});
