// A card is dragged to somebody else and another time; the server has it, the letter is named, and undo takes it back.
// What is in the way is said, with a way out; a lower edge that is dragged makes it longer; Escape lets go.
import assert from 'node:assert/strict';
import { ask, becomes, card, carry, clock, minutes, openDay, scene, spot, uncovered } from './calendar.mjs';
import { play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const { date, booking, to, staff, client, service } = await scene(stage, page);
  const name = (id) => staff.find((person) => person.id === id).name;
  await openDay(page, date, booking.id);

  const target = await spot(page, name(to.staff_id), minutes(to.start_at), booking);
  await carry(page, booking.id, target, { drop: false });
  await page.locator('.ghost').waitFor();
  await stage.shoot(page, 'dragging');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  assert.equal(await page.locator('.ghost').count(), 0, 'Escape lets go');
  await becomes(stage, page, booking.id, { staff_id: booking.staff_id, start_at: booking.start_at });

  // Beside an open drawer Escape lets go of the card alone.
  await card(page, booking.id).click({ position: { x: 30, y: 5 } });
  const drawer = page.getByRole('complementary', { name: client.name });
  await drawer.getByRole('button', { name: 'Complete', exact: true }).waitFor();
  const nearer = await card(page, booking.id).boundingBox();
  await carry(page, booking.id, { x: nearer.x + 20, y: nearer.y + 60 }, { drop: false });
  await page.locator('.ghost').waitFor();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  assert.equal(await page.locator('.ghost').count(), 0);
  assert.equal(await drawer.count(), 1, 'the drawer stays');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  await carry(page, booking.id, target);
  await becomes(stage, page, booking.id, { staff_id: to.staff_id, start_at: to.start_at });
  const said = page.locator('.toast', { hasText: `moved to ${clock(minutes(to.start_at))} with ${name(to.staff_id)}` });
  await said.getByText(/The letter leaves at \d\d:\d\d/).waitFor();
  await said.getByRole('button', { name: 'Send now' }).waitFor();
  await card(page, booking.id).getByText('✉').waitFor();
  await stage.shoot(page, 'moved');
  await said.getByRole('button', { name: 'Undo' }).click();
  await becomes(stage, page, booking.id, { staff_id: booking.staff_id, start_at: booking.start_at });

  await said.waitFor({ state: 'detached' });
  await carry(page, booking.id, target);
  await becomes(stage, page, booking.id, { start_at: to.start_at });
  await said.waitFor();
  await page.keyboard.press('Control+z');
  await becomes(stage, page, booking.id, { staff_id: booking.staff_id, start_at: booking.start_at });

  const other = { client_id: client.id, staff_id: to.staff_id, service_id: service.id, start_at: to.start_at, end_at: to.end_at };
  const blocker = await ask(stage, page, 'POST', '/api/bookings', other);
  await card(page, blocker.id).waitFor();
  await carry(page, booking.id, target);
  const clash = page.locator('.toast.bad', { hasText: 'is not free at' });
  await clash.getByRole('button', { name: 'Book anyway' }).waitFor();
  assert.ok((await clash.getByRole('button').count()) >= 3, 'other times are offered');
  await stage.shoot(page, 'overlap');
  await becomes(stage, page, booking.id, { staff_id: booking.staff_id });
  await clash.getByRole('button', { name: 'Book anyway' }).click();
  await becomes(stage, page, booking.id, { staff_id: to.staff_id, start_at: to.start_at });
  await stage.shoot(page, 'side-by-side');

  await ask(stage, page, 'DELETE', `/api/bookings/${blocker.id}`);
  await card(page, blocker.id).waitFor({ state: 'detached' });
  const box = await card(page, booking.id).boundingBox();
  const perMinute = (box.height + 1) / 30;
  const edge = { x: box.x + box.width / 2, y: box.y + box.height - 2 };
  await uncovered(page, edge);
  await page.mouse.move(edge.x, edge.y);
  await page.mouse.down();
  await page.mouse.move(edge.x, edge.y - 10 * perMinute, { steps: 6 });
  await page.mouse.up();
  const end = `${date} ${clock(minutes(to.end_at) - 10)}:00`;
  await becomes(stage, page, booking.id, { start_at: to.start_at, end_at: end });
});
