// Time is dragged over and blocked, and had back; a click on free time begins a booking; whoever runs late pushes the
// rest of the day on, sees what that would do, and takes it back at once.
import assert from 'node:assert/strict';
import { ask, becomes, card, clock, minutes, openDay, scene, spot, uncovered } from './calendar.mjs';
import { play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const { date, booking, to, staff, client, service } = await scene(stage, page);
  const name = (id) => staff.find((person) => person.id === id).name;
  // The day of the story is today, as far as this screen knows.
  await page.route('**/api/now', (route) => route.fulfill({ json: { wall: `${date} 08:00:00`, instant: `${date}T07:00:00Z`, timezone: 'Europe/Amsterdam' } }));
  await page.goto('/');
  await page.reload();
  await openDay(page, date, booking.id);

  await page.evaluate((share) => document.querySelector('.scroller').scrollBy(0, share), 200);
  await card(page, booking.id).scrollIntoViewIfNeeded();
  const begin = minutes(to.start_at);
  const from = await spot(page, name(to.staff_id), begin + 2, booking);
  const until = await spot(page, name(to.staff_id), begin + 20, booking);
  const drag = async () => {
    await uncovered(page, from, until);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(until.x, until.y, { steps: 8 });
    await page.waitForTimeout(60);
    await page.mouse.up();
  };
  await drag();
  const menu = page.getByRole('dialog', { name: name(to.staff_id) });
  await menu.getByLabel('Reason').fill('Dentist');
  await stage.accessible(page, 'the choice for a slot');
  await stage.shoot(page, 'slot');
  await menu.getByRole('button', { name: 'Block time' }).click();
  const hatched = page.locator('.shut.off', { hasText: 'Dentist' });
  await hatched.waitFor();
  const offs = async () => (await ask(stage, page, 'GET', `/api/time-off?from=${date}&to=${date}T23:59`)).filter((off) => off.reason === 'Dentist');
  assert.equal((await offs())[0].start_at, `${date} ${clock(begin - (begin % 15))}:00`);
  await page.keyboard.press('Control+z');
  await hatched.waitFor({ state: 'detached' });
  assert.equal((await offs()).length, 0);

  await page.keyboard.down('Alt');
  await drag();
  await page.keyboard.up('Alt');
  await menu.getByLabel('Reason').fill('Dentist');
  await menu.getByRole('button', { name: 'Every week' }).click();
  await hatched.click();
  await page.getByRole('button', { name: /Make available/ }).click();
  await hatched.waitFor({ state: 'detached' });

  const next = { client_id: client.id, staff_id: booking.staff_id, service_id: service.id, start_at: booking.end_at, end_at: booking.end_at.replace(/..:..:..$/, `${clock(minutes(booking.end_at) + 30)}:00`), allow_overlap: true };
  const second = await ask(stage, page, 'POST', '/api/bookings', next);
  await card(page, second.id).waitFor();
  await page.getByRole('button', { name: `${name(booking.staff_id)}: more` }).click();
  await page.getByRole('button', { name: 'Running late' }).click();
  const late = page.getByRole('dialog', { name: /is running late/ });
  await late.getByRole('button', { name: '10', exact: true }).click();
  await stage.accessible(page, 'running late');
  await stage.shoot(page, 'late');
  await late.getByRole('button', { name: /^Push \d+ appointment/ }).click();
  const plusTen = (wall) => wall.replace(/..:..:..$/, `${clock(minutes(wall) + 10)}:00`);
  await becomes(stage, page, booking.id, { start_at: plusTen(booking.start_at) });
  await becomes(stage, page, second.id, { start_at: plusTen(second.start_at) });
  await page.locator('.toast', { hasText: 'pushed by 10 minutes' }).getByRole('button', { name: 'Undo' }).click();
  await becomes(stage, page, booking.id, { start_at: booking.start_at });
  await becomes(stage, page, second.id, { start_at: second.start_at });
});
