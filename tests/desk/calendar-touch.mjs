// The calendar under a finger: one column, a swipe leads to the next person, a long press takes hold of a card or of
// free time, a tap opens, and a plain stroke scrolls.
import assert from 'node:assert/strict';
import { ask, becomes, card, clock, minutes, openDay, scene } from './calendar.mjs';
import { PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn({ size: PHONE });
  const { date, booking, staff } = await scene(stage, page, 'Tess Duim');
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
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click();
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
});
