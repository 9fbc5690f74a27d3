// The clients: one is found by phone number, changed in place, merged, erased; a refusal stands at its field.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const make = async (client) => (await stage.ask(page, 'POST', '/api/clients', client)).body;
  const ada = await make({ name: 'Ada Zuiderveld', phone: '+31 6 5550 1234', email: 'ada@example.com', alert: 'Allergic to PPD' });
  const double = await make({ name: 'A. Zuiderveld', email: 'ada.z@example.com', notes: 'Likes tea' });

  // By digits of the phone number, as somebody reads them from a display.
  await stage.open(page, '#/clients');
  const search = page.getByRole('searchbox', { name: 'Name, phone or e-mail' });
  await page.getByText(/^\d+ clients$/).waitFor();
  await stage.shoot(page, 'list');
  await search.fill('55501234');
  await page.getByText('1 client', { exact: true }).waitFor();
  await search.press('Enter');
  const card = page.getByRole('article', { name: 'Ada Zuiderveld' });
  await card.waitFor();
  assert.equal(await card.getByRole('link', { name: 'Call Ada Zuiderveld' }).getAttribute('href'), 'tel:+31655501234');
  assert.equal(await card.getByLabel('Alert').inputValue(), 'Allergic to PPD');
  await search.fill('');

  // In place, with undo; what is refused stays as it was typed, with the reason under it.
  const notes = card.getByLabel('Notes');
  await notes.fill('Prefers mornings');
  await notes.blur();
  await page.getByText('Notes of Ada Zuiderveld changed').waitFor();
  assert.equal((await stage.ask(page, 'GET', `/api/clients/${ada.id}`)).body.notes, 'Prefers mornings');
  await page.keyboard.press('Control+z');
  await page.waitForFunction((field) => field.value === '', await notes.elementHandle());
  const email = card.getByLabel('E-mail', { exact: true });
  await email.fill('ada at home');
  await email.press('Enter');
  await card.getByRole('alert').waitFor();
  assert.match(await card.getByRole('alert').innerText(), /^E-mail must/);
  assert.equal(await email.inputValue(), 'ada at home');
  await stage.shoot(page, 'refused');
  await email.press('Escape');
  await email.fill('ada@example.org');
  await email.press('Enter');
  await page.getByText('E-mail of Ada Zuiderveld changed').waitFor();
  assert.equal(await card.getByRole('alert').count(), 0);

  // The double's card goes into this one.
  await stage.open(page, `#/clients/${double.id}`);
  await page.getByRole('button', { name: 'More about this client' }).click();
  await page.getByRole('button', { name: 'Merge with another client' }).click();
  await page.getByRole('combobox', { name: 'The card that stays' }).fill('Ada Zuid');
  await page.getByRole('option', { name: /Ada Zuiderveld/ }).waitFor();
  await page.keyboard.press('Enter');
  await stage.shoot(page, 'merge');
  await stage.accessible(page, 'merging');
  await page.getByRole('button', { name: 'Merge A. Zuiderveld into Ada Zuiderveld' }).click();
  await card.waitFor();
  assert.equal((await stage.ask(page, 'GET', `/api/clients/${double.id}`)).status, 404);
  assert.match(await card.getByLabel('Notes').inputValue(), /Likes tea/);

  // The one dialog.
  await page.getByRole('button', { name: 'More about this client' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export all that is held' }).click()]);
  assert.equal(file.suggestedFilename(), `client-${ada.id}.json`);
  await page.getByRole('button', { name: 'More about this client' }).click();
  await page.getByRole('button', { name: 'Erase …' }).click();
  await stage.accessible(page, 'the question before erasing');
  await stage.shoot(page, 'erase');
  await page.getByRole('button', { name: 'Erase for ever' }).click();
  await page.getByText('The client is erased.').waitFor();
  await search.fill('Zuiderveld');
  await page.getByText(/Nobody is called/).waitFor();

  // Who isn't there is entered with what was typed.
  await page.getByRole('link', { name: 'New client “Zuiderveld”' }).click();
  await page.getByLabel('E-mail', { exact: true }).fill('nobody');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('E-mail', { exact: true }).fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('article', { name: 'Zuiderveld' }).waitFor();

  // A client with a history, and the walk-in, in both themes and sizes.
  const bookings = (await stage.ask(page, 'GET', '/api/bookings?page=1&limit=200')).body.data;
  const often = bookings.find((booking) => booking.status === 'completed') ?? bookings[0];
  const walkIn = (await stage.ask(page, 'GET', '/api/clients')).body.find((client) => client.walk_in);
  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const other = await stage.signedIn({ size });
    for (const theme of ['light', 'dark']) {
      await stage.theme(other, theme);
      for (const [what, address] of [['list', '#/clients'], ['card', `#/clients/${often.client_id}`], ['walk-in', `#/clients/${walkIn.id}`], ['new', '#/clients/new']]) {
        await stage.open(other, address);
        await other.waitForTimeout(300);
        await stage.accessible(other, `${what}, ${name}, ${theme}`);
        await stage.fits(other, `${what}, ${name}, ${theme}`);
        await stage.shoot(other, `${what}-${name}-${theme}`);
      }
    }
  }
});
