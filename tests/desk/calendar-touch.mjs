// The calendar under a finger: one column, a swipe leads to the next person, a long press takes hold of a card or of
// free time, a tap opens, and a plain stroke scrolls. What is cut in the drawer goes to another person and another day.
import assert from 'node:assert/strict';
import { ask, becomes, card, clock, minutes, openDay, scene } from './calendar.mjs';
import { PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn({ size: PHONE });
  const { date, service, booking, staff } = await scene(stage, page, 'Tess Duim');
  const finger = await page.context().newCDPSession(page);
  const touch = (type, at) => finger.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] });
  const stroke = async (from, to, steps = 12) => {
    for (let n = 1; n <= steps; n += 1) {
      await touch('touchMove', { x: from.x + ((to.x - from.x) * n) / steps, y: from.y + ((to.y - from.y) * n) / steps });
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    }
  };
  const scroller = page.locator('.scroller');
  const scrolled = () => scroller.evaluate((element) => [element.scrollLeft, element.scrollTop]);
  const still = () =>
    scroller.evaluate(async (element) => {
      for (let top = -1; top !== element.scrollTop; ) {
        top = element.scrollTop;
        await new Promise((passed) => setTimeout(passed, 150));
      }
    });
  const middleOf = async (locator) => {
    const box = await locator.boundingBox();
    return { x: box.x + box.width / 2, y: box.y + Math.min(12, box.height / 2) };
  };

  await openDay(page, date, booking.id);
  const quarter = await page.locator('.scroller').evaluate((element) => parseFloat(getComputedStyle(element).getPropertyValue('--quarter')));
  assert.ok(quarter >= 24, `a quarter of an hour is ${quarter} px tall`);
  const columns = await page.locator('.column').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
  assert.ok(columns.every((width) => width > 320 && width <= 390), 'one column fills the screen');

  // A swipe to the left leads to the next person, whose column then stands at the edge.
  await scroller.evaluate((element) => element.scrollTo(0, element.scrollTop));
  const from = { x: 330, y: 500 };
  await touch('touchStart', from);
  await stroke(from, { x: 90, y: 500 });
  await touch('touchEnd');
  await page.waitForFunction((width) => Math.abs(document.querySelector('.scroller').scrollLeft - width) < 2, columns[0]);
  await stage.shoot(page, 'swiped');
  assert.equal(await page.locator('.ghost').count(), 0);

  // A stroke up or down scrolls, and takes nothing along.
  const [, top] = await scrolled();
  const down = top < 100;
  await touch('touchStart', { x: 200, y: 500 });
  await stroke({ x: 200, y: 500 }, { x: 200, y: down ? 350 : 650 });
  await touch('touchEnd');
  await page.waitForFunction((top) => Math.abs(document.querySelector('.scroller').scrollTop - top) > 60, top);

  // A long press takes hold of the card; it goes an hour down and stays with its person.
  await card(page, booking.id).scrollIntoViewIfNeeded();
  await scroller.evaluate((element, id) => {
    const box = element.querySelector(`[data-card="${id}"]`).getBoundingClientRect();
    element.scrollTop += box.top - 300;
  }, booking.id);
  const grip = await middleOf(card(page, booking.id));
  const [left, above] = await scrolled();
  await touch('touchStart', grip);
  await page.locator(`[data-card="${booking.id}"].lifted`).waitFor();
  await stroke(grip, { x: grip.x, y: grip.y + quarter * 4 });
  await page.locator('.ghost', { hasText: 'Tess Duim' }).waitFor();
  await stage.shoot(page, 'held');
  await touch('touchEnd');
  await becomes(stage, page, booking.id, { start_at: `${date} ${clock(minutes(booking.start_at) + 60)}:00`, staff_id: booking.staff_id });
  assert.deepEqual(await scrolled(), [left, above], 'the day stood still under the finger');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().tap();
  await becomes(stage, page, booking.id, { start_at: booking.start_at });
  assert.equal(await page.getByRole('complementary').count(), 0, 'the finger that let go did not tap');

  // A long press on free time makes room for a new one: it is asked what for.
  const free = await middleOf(card(page, booking.id));
  const beside = { x: free.x, y: free.y + quarter * 4 };
  await touch('touchStart', beside);
  await page.locator('.ghost').waitFor();
  await stroke(beside, { x: beside.x, y: beside.y + quarter });
  await touch('touchEnd');
  const asked = page.getByRole('dialog', { name: new RegExp(`^${staff.find(({ id }) => id === booking.staff_id).name}`) });
  await asked.waitFor();
  await stage.shoot(page, 'asked');
  await asked.getByRole('button', { name: 'New booking' }).tap();
  await page.getByRole('complementary', { name: 'New booking' }).waitFor();
  await stage.accessible(page, 'a new booking on a phone');
  await stage.shoot(page, 'new');
  await page.getByRole('complementary').getByRole('button', { name: 'Close' }).tap();

  await card(page, booking.id).tap();
  await page.getByRole('complementary', { name: 'Tess Duim' }).waitFor();
  assert.equal((await ask(stage, page, 'GET', `/api/bookings/${booking.id}`)).start_at, booking.start_at);

  // Cut in the drawer, it is in the hand, and the line says so; cancelled, nothing has happened.
  const stands = async () => {
    const { staff_id, start_at, end_at, version } = await ask(stage, page, 'GET', `/api/bookings/${booking.id}`);
    return { staff_id, start_at, end_at, version };
  };
  const before = await stands();
  const changes = [];
  page.on('request', (request) => request.method() !== 'GET' && changes.push(request.method()));
  const line = page.getByRole('status').filter({ hasText: 'Carrying Tess Duim' });
  const drawer = page.getByRole('complementary', { name: 'Tess Duim' });
  const cut = () => drawer.getByRole('button', { name: 'Move to another day' }).tap();
  await cut();
  await line.getByText(`Carrying Tess Duim, ${service.name}, 30 min.`).waitFor();
  assert.equal(await page.getByRole('complementary').count(), 0, 'the calendar is in sight');
  await stage.accessible(page, 'carrying on a phone');
  await stage.fits(page, 'carrying on a phone');
  for (const theme of ['light', 'dark']) {
    await stage.theme(page, theme);
    await stage.shoot(page, `carrying-${theme}`);
  }
  await stage.theme(page, 'light');
  await line.getByRole('button', { name: 'Cancel' }).tap();
  await line.waitFor({ state: 'detached' });
  assert.deepEqual(await stands(), before, 'cancelled, nothing has changed');

  // In the hand again: a swipe leads to the next person and a stroke scrolls; neither puts it down.
  await card(page, booking.id).tap();
  await cut();
  await line.waitFor();
  await scroller.evaluate((element) => element.scrollTo(0, 0));
  await touch('touchStart', from);
  await stroke(from, { x: 90, y: 500 });
  await touch('touchEnd');
  await page.waitForFunction((width) => Math.abs(document.querySelector('.scroller').scrollLeft - width) < 2, columns[0]);
  await touch('touchStart', { x: 200, y: 600 });
  await stroke({ x: 200, y: 600 }, { x: 200, y: 400 });
  await touch('touchEnd');
  await page.waitForFunction(() => document.querySelector('.scroller').scrollTop > 60);
  assert.equal(await page.locator('.ghost').count(), 0, 'nothing hangs at a finger that scrolls');
  // A tap on a day that still rolls on stops it, as on every phone, and does nothing else.
  await still();

  // On to a day on which the service can be had, and somebody is booked.
  let [day, slots, taken] = [date, [], undefined];
  while (slots.length === 0 || !taken) {
    day = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    await page.getByRole('button', { name: 'The day after' }).tap();
    await page.waitForFunction((day) => location.hash.includes(day), day);
    slots = await ask(stage, page, 'GET', `/api/availability?service_id=${service.id}&date=${day}`);
    const booked = await ask(stage, page, 'GET', `/api/bookings?from=${day}&to=${day} 23:59:59`);
    taken = booked.find((one) => one.status === 'scheduled' && one.gap_minutes === 0 && minutes(one.end_at) - minutes(one.start_at) >= 30);
  }
  /** Where a minute of somebody's column is, scrolled into sight. */
  const place = async (staffId, minute) => {
    const column = page.locator(`[data-column="${day}/${staffId}"]`);
    await column.waitFor();
    return column.evaluate((element, minute) => {
      const scroller = element.closest('.scroller');
      const style = getComputedStyle(scroller);
      const [quarter, offset] = ['--quarter', '--offset'].map((name) => parseFloat(style.getPropertyValue(name)));
      const down = (minute / 15) * quarter - offset + quarter / 2;
      scroller.scrollTo({ left: element.offsetLeft, top: down - 250, behavior: 'instant' });
      const box = element.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + down };
    }, minute);
  };
  const tap = async ({ x, y }) => {
    await page.waitForFunction(({ x, y }) => !document.elementFromPoint(x, y)?.closest('.toast'), { x, y });
    await page.touchscreen.tap(x, y);
  };

  // Where somebody is booked it is refused, with ways out, and stays in the hand.
  await tap(await place(taken.staff_id, minutes(taken.start_at)));
  const refusal = page.locator('.toast.bad', { hasText: taken.client_name });
  await refusal.getByRole('button', { name: 'Book anyway' }).waitFor();
  await line.waitFor();
  assert.deepEqual(await stands(), before, 'refused, nothing has changed');
  await stage.shoot(page, 'carried-refused');
  await refusal.getByRole('button', { name: 'Close' }).tap();

  // A tap on free time puts it there, at once and with one change; the client will hear, and Undo takes it back.
  const slot = slots.find(({ start_at }) => minutes(start_at) % 15 === 0);
  changes.length = 0;
  await tap(await place(slot.staff_id, minutes(slot.start_at)));
  await becomes(stage, page, booking.id, { start_at: slot.start_at, staff_id: slot.staff_id });
  await line.waitFor({ state: 'detached' });
  await card(page, booking.id).waitFor();
  const said = page.getByRole('status').locator('.toast', { hasText: 'Tess Duim: moved to' });
  await said.getByText(/The letter leaves at \d\d:\d\d/).waitFor();
  assert.deepEqual(changes, ['PUT'], 'one change');
  await stage.shoot(page, 'placed');
  await said.getByRole('button', { name: 'Undo' }).tap();
  await becomes(stage, page, booking.id, { start_at: before.start_at, staff_id: before.staff_id, end_at: before.end_at });

  // One of the ways out takes it out of the hand.
  await page.goto(`/#/calendar/${date}`);
  await card(page, booking.id).tap();
  await cut();
  await page.goto(`/#/calendar/${day}`);
  await tap(await place(taken.staff_id, minutes(taken.start_at)));
  await refusal.getByRole('button', { name: 'Book anyway' }).tap();
  await becomes(stage, page, booking.id, { staff_id: taken.staff_id, start_at: taken.start_at });
  await line.waitFor({ state: 'detached' });
});
