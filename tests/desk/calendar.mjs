// What the calendar's stories share: a booking of their own on a day to come, where two people have time, and where
// things are on the grid.
import assert from 'node:assert/strict';

const two = (number) => String(number).padStart(2, '0');
export const clock = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
export const minutes = (wall) => Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16));

function plusDays(date, days) {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** What the API answers, which must be well. */
export async function ask(stage, page, method, path, body) {
  const reply = await stage.ask(page, method, path, body);
  assert.equal(reply.status, 200, `${method} ${path}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}

/** A booking of half an hour for a client of that name, and where else there is time: with somebody else, later.
 *  An hour later the same person is free, too. */
export async function scene(stage, page, name = 'Vera Verhoeven') {
  const { wall } = await ask(stage, page, 'GET', '/api/now');
  const services = await ask(stage, page, 'GET', '/api/services');
  const staff = await ask(stage, page, 'GET', '/api/staff');
  const short = services.filter((service) => service.active && service.duration_minutes === 30 && service.gap_minutes === 0);
  for (let day = 2; day < 12; day += 1)
    for (const service of short) {
      const date = plusDays(wall.slice(0, 10), day);
      const slots = await ask(stage, page, 'GET', `/api/availability?service_id=${service.id}&date=${date}`);
      for (const from of slots) {
        const later = slots.some((slot) => slot.staff_id === from.staff_id && minutes(slot.start_at) === minutes(from.start_at) + 60);
        if (!later) continue;
        const to = slots.find((slot) => slot.staff_id !== from.staff_id && minutes(slot.start_at) >= minutes(from.start_at) + 45);
        if (!to) continue;
        const client = await ask(stage, page, 'POST', '/api/clients', { name, email: `${name.toLowerCase().replace(' ', '.')}@example.com` });
        const booking = await ask(stage, page, 'POST', '/api/bookings', {
          client_id: client.id, staff_id: from.staff_id, service_id: service.id, start_at: from.start_at, end_at: from.end_at,
        });
        return { date, service, client, booking, to, staff, wall };
      }
    }
  throw new Error('the sample salon has no time for the story');
}

export const card = (page, id) => page.locator(`[data-card="${id}"]`);

/** Opens a day and waits for the card. */
export async function openDay(page, date, id, query = '') {
  await page.goto(`/#/calendar/${date}${query}`);
  await card(page, id).waitFor();
  await card(page, id).scrollIntoViewIfNeeded();
}

/** Where on the screen a minute of somebody's column is; `near` is a card, by which heights are measured. */
export async function spot(page, person, minute, near) {
  const column = page.getByRole('group', { name: new RegExp(`^${person},`) });
  const box = await column.boundingBox();
  const known = await card(page, near.id).boundingBox();
  const perMinute = (known.height + 1) / (minutes(near.end_at) - minutes(near.start_at));
  return { x: box.x + box.width / 2, y: known.y + (minute - minutes(near.start_at)) * perMinute };
}

/** Waits until nothing that was said a moment ago lies over these places. */
export async function uncovered(page, ...places) {
  await page.mouse.move(0, 0);
  await page.waitForFunction((places) => !places.some(({ x, y }) => document.elementFromPoint(x, y)?.closest('.toast')), places);
}

/** Takes a card by its upper part and carries it there, in steps as a hand does; lets go unless told otherwise. */
export async function carry(page, id, to, { drop = true } = {}) {
  const box = await card(page, id).boundingBox();
  const at = { x: box.x + box.width / 2, y: box.y + 4 };
  await uncovered(page, at, to);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y + 4, { steps: 12 });
  await page.waitForTimeout(60);
  if (drop) await page.mouse.up();
}

/** Waits until the server has it so. */
export async function becomes(stage, page, id, wanted) {
  const begun = Date.now();
  for (;;) {
    const booking = await ask(stage, page, 'GET', `/api/bookings/${id}`);
    if (Object.entries(wanted).every(([field, value]) => booking[field] === value)) return booking;
    assert.ok(Date.now() - begun < 10_000, `the server has ${JSON.stringify(booking)}, not ${JSON.stringify(wanted)}`);
    await page.waitForTimeout(50);
  }
}
