// Letters: why one hasn't left, sending it, calling it off and thinking better of it, and what failed.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const state = async (id) => (await stage.ask(page, 'GET', `/api/jobs/${id}`)).body.state;
  const waiting = (await stage.ask(page, 'GET', '/api/letters?stage=waiting')).body.data;
  // Two people of whom the list names one letter each, so that a row is surely theirs.
  const alone = ({ client_name }) => waiting.filter((other) => other.client_name === client_name).length === 1;
  const [first, second] = waiting.filter((letter) => letter.type === 'booking.reminder' && letter.recipient && letter.client_name && alone(letter));

  await stage.open(page, '#/letters');
  await page.getByText('Letters are kept in a folder of this machine and not sent').waitFor();
  const row = page.getByRole('listitem').filter({ hasText: `Reminder to ${first.client_name}` }).first();
  await row.getByText('a reminder leaves before the appointment').waitFor();
  await row.getByText(/^Leaves /).waitFor();

  // Nobody has an address to send this to, so that it doesn't leave, and nobody can have it leave.
  const nowhere = waiting.find((letter) => letter.type === 'booking.reminder' && !letter.recipient && letter.client_name && alone(letter));
  const stuck = page.getByRole('listitem').filter({ hasText: `Reminder to ${nowhere.client_name}` }).first();
  await stuck.getByText('there is no e-mail address: call, or enter one with the client').waitFor();
  await stuck.getByText('Won’t leave').waitFor();
  assert.equal(await stuck.getByRole('button', { name: /^Send now/ }).count(), 0);

  // Not at all, then after all: it waits as before.
  await row.getByRole('button', { name: /^Don’t send/ }).click();
  await page.getByText(`Reminder to ${first.client_name} will not be sent`).waitFor();
  assert.equal(await state(first.id), 'cancelled');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await row.waitFor();
  assert.equal(await state(first.id), 'pending');

  // Now.
  await page.getByRole('button', { name: `Send now: Reminder to ${second.client_name}` }).first().click();
  await page.getByText('is on its way').first().waitFor();
  for (let tries = 0; (await state(second.id)) !== 'done' && tries < 40; tries++) await page.waitForTimeout(250);
  assert.equal(await state(second.id), 'done');
  await page.getByRole('link', { name: 'Sent', exact: true }).click();
  const sent = page.getByRole('listitem').filter({ hasText: `Reminder to ${second.client_name}` }).first();
  await sent.getByText(/^Sent \d\d:\d\d/).waitFor();
  await page.getByRole('link', { name: 'Not sent' }).click();
  await page.getByText('The client has no e-mail address.').first().waitFor();

  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const other = await stage.signedIn({ size });
    for (const theme of ['light', 'dark']) {
      await stage.theme(other, theme);
      for (const which of ['waiting', 'held', 'failed', 'sent', 'dropped']) {
        await stage.open(other, `#/letters?stage=${which}`);
        await stage.accessible(other, `${which}, ${name}, ${theme}`);
        await stage.fits(other, `${which}, ${name}, ${theme}`);
        await stage.shoot(other, `${which}-${name}-${theme}`);
      }
    }
  }
});
