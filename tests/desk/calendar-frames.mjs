// The frame budget: six people, 120 bookings, a processor four times slower; a card is dragged to and fro.
import assert from 'node:assert/strict';
import { ask, card, scene } from './calendar.mjs';
import { play } from './stage.mjs';

const WANTED = 120;
/** Frames of a drag: 95 in 100 come within so many ms. */
const BUDGET_MS = 20;
/** A machine that does other things besides may spoil a round, but not each. */
const ROUNDS = 4;

await play(async (stage) => {
  const page = await stage.signedIn();
  const { date, booking, staff, client, service } = await scene(stage, page);
  const known = await ask(stage, page, 'GET', `/api/bookings?from=${date}&to=${date}T23:59`);
  const rows = staff.filter((person) => person.active).slice(0, 6);
  for (let n = known.length; n < WANTED; n += 1) {
    const minute = 8 * 60 + Math.floor(n / rows.length) * 30;
    const at = (more) => `${date} ${String(Math.floor((minute + more) / 60)).padStart(2, '0')}:${String((minute + more) % 60).padStart(2, '0')}:00`;
    const wish = { client_id: client.id, staff_id: rows[n % rows.length].id, service_id: service.id, start_at: at(0), end_at: at(25), allow_overlap: true };
    await ask(stage, page, 'POST', '/api/bookings', wish);
  }
  await page.goto(`/#/calendar/${date}`);
  await page.waitForFunction((wanted) => document.querySelectorAll('.card').length >= wanted, WANTED);
  await page.waitForTimeout(1_500);
  const browser = await page.context().newCDPSession(page);
  await browser.send('Emulation.setCPUThrottlingRate', { rate: 4 });

  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const box = await card(page, booking.id).boundingBox();
    await page.mouse.move(box.x + 40, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(box.x + 50, box.y + 40, { steps: 3 });
    await page.evaluate(() => {
      window.frames95 = [];
      let last = 0;
      const tick = (at) => {
        if (last) window.frames95.push(at - last);
        last = at;
        window.frame = requestAnimationFrame(tick);
      };
      window.frame = requestAnimationFrame(tick);
    });
    for (let step = 0; step < 90; step += 1) await page.mouse.move(260 + ((step * 23) % 1000), 220 + ((step * 17) % 420));
    const frames = await page.evaluate(() => (cancelAnimationFrame(window.frame), window.frames95.sort((a, b) => a - b)));
    await page.keyboard.press('Escape');
    await page.mouse.up();
    rounds.push(frames[Math.floor(frames.length * 0.95)]);
  }
  const best = Math.min(...rounds);
  console.log(`p95 of a drag's frames, 4 times slower: ${rounds.map((ms) => ms.toFixed(1)).join(', ')} ms`);
  assert.ok(best < BUDGET_MS, `a drag's frames take ${rounds.join(', ')} ms`);

  // The keys answer within 200 ms on the slow machine, too.
  await card(page, booking.id).focus();
  const took = await page.evaluate(async () => {
    const begun = performance.now();
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - begun;
  });
  console.log(`an arrow key: ${took.toFixed(0)} ms`);
  assert.ok(took < 200, `an arrow key took ${took} ms`);
});
