// Two browsers side by side: what one changes shows in the other within a second; a drag goes on while the book
// changes around it; and whoever drags what another has just moved is told who did.
import assert from 'node:assert/strict';
import { ask, becomes, card, carry, minutes, openDay, scene, spot } from './calendar.mjs';
import { play } from './stage.mjs';

await play(async (stage) => {
  const [anna, bert] = [await stage.signedIn(), await stage.signedIn()];
  const { date, booking, to, staff, client, service } = await scene(stage, anna);
  const name = (id) => staff.find((person) => person.id === id).name;
  await openDay(anna, date, booking.id);
  await openDay(bert, date, booking.id);
  for (const page of [anna, bert]) await page.getByText('Live', { exact: true }).waitFor();

  const target = await spot(anna, name(to.staff_id), minutes(to.start_at), booking);
  const column = bert.getByRole('group', { name: new RegExp(`^${name(to.staff_id)},`) });
  const isMove = (response) => response.request().method() === 'PUT' && response.url().endsWith(`/api/bookings/${booking.id}`);
  const moved = anna.waitForResponse(isMove).then(() => Date.now());
  const shown = column.locator(`[data-card="${booking.id}"].lit`).waitFor().then(() => Date.now());
  await carry(anna, booking.id, target);
  await becomes(stage, anna, booking.id, { staff_id: to.staff_id });
  assert.ok((await shown) - (await moved) < 1_000);
  await anna.keyboard.press('Control+z');
  await becomes(stage, anna, booking.id, { staff_id: booking.staff_id });

  // Anna holds the card while Bert's screen makes another booking.
  await carry(anna, booking.id, target, { drop: false });
  const another = { client_id: client.id, staff_id: booking.staff_id, service_id: service.id, start_at: `${date} 07:00:00`, end_at: `${date} 07:30:00`, allow_overlap: true };
  const early = await ask(stage, bert, 'POST', '/api/bookings', another);
  await card(anna, early.id).waitFor();
  assert.equal(await anna.locator('.ghost').count(), 1, 'the drag goes on');
  await anna.mouse.up();
  await becomes(stage, anna, booking.id, { staff_id: to.staff_id, start_at: to.start_at });

  // Now Bert moves the very card that Anna holds.
  await card(anna, booking.id).scrollIntoViewIfNeeded();
  const current = await ask(stage, bert, 'GET', `/api/bookings/${booking.id}`);
  const back = await spot(anna, name(booking.staff_id), minutes(booking.start_at), current);
  await carry(anna, booking.id, back, { drop: false });
  const later = { start_at: `${date} 07:30:00`, end_at: `${date} 08:00:00`, allow_overlap: true };
  await ask(stage, bert, 'PUT', `/api/bookings/${booking.id}`, later);
  await anna.waitForTimeout(600);
  await anna.mouse.up();
  const { name: me } = await ask(stage, anna, 'GET', '/api/auth/me');
  await anna.locator('.toast.bad', { hasText: `${me} changed` }).waitFor();
  await becomes(stage, anna, booking.id, { staff_id: to.staff_id, start_at: later.start_at });
});
