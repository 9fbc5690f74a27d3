// Staff: hours, a person's form, time off that meets bookings, an address for a phone, and holidays by a click.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const page = await stage.signedIn({ size });
    for (const [address, screen] of [['#/staff', 'list'], ['#/staff/1', 'person'], ['#/staff/1/times', 'times']]) {
      await stage.open(page, address);
      await page.getByRole('heading', { name: 'Holidays' }).waitFor();
      for (const theme of ['light', 'dark']) {
        await stage.theme(page, theme);
        await stage.accessible(page, `${screen}, ${name}, ${theme}`);
        await stage.shoot(page, `${screen}-${name}-${theme}`);
      }
      const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(wider, false, `${screen}, ${name}: nothing lies beyond the edge`);
    }
  }

  const page = await stage.signedIn();
  await stage.open(page, '#/staff/new');
  await page.getByLabel('Name').fill('Noor');
  await page.getByLabel('Works in the opening hours').uncheck();
  await page.getByLabel('Monday, from').fill('10');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Noor is saved').waitFor();
  const { body: team } = await stage.ask(page, 'GET', '/api/staff');
  const noor = team.find((person) => person.name === 'Noor');
  assert.equal(noor.hours.mon[0][0], '10:00');

  // Two weeks off meet bookings of somebody busy; they are listed with what to call.
  await stage.open(page, '#/staff/1/times');
  await page.getByRole('button', { name: 'Give time off' }).click();
  const until = page.getByLabel('Until, that day too');
  for (let day = 0; day < 14; day += 1) await until.press('ArrowUp');
  await page.getByLabel('What for').fill('Holiday in Spain');
  await page.getByRole('button', { name: 'Save' }).click();
  const list = page.getByRole('dialog');
  await list.getByText(/bookings are hit/).waitFor();
  await list.locator('a[href^="tel:"]').first().waitFor();
  await stage.accessible(page, 'whom it hits');
  await stage.shoot(page, 'affected');
  await list.getByRole('button', { name: 'Close' }).last().click();
  await page.getByText('Holiday in Spain').waitFor();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await page.getByText('Holiday in Spain').waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Make an address' }).click();
  assert.match(await page.getByLabel('Agenda on a phone').inputValue(), /\/calendar\/[^/]+\.ics$/);

  // A day far ahead, where nobody is booked: on, and off again.
  await stage.open(page, '#/staff');
  for (let month = 0; month < 8; month += 1) await page.getByRole('button', { name: 'The month after' }).click();
  const day = page.locator('.days button').nth(15);
  await day.click();
  await page.getByText('The salon is closed then').waitFor();
  await assert.doesNotReject(page.locator('.days button[aria-pressed=true]').first().waitFor());
  await day.click();
  await page.getByText(/is open on .* again/).waitFor();
});
