// The drawer in both themes and both sizes: an appointment, a new one, whom to call; and what is changed in it.
import assert from 'node:assert/strict';
import { openAllDay, plusDays, wallNow } from './hours.mjs';
import { DESKTOP, PHONE, play } from './stage.mjs';

/** A client without an address has an appointment tomorrow, and one with an alert has one after that. */
async function scene(stage, page) {
  const tomorrow = plusDays(await wallNow(stage, page), 1);
  const say = async (method, path, body) => (await stage.ask(page, method, path, body)).body;
  await say('PUT', '/api/settings', { country: 'NL' });
  const bea = await say('POST', '/api/clients', { name: 'Bea van der Poststraat', phone: '06 1234 5678', alert: 'Allergic to PPD: no colour', notes: 'Tea, no milk', language: 'nl' });
  const service = (await say('GET', '/api/services')).find((one) => one.active && one.gap_minutes === 0);
  const slots = await say('GET', `/api/availability?service_id=${service.id}&date=${tomorrow}`);
  const { staff_id, start_at, end_at } = slots.find((slot) => slot.start_at.slice(11) > '12');
  const booking = await say('POST', '/api/bookings', { client_id: bea.id, service_id: service.id, staff_id, start_at, end_at });
  return { bea, booking, tomorrow };
}

await play(async (stage) => {
  const desk = await stage.signedIn();
  await openAllDay(stage, desk);
  const { booking, tomorrow } = await scene(stage, desk);
  const phone = await stage.signedIn({ size: PHONE });
  for (const [page, name] of [[desk, 'desktop'], [phone, 'phone']]) {
    await stage.open(page, `#/calendar/${tomorrow}`);
    if (name === 'desktop') await page.locator(`[data-card="${booking.id}"]`).click();
    else {
      await page.getByRole('button', { name: /to call$/ }).click();
      await page.getByRole('button', { name: /Open Bea van der/ }).click();
    }
    await page.getByText('Allergic to PPD').waitFor();
    await page.getByRole('region', { name: 'Letters' }).waitFor();
    for (const theme of ['light', 'dark']) {
      await stage.theme(page, theme);
      await stage.accessible(page, `an appointment, ${name}, ${theme}`);
      await stage.shoot(page, `appointment-${name}-${theme}`);
      await page.locator('aside.drawer .body').evaluate((body) => body.scrollTo(0, body.scrollHeight));
      await stage.shoot(page, `appointment-below-${name}-${theme}`);
      await page.locator('aside.drawer .body').evaluate((body) => body.scrollTo(0, 0));
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wider, false, `${name}: nothing lies beyond the edge`);
    await page.keyboard.press('Escape');
    if (name === 'phone') await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New booking' }).click();
    await page.getByRole('combobox', { name: 'Client' }).fill('bea');
    await page.getByRole('option', { name: /Bea van der/ }).waitFor();
    for (const theme of ['light', 'dark']) {
      await stage.theme(page, theme);
      await stage.accessible(page, `looking for a client, ${name}, ${theme}`);
      await stage.shoot(page, `new-${name}-${theme}`);
    }
    await page.getByRole('option', { name: /Bea van der/ }).click();
    await page.getByText('The client knows').waitFor();
    await stage.shoot(page, `chosen-${name}`);
    await stage.accessible(page, `a new booking, ${name}`);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /to call$/ }).click();
    await page.getByRole('button', { name: /Open Bea van der/ }).waitFor();
    for (const theme of ['dark', 'light']) {
      await stage.theme(page, theme);
      await stage.accessible(page, `to call, ${name}, ${theme}`);
      await stage.shoot(page, `to-call-${name}-${theme}`);
    }
    if (name === 'desktop') await page.keyboard.press('Escape');
  }

  // The text is in the client's language, whichever the desk speaks; the number is as one dials it from anywhere.
  const row = phone.locator('li', { hasText: 'Bea van der' });
  const link = await row.getByRole('link', { name: 'WhatsApp' }).getAttribute('href');
  assert.match(link, /^https:\/\/wa\.me\/31612345678\?text=Hallo%20Bea/);
  assert.match(decodeURIComponent(link), /uw afspraak bij .* is op .* om /);
  assert.match(await row.getByRole('link', { name: 'Text message' }).getAttribute('href'), /^sms:0612345678\?body=Hallo/);
  await row.getByRole('checkbox', { name: 'Told' }).check();
  await phone.locator('.toast', { hasText: 'was told' }).waitFor();
  const { body: told } = await stage.ask(phone, 'GET', `/api/bookings/${booking.id}`);
  assert.equal(told.client_knows.how, 'phone');

  // What is changed in the drawer is saved at once, and Undo takes it back.
  await desk.locator(`[data-card="${booking.id}"]`).click();
  const read = async () => (await stage.ask(desk, 'GET', `/api/bookings/${booking.id}`)).body;
  await desk.getByLabel('Internal notes').fill('Wants the window seat');
  await desk.getByLabel('Internal notes').blur();
  await desk.locator('.toast', { hasText: 'was changed' }).waitFor();
  assert.equal((await read()).internal_notes, 'Wants the window seat');
  await desk.getByLabel('Minutes').fill(String((Date.parse(booking.end_at) - Date.parse(booking.start_at)) / 60_000 - 5));
  await desk.getByLabel('Minutes').press('Enter');
  await desk.locator('.toast', { hasText: 'was changed' }).nth(1).waitFor();
  assert.notEqual((await read()).end_at, booking.end_at);
  await desk.locator('.toast').last().getByRole('button', { name: 'Undo' }).click();
  await desk.waitForFunction(async ([id, end]) => (await (await fetch(`/api/bookings/${id}`)).json()).end_at === end, [booking.id, booking.end_at]);
  await desk.locator('aside.drawer').getByRole('button', { name: 'Arrived' }).click();
  await desk.getByText(/Arrived \d\d:\d\d/).waitFor();
  // It is shown before it is saved.
  await desk.waitForFunction(async (id) => (await (await fetch(`/api/bookings/${id}`)).json()).arrived_at !== null, booking.id);
});
