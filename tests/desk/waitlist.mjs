// The waitlist: somebody is put in line by keyboard, taken off, put back; filters by status and day.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const bea = (await stage.ask(page, 'POST', '/api/clients', { name: 'Bea Wachter', phone: '06 5550 9876' })).body;
  const entries = async () => (await stage.ask(page, 'GET', `/api/waitlist?client_id=${bea.id}`)).body;

  await stage.open(page, '#/waitlist');
  await page.getByRole('link', { name: 'Add to the waitlist' }).first().click();
  const drawer = page.getByRole('complementary', { name: 'Add to the waitlist' });
  await drawer.getByRole('button', { name: 'Add to the waitlist' }).click();
  await drawer.getByRole('alert').first().waitFor();
  assert.equal(await drawer.getByRole('alert').count(), 2, 'who and what are missing, each is said at its field');
  await stage.shoot(page, 'refused');
  await drawer.getByRole('combobox', { name: 'Client' }).fill('Bea W');
  await page.getByRole('option', { name: /Bea Wachter/ }).waitFor();
  await page.keyboard.press('Enter');
  await drawer.getByLabel('Service').selectOption({ index: 1 });
  await stage.accessible(page, 'adding to the waitlist');
  await drawer.getByRole('button', { name: 'Add to the waitlist' }).click();
  await page.getByText('Bea Wachter is on the waitlist').waitFor();
  const row = page.getByRole('listitem').filter({ hasText: 'Bea Wachter' });
  await row.getByText('waits since').waitFor();
  assert.equal((await entries()).length, 1);

  const say = async (word) => {
    await row.getByRole('button', { name: 'More for Bea Wachter' }).click();
    await row.getByRole('button', { name: word }).click();
  };
  await say('Offered by phone');
  await row.getByText('told by phone').waitFor();
  await say('Take off the list');
  await page.getByText('Bea Wachter no longer waits').waitFor();
  await row.waitFor({ state: 'detached' });
  assert.equal((await entries())[0].status, 'cancelled');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click();
  await row.waitFor();
  assert.equal((await entries())[0].status, 'notified');

  await page.getByRole('link', { name: 'Cancelled' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Waiting' }).click();
  await page.getByRole('textbox', { name: 'Date' }).fill('1-1-2040');
  await page.keyboard.press('Enter');
  await page.getByText(/^Nobody waits for/).waitFor();
  await stage.accessible(page, 'a day for which nobody waits');
  await page.getByRole('link', { name: 'All dates' }).click();
  await row.waitFor();

  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const other = await stage.signedIn({ size });
    for (const theme of ['light', 'dark']) {
      await stage.theme(other, theme);
      for (const [what, address] of [['list', '#/waitlist'], ['booked', '#/waitlist?status=booked'], ['new', '#/waitlist/new']]) {
        await stage.open(other, address);
        await other.waitForTimeout(200);
        await stage.accessible(other, `${what}, ${name}, ${theme}`);
        await stage.shoot(other, `${what}-${name}-${theme}`);
      }
    }
    assert.equal(await other.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${name}: nothing lies beyond the edge`);
  }
});
