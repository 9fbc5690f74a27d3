// The calendar by keys alone: one stop of Tab, arrows between cards, moving, status, arrived, cut and place, the list.
import assert from 'node:assert/strict';
import { ask, becomes, card, clock, minutes, openDay, scene } from './calendar.mjs';
import { play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const { date, booking, wall } = await scene(stage, page);
  await openDay(page, date, booking.id);
  const stops = await page.locator('.plane [tabindex="0"]').count();
  assert.equal(stops, 1, 'the grid is one stop of the Tab key');

  // Each key leads to something with a name, beyond the first and the last column to the day beside. Down and up lead
  // back to where they began.
  const focused = () => page.evaluate(() => document.activeElement?.closest('.plane') && document.activeElement.getAttribute('aria-label'));
  const onCard = (is) =>
    page.waitForFunction(([id, is]) => document.activeElement?.closest('.plane') && (document.activeElement.dataset.card === id) === is, [String(booking.id), is]);
  const seen = new Set();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowLeft']) {
    await card(page, booking.id).focus();
    await page.keyboard.press(key);
    await onCard(false);
    seen.add(await focused());
    assert.equal(await page.locator('.plane [tabindex="0"]').count(), 1);
    if (key === 'ArrowDown') {
      await page.keyboard.press('ArrowUp');
      await onCard(true);
    }
    await openDay(page, date, booking.id);
  }
  assert.ok(seen.size > 1 && !seen.has(null), [...seen].join('; '));

  // An hour later in four presses, saved as one change, and taken back by one undo.
  await card(page, booking.id).focus();
  for (let n = 0; n < 4; n += 1) await page.keyboard.press('Shift+ArrowDown');
  const later = `${date} ${clock(minutes(booking.start_at) + 60)}:00`;
  const { version } = await becomes(stage, page, booking.id, { start_at: later });
  assert.equal(version, booking.version + 1, 'one change');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.card), String(booking.id), 'the focus stays on it');
  await page.locator('.toast', { hasText: 'moved to' }).waitFor();
  await page.keyboard.press('Control+z');
  await becomes(stage, page, booking.id, { start_at: booking.start_at });

  await card(page, booking.id).focus();
  await page.keyboard.press('a');
  await card(page, booking.id).getByText('●').waitFor();
  await becomes(stage, page, booking.id, {});
  for (const [key, status] of [['3', 'completed'], ['4', 'no-show'], ['2', 'provisional'], ['1', 'scheduled']]) {
    await card(page, booking.id).focus();
    await page.keyboard.press(key);
    await becomes(stage, page, booking.id, { status });
    await page.locator(`[data-card="${booking.id}"].${status}`).waitFor();
  }
  await card(page, booking.id).focus();
  await page.keyboard.press('5');
  await card(page, booking.id).waitFor({ state: 'detached' });
  await page.locator('.toast', { hasText: 'cancelled' }).waitFor();
  await page.keyboard.press('Control+z');
  await becomes(stage, page, booking.id, { status: 'scheduled' });

  // Cut and put back; cut and placed on free time of the same day by keys alone.
  await card(page, booking.id).focus();
  await page.keyboard.press('Control+x');
  await page.getByText(/^Carrying Vera/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText(/^Carrying Vera/).waitFor({ state: 'detached' });
  await card(page, booking.id).focus();
  await page.keyboard.press('Control+x');
  await page.getByText(/^Carrying Vera/).waitFor();
  for (let tries = 0; tries < 30 && !(await page.evaluate(() => document.activeElement.dataset.free)); tries += 1) await page.keyboard.press(tries % 8 < 6 ? 'ArrowDown' : 'ArrowRight');
  const free = await page.evaluate(() => Number(document.activeElement.dataset.free));
  await page.keyboard.press('Control+v');
  await page.getByText(/^Carrying Vera/).waitFor({ state: 'detached' });
  await becomes(stage, page, booking.id, { start_at: `${date} ${clock(free)}:00` });
  await page.locator('.toast', { hasText: 'moved to' }).waitFor();
  await page.keyboard.press('Control+z');
  await becomes(stage, page, booking.id, { start_at: booking.start_at, staff_id: booking.staff_id });

  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction((day) => location.hash.includes('/calendar/') && !location.hash.includes(day), date);
  // As fast as fingers are, none is lost.
  const after = await page.evaluate(() => {
    const from = location.hash.match(/\d{4}-\d\d-\d\d/)[0];
    for (let n = 0; n < 7; n += 1) dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', cancelable: true }));
    return [from, location.hash.match(/\d{4}-\d\d-\d\d/)[0]];
  });
  assert.equal((Date.parse(after[1]) - Date.parse(after[0])) / 86_400_000, 7);
  await page.keyboard.press('w');
  await page.waitForFunction(() => location.hash.includes('view=week'));
  await page.keyboard.press('d');
  await page.keyboard.press('t');
  await page.waitForFunction((today) => location.hash.includes(today), wall.slice(0, 10));
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await stage.accessible(page, 'the list of keys');
  await stage.shoot(page, 'list');
});
