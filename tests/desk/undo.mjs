// Ctrl Z is quicker than the server: it waits for the answer and then takes back what was done last, once, and nothing
// that was done before. What the server refuses needs no taking back.
import assert from 'node:assert/strict';
import { ask, becomes, card, carry, clock, minutes, openDay, scene, spot, uncovered } from './calendar.mjs';
import { play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const { date, booking, to, staff, client, service } = await scene(stage, page, 'Ursula Undoer');
  const person = staff.find(({ id }) => id === booking.staff_id).name;
  const wish = { client_id: client.id, staff_id: to.staff_id, service_id: service.id, start_at: to.start_at, end_at: to.end_at };
  const older = await ask(stage, page, 'POST', '/api/bookings', wish);

  // What is asked of the server lies there until it is let through.
  let holding = false;
  const held = [];
  const sent = [];
  await page.route(/\/api\/bookings(\/\d+)?$/, (route) => {
    const method = route.request().method();
    if (method === 'GET') return route.continue();
    sent.push(method);
    return holding ? held.push(route) : route.continue();
  });
  const until = async (what, test) => {
    for (const begun = Date.now(); Date.now() - begun < 10_000; await page.waitForTimeout(25)) if (await test()) return;
    assert.fail(what);
  };
  const bad = page.locator('.toast.bad');
  /** Does something, and wants it back before the server has answered. */
  const hasty = async (what, act, presses = 1) => {
    await act(() => (holding = true));
    await until(`${what}: the server is asked`, () => held.length === 1);
    for (let n = 0; n < presses; n += 1) await page.keyboard.press('Control+z');
    await page.waitForTimeout(150);
    assert.equal(held.length, 1, `${what}: undo waits`);
    holding = false;
    sent.length = 0;
    await held.pop().continue();
  };
  /** It is as it was, by one change and no more, and what was done before still is. */
  const back = async (what, { version, staff_id, start_at, end_at, status }) => {
    const now = await becomes(stage, page, booking.id, { staff_id, start_at, end_at, status, version: version + 2 });
    await page.waitForTimeout(400);
    assert.equal(sent.length, 1, `${what}: undone once`);
    assert.ok((await ask(stage, page, 'GET', `/api/bookings/${older.id}`)).arrived_at, `${what}: what was done before stays`);
    return now;
  };

  await openDay(page, date, booking.id);
  await card(page, older.id).focus();
  await page.keyboard.press('a');
  await until('arrived', async () => (await ask(stage, page, 'GET', `/api/bookings/${older.id}`)).arrived_at);
  await page.locator('.toast').waitFor();
  await page.evaluate(() => document.activeElement.blur());

  let stands = await ask(stage, page, 'GET', `/api/bookings/${booking.id}`);
  const target = await spot(page, person, minutes(booking.start_at) + 60, booking);
  await hasty('a move', async (hold) => (await uncovered(page, target), hold(), carry(page, booking.id, target)));
  stands = await back('a move', stands);

  // Whoever presses again, since nothing seems to happen, wants no more than that.
  const stretch = async (hold) => {
    const box = await card(page, booking.id).boundingBox();
    const edge = { x: box.x + 30, y: box.y + box.height - 2 };
    await uncovered(page, edge);
    hold();
    await page.mouse.move(edge.x, edge.y);
    await page.mouse.down();
    await page.mouse.move(edge.x, edge.y + 20, { steps: 6 });
    await page.waitForTimeout(60);
    await page.mouse.up();
  };
  await hasty('a resize', stretch, 3);
  stands = await back('a resize', stands);

  const key = (name) => async (hold) => {
    await card(page, booking.id).focus();
    hold();
    await page.keyboard.press(name);
  };
  await hasty('a status', key('2'));
  stands = await back('a status', stands);
  await hasty('a cancellation', key('5'));
  stands = await back('a cancellation', stands);
  await card(page, booking.id).waitFor();

  // In the drawer, too.
  const drawer = page.getByRole('complementary', { name: client.name });
  await hasty('a status in the drawer', async (hold) => {
    await card(page, booking.id).click({ position: { x: 30, y: 5 } });
    const cancel = drawer.getByRole('button', { name: 'Cancel', exact: true });
    await cancel.waitFor();
    hold();
    await cancel.click();
  });
  stands = await back('a status in the drawer', stands);
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  // By keys nothing was asked yet while the hand still rests: nothing is then.
  sent.length = 0;
  await card(page, booking.id).focus();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+z');
  await page.waitForTimeout(900);
  assert.deepEqual(sent, [], 'moved by a key and back before it was saved');
  await card(page, booking.id).getByText(clock(minutes(booking.start_at))).waitFor();
  assert.equal((await ask(stage, page, 'GET', `/api/bookings/${booking.id}`)).version, stands.version);
  assert.ok((await ask(stage, page, 'GET', `/api/bookings/${older.id}`)).arrived_at, 'what was done before a press of a key stays');

  // A new one is called off again.
  const fresh = page.getByRole('complementary', { name: 'New booking' });
    await hasty('a new booking', async (hold) => {
    await page.keyboard.press('n');
    await fresh.getByRole('combobox', { name: 'Client' }).fill(client.name);
    await page.getByRole('option', { name: new RegExp(`^${client.name}`) }).click();
    const book = fresh.getByRole('button', { name: 'Book', exact: true });
    await book.waitFor();
    hold();
    await book.click();
  });
  await until('it is made and called off', async () => {
    const all = await ask(stage, page, 'GET', `/api/clients/${client.id}/bookings`);
    return all.map(({ status }) => status).sort().join() === 'cancelled,scheduled,scheduled';
  });
  assert.deepEqual(sent, ['DELETE'], 'a new booking: undone once');
  await page.keyboard.press('Escape');

  // What is refused is not undone, and nothing else is in its stead.
  await openDay(page, date, booking.id);
  const taken = await spot(page, staff.find(({ id }) => id === older.staff_id).name, minutes(older.start_at), booking);
  await hasty('a refused move', async (hold) => (await uncovered(page, taken), hold(), carry(page, booking.id, taken)));
  await bad.filter({ hasText: 'is not free at' }).waitFor();
  await page.waitForTimeout(400);
  assert.deepEqual(sent, [], 'nothing is taken back');
  assert.equal((await ask(stage, page, 'GET', `/api/bookings/${booking.id}`)).version, stands.version);
  assert.ok((await ask(stage, page, 'GET', `/api/bookings/${older.id}`)).arrived_at, 'nor what was done before');

  // Asked for once more, it is what was done before.
  await page.keyboard.press('Control+z');
  await becomes(stage, page, older.id, { arrived_at: null });
});
