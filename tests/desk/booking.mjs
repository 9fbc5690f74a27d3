// Booking from the drawer: with the keyboard alone, over a taken time, for somebody who walks in, somebody new, and the
// next appointment. What each takes is counted.
import assert from 'node:assert/strict';
import { openAllDay, plusDays, wallNow } from './hours.mjs';
import { play } from './stage.mjs';

const drawer = (page) => page.locator('aside.drawer');
const clock = (wall) => wall.slice(11, 16);

/** Waits until the drawer shows an appointment, and gives the newest of the book. */
async function booked(stage, page, name) {
  await drawer(page).getByRole('heading', { level: 2, name }).waitFor();
  await drawer(page).getByRole('region', { name: 'Status' }).waitFor();
  const { body } = await stage.ask(page, 'GET', '/api/bookings');
  return body.reduce((newest, one) => (one.id > newest.id ? one : newest));
}

/** Somebody who has been here: three letters find them. */
async function regular(stage, page) {
  const { body: { data: body } } = await stage.ask(page, 'GET', '/api/bookings?status=completed&page=1&limit=200');
  const counts = new Map();
  for (const { client_id } of body) counts.set(client_id, (counts.get(client_id) ?? 0) + 1);
  const [[id]] = [...counts].sort((a, b) => b[1] - a[1]);
  const { body: client } = await stage.ask(page, 'GET', `/api/clients/${id}`);
  return client.walk_in ? (await stage.ask(page, 'GET', `/api/clients/${[...counts.keys()].find((other) => other !== id)}`)).body : client;
}

await play(async (stage) => {
  const page = await stage.signedIn();
  await openAllDay(stage, page);
  await page.locator('[data-card]').first().waitFor();
  await page.waitForTimeout(600);
  const wall = await wallNow(stage, page);
  const client = await regular(stage, page);
  const { body: services } = await stage.ask(page, 'GET', '/api/services');
  const { body: staff } = await stage.ask(page, 'GET', '/api/staff');

  // N, letters, Enter.
  await page.keyboard.press('n');
  const who = page.getByRole('combobox', { name: 'Client' });
  await who.waitFor();
  await page.keyboard.type(client.name.toLowerCase());
  await page.getByRole('option', { name: new RegExp(`^${client.name}`) }).waitFor();
  await page.getByText('Enter books').waitFor();
  await stage.shoot(page, 'typed');
  await page.keyboard.press('Enter');
  const first = await booked(stage, page, client.name);
  assert.equal(first.client_id, client.id);
  assert.ok(first.start_at >= wall.slice(0, 16), 'at the next free time');
  await stage.shoot(page, 'booked');
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await drawer(page).getByText('Cancelled').first().waitFor();

  // A taken time: who is there, what is free instead, and "book anyway".
  const tomorrow = plusDays(wall, 1);
  const { body: theirs } = await stage.ask(page, 'GET', `/api/bookings?from=${tomorrow}&to=${plusDays(wall, 2)}&status=scheduled`);
  const taken = theirs.find((one) => clock(one.start_at) >= '10:00' && one.gap_minutes === 0);
  for (const way of ['gap', 'anyway']) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await who.waitFor();
    await page.keyboard.type(client.name.toLowerCase());
    await page.getByRole('option', { name: new RegExp(`^${client.name}`) }).waitFor();
    await page.keyboard.press('Tab');
    await drawer(page).getByText(client.name).waitFor();
    await page.getByRole('combobox', { name: 'Service' }).fill(services.find((one) => one.id === taken.service_id).name);
    await page.keyboard.press('Enter');
    await page.getByLabel('Day', { exact: true }).fill(`${tomorrow.slice(8, 10)}/${tomorrow.slice(5, 7)}/${tomorrow.slice(0, 4)}`);
    await page.getByLabel('Time', { exact: true }).fill(clock(taken.start_at));
    await page.getByLabel('With', { exact: true }).selectOption({ label: staff.find((one) => one.id === taken.staff_id).name });
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    const clash = page.getByRole('alert').filter({ hasText: 'isn’t free at' });
    await clash.getByText(taken.client_name).waitFor();
    await clash.getByText('Free instead').waitFor();
    const places = await clash.getByRole('button').count();
    assert.ok(places >= 3 && places <= 4, `the three nearest and "book anyway": ${places}`);
    if (way === 'gap') await stage.accessible(page, 'a clash');
    await stage.shoot(page, `clash-${way}`);
    await (way === 'gap' ? clash.getByRole('button').first() : clash.getByRole('button', { name: 'Book anyway' })).click();
    const made = await booked(stage, page, client.name);
    if (way === 'anyway') assert.equal(made.start_at, taken.start_at);
    else assert.notEqual(`${made.start_at} ${made.staff_id}`, `${taken.start_at} ${taken.staff_id}`);
  }

  // A holiday is said at the field.
  await stage.ask(page, 'POST', '/api/holidays', { date: plusDays(wall, 3), name: 'Jubilee' });
  await page.getByLabel('Day', { exact: true }).fill(plusDays(wall, 3));
  await page.keyboard.press('Enter');
  await drawer(page).locator('.error', { hasText: 'Jubilee' }).waitFor();
  await stage.shoot(page, 'holiday');

  // Somebody walks in: two actions.
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.getByRole('button', { name: /^Walk-in: / }).first().click();
  const walked = await booked(stage, page, 'Walk-in');
  assert.equal(walked.start_at.slice(0, 10), wall.slice(0, 10));
  const late = (Date.parse(`${walked.start_at.replace(' ', 'T')}Z`) - Date.parse(`${wall.replace(' ', 'T')}Z`)) / 60_000;
  assert.ok(late > -10 && late <= 31, `now, not in ${late} minutes`);

  // Somebody new: a name and a number are enough.
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.keyboard.type('Zerlina Quist');
  await page.getByRole('option', { name: 'Create “Zerlina Quist”' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('Phone', { exact: true }).fill('06 1234 0099');
  await page.keyboard.press('Enter');
  const service = page.getByRole('combobox', { name: 'Service' });
  await service.press('ArrowDown');
  await page.getByRole('option').first().waitFor();
  await stage.shoot(page, 'services');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Add a service' }).waitFor();
  await page.keyboard.press('Enter');
  const fresh = await booked(stage, page, 'Zerlina Quist');
  await drawer(page).getByRole('link', { name: /Call 06 1234 0099/ }).waitFor();
  assert.equal(fresh.client_knows.how, 'phone', 'she has no address and was told here');

  // Several services in one visit.
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.keyboard.type(client.name.toLowerCase());
  await page.getByRole('option', { name: new RegExp(`^${client.name}`) }).waitFor();
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Add a service' }).click();
  const second = page.getByRole('combobox', { name: 'Service' }).nth(1);
  await second.press('ArrowDown');
  await page.getByRole('option').nth(2).click();
  await stage.shoot(page, 'visit');
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await booked(stage, page, client.name).catch(() => {});
  const clashed = page.getByRole('button', { name: 'Book anyway' });
  if (await clashed.isVisible()) await clashed.click();
  await drawer(page).getByRole('region', { name: 'In the same visit' }).waitFor();

  // Same again: two clicks; complete, and the next one is offered: two clicks.
  const before = (await stage.ask(page, 'GET', `/api/clients/${client.id}/bookings`)).body.length;
  await page.getByRole('button', { name: 'Same again' }).click();
  const offers = page.getByRole('region', { name: 'The next appointment' });
  await offers.getByRole('button').first().waitFor();
  await stage.shoot(page, 'again');
  await offers.getByRole('button').first().click();
  await page.locator('.toast', { hasText: `${client.name} is booked` }).first().waitFor();
  assert.equal((await stage.ask(page, 'GET', `/api/clients/${client.id}/bookings`)).body.length, before + 1);

  await page.evaluate((id) => (location.hash = `#/calendar?${id}`), fresh.id);
  await page.keyboard.press('Escape');
  await page.evaluate((day) => (location.hash = `#/calendar/${day}`), fresh.start_at.slice(0, 10));
  await page.locator(`[data-card="${fresh.id}"]`).click();
  await page.getByRole('button', { name: 'Complete' }).click();
  const next = page.getByRole('region', { name: 'The next appointment' });
  await next.getByRole('button').first().waitFor();
  await stage.accessible(page, 'the next appointment');
  await stage.shoot(page, 'completed');
  await next.getByRole('button').first().click();
  await page.locator('.toast', { hasText: 'Zerlina Quist is booked' }).first().waitFor();
  assert.equal((await stage.ask(page, 'GET', `/api/clients/${fresh.client_id}/bookings`)).body.length, 2);
});
