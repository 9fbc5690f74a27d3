// The waitlist beside the calendar: an entry is dragged into a gap, carried there by keys, and a slot that comes free
// shows who waits for it.
import assert from 'node:assert/strict';
import { ask, becomes, card, clock, minutes, openDay, scene, spot } from './calendar.mjs';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const { date, service, booking, to, staff } = await scene(stage, page, 'Wanda Vast');
  const line = async (name) => {
    const client = await ask(stage, page, 'POST', '/api/clients', { name, email: `${name.split(' ')[0].toLowerCase()}@example.com` });
    return ask(stage, page, 'POST', '/api/waitlist', { client_id: client.id, service_id: service.id, date });
  };
  const entry = await line('Wim Wacht');
  const entryIs = async (id, status) => {
    for (const begun = Date.now(); Date.now() - begun < 10_000; await page.waitForTimeout(50))
      if ((await ask(stage, page, 'GET', `/api/waitlist/${id}`)).status === status) return;
    assert.fail(`entry ${id} is ${(await ask(stage, page, 'GET', `/api/waitlist/${id}`)).status}, not ${status}`);
  };
  const bookingsOf = async (client) => (await ask(stage, page, 'GET', `/api/bookings?client_id=${client}`));

  await openDay(page, date, booking.id);
  const toggle = page.getByRole('button', { name: /^Waitlist \d+$/ });
  await toggle.click();
  const panel = page.getByRole('region', { name: 'Who waits' });
  const row = (name) => panel.getByRole('listitem').filter({ hasText: name });
  await row('Wim Wacht').waitFor();
  await stage.accessible(page, 'who waits, beside the calendar');
  await stage.shoot(page, 'panel');

  // Escape puts it back; what is let go beside the grid goes back to the list.
  const person = staff.find(({ id }) => id === to.staff_id).name;
  const place = await spot(page, person, minutes(to.start_at), booking);
  const lift = async () => {
    const box = await row('Wim Wacht').boundingBox();
    await page.mouse.move(box.x + 60, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(place.x, place.y + 4, { steps: 10 });
    await page.locator('.ghost', { hasText: 'Wim Wacht' }).waitFor();
  };
  await lift();
  await stage.shoot(page, 'carried');
  await page.keyboard.press('Escape');
  await page.locator('.ghost').waitFor({ state: 'detached' });
  await page.mouse.up();
  assert.equal((await bookingsOf(entry.client_id)).length, 0);

  await lift();
  await page.mouse.up();
  await page.locator('.toast', { hasText: 'Wim Wacht' }).waitFor();
  await row('Wim Wacht').waitFor({ state: 'detached' });
  const [made] = await bookingsOf(entry.client_id);
  assert.deepEqual([made.waitlist_id, made.staff_id, made.start_at], [entry.id, to.staff_id, to.start_at]);
  await entryIs(entry.id, 'booked');
  await card(page, made.id).waitFor();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click();
  await card(page, made.id).waitFor({ state: 'detached' });
  await entryIs(entry.id, 'waiting');
  await row('Wim Wacht').waitFor();

  // Book begins with the next free time of the day that is waited for.
  await row('Wim Wacht').getByRole('button', { name: 'Book Wim Wacht' }).click();
  const fresh = page.getByRole('complementary', { name: 'New booking' });
  const written = date.split('-').reverse().join('/');
  await page.waitForFunction((written) => [...document.querySelectorAll('aside input')].some(({ value }) => value === written), written);
  await fresh.getByRole('button', { name: 'Close' }).click();
  await fresh.waitFor({ state: 'detached' });

  // By keys: taken by its grip, walked to free time, placed with Enter.
  await row('Wim Wacht').getByRole('button', { name: 'Carry Wim Wacht to a gap' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Carrying Wim Wacht.').waitFor();
  const here = () => page.evaluate(() => {
    const [active, columns] = [document.activeElement, [...document.querySelectorAll('[data-column]')]];
    const own = columns.findIndex((column) => column.contains(active));
    return { free: active.offsetHeight > 60 && active.dataset.free, last: own === columns.length - 1, first: own === 0 };
  });
  // Beyond the last column the next day begins.
  while (!(await here()).first) await page.keyboard.press('ArrowLeft');
  let { free, last } = await here();
  for (let tries = 0; tries < 200 && !free; tries += 1) {
    const aside = tries % 40 === 39 && !last;
    await page.keyboard.press(aside ? 'ArrowRight' : tries % 40 < 20 ? 'ArrowDown' : 'ArrowUp');
    ({ free, last } = await here());
  }
  await page.keyboard.press('Enter');
  await entryIs(entry.id, 'booked');
  const [again] = await bookingsOf(entry.client_id);
  assert.equal(again.start_at, `${date} ${clock(Number(free))}:00`);

  // An appointment is called off for which others wait: the calendar says so, and the drawer books them at a click.
  const other = await line('Willy Wachter');
  await card(page, booking.id).click();
  const drawer = page.getByRole('complementary', { name: 'Wanda Vast' });
  await drawer.getByRole('button', { name: 'Cancel', exact: true }).click();
  await becomes(stage, page, booking.id, { status: 'cancelled' });
  const freed = drawer.getByRole('region', { name: 'One person waits for this slot' });
  await freed.getByText('Willy Wachter').waitFor();
  await stage.accessible(page, 'who waits for a freed slot');
  await stage.shoot(page, 'freed');
  await freed.getByRole('button', { name: 'Book Willy Wachter' }).click();
  await entryIs(other.id, 'booked');
  const [taken] = await bookingsOf(other.client_id);
  assert.deepEqual([taken.waitlist_id, taken.staff_id, taken.start_at], [other.id, booking.staff_id, booking.start_at]);
  await freed.waitFor({ state: 'detached' });

  // By a key on the card: the message says it, and leads to the list.
  await line('Wout Wachtmans');
  await page.keyboard.press('Escape');
  await card(page, taken.id).focus();
  await page.keyboard.press('5');
  const toast = page.locator('.toast', { hasText: 'One person waits for this slot' });
  await toast.waitFor();
  await toggle.click();
  await panel.waitFor({ state: 'detached' });
  await toast.getByRole('button', { name: 'Who waits' }).click();
  await row('Wout Wachtmans').waitFor();

  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const screen = await stage.signedIn({ size });
    await stage.open(screen, `#/calendar/${date}`);
    await screen.getByRole('button', { name: /^Waitlist \d+$/ }).click();
    await screen.getByRole('region', { name: 'Who waits' }).getByRole('listitem').first().waitFor();
    for (const theme of ['light', 'dark']) {
      await stage.theme(screen, theme);
      await stage.accessible(screen, `who waits, ${name}, ${theme}`);
      await stage.shoot(screen, `${name}-${theme}`);
    }
  }
});
