// The server is killed under a tab that never showed today: today and tomorrow can be read nonetheless, with the
// numbers to call and with what their clients don't know yet; a day of which nothing is known says so and looks like no empty day; and when the server is back
// everything is live again. Whoever signs out leaves nothing behind.
import assert from 'node:assert/strict';
import { ask, card } from './calendar.mjs';
import { Server } from './server.mjs';
import { PHONE, play } from './stage.mjs';

const plusDays = (date, days) => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/** What lies in the browser of this screen; null: nothing. */
const lying = (page) =>
  page.evaluate(async () => {
    if ((await indexedDB.databases()).length === 0) return null;
    const ended = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await ended(indexedDB.open('daybook'));
    if (!database.objectStoreNames.contains('copy')) return database.close();
    const [kept] = await ended(database.transaction('copy').objectStore('copy').getAll());
    database.close();
    return JSON.stringify(kept ?? null);
  });

async function until(what, test) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await test()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(what);
}

await play(async (stage) => {
  const server = new Server(stage.facts);
  try {
    await server.start();
    const page = await stage.signedIn();
    const say = (method, path, body) => ask(stage, page, method, path, body);
    const opening_hours = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [['00:00', '24:00']]]));
    await say('PUT', '/api/settings', { opening_hours });
    const staff = await say('POST', '/api/staff', { name: 'Emre' });
    const service = await say('POST', '/api/services', { name: 'Cut', duration_minutes: 30, price_cents: 3500 });
    const { wall } = await say('GET', '/api/now');
    const today = wall.slice(0, 10);
    const [tomorrow, third, distant] = [1, 2, 40].map((days) => plusDays(today, days));
    const book = async (name, date, clock, more = {}) => {
      const client = await say('POST', '/api/clients', { name, phone: `020 ${name.length}${clock.replace(':', '')}`, email: `${name.split(' ')[0]}@example.com`, alert: `${name.split(' ')[0]} bears no latex` });
      const start_at = `${date} ${clock}:00`;
      const end_at = `${date} ${clock.slice(0, 2)}:45:00`;
      return say('POST', '/api/bookings', { client_id: client.id, staff_id: staff.id, service_id: service.id, start_at, end_at, ...more });
    };
    const ada = await book('Ada Lovelace', today, '10:00', { internal_notes: 'Sits at the window' });
    const bea = await book('Bea Blom', tomorrow, '11:00', { provisional: true });
    const fay = await book('Fay Fail', tomorrow, '13:00');
    const call = await say('POST', '/api/clients', { name: 'Cora Call', phone: '020 77' });
    const cora = await say('POST', '/api/bookings', { client_id: call.id, staff_id: staff.id, service_id: service.id, start_at: `${tomorrow} 15:00:00`, end_at: `${tomorrow} 15:45:00` });
    const dora = await book('Dora Distant', distant, '12:00');
    await say('POST', '/api/time-off', { staff_id: staff.id, start_at: `${today} 13:00:00`, end_at: `${today} 14:00:00`, reason: 'Dentist' });

    // A tab that never showed today, and one that never showed the calendar.
    await page.goto(`/#/calendar/${distant}`);
    await page.reload();
    await card(page, dora.id).waitFor();
    const beside = await page.context().newPage();
    await beside.goto('/#/clients');
    await beside.getByRole('link', { name: 'Ada Lovelace' }).first().waitFor();
    await until('a copy of both days', async () => ((kept) => /Ada/.test(kept) && /Bea/.test(kept))(await lying(page)));
    const cleo = await book('Cleo Cats', today, '15:00');
    await until('what was booked elsewhere is copied, too', async () => /Cleo Cats/.test(await lying(page)));
    const kept = JSON.parse(await lying(page));
    assert.deepEqual(kept.days, [today, tomorrow]);
    assert.ok(bea.provisional_token, 'a booking that has a link');
    assert.ok(kept.bookings.every((booking) => booking.provisional_token === null && booking.feedback_token === null), 'no link lies about');
    assert.equal(JSON.stringify(kept).includes('Dora'), false, 'no other day lies about');
    const fetched = (part) => beside.evaluate((part) => performance.getEntriesByType('resource').some(({ name }) => name.includes(part)), part);
    await until('the other tab has what it needs', async () => (await fetched('/assets/Calendar-')) && (await fetched('/api/day-sheet')));

    // What clients don't know yet is marked in the copy as the calendar marked it. No letter fails here: the server's
    // answer is told to say of one that it did.
    const marks = (tab) => tab.locator('[data-card]').evaluateAll((all) => all.map((one) => `${one.dataset.card} ${one.querySelector('.badge')?.textContent ?? ''}`).sort());
    const fails = async (route) => {
      const response = await route.fetch().catch(() => null);
      if (!response) return route.abort();
      const entries = await response.json();
      return route.fulfill({ response, json: entries.map((one) => (one.booking_id === fay.id ? { ...one, way: 'failed' } : one)) });
    };
    await page.context().route('**/api/untold*', fails);
    const live = await page.context().newPage();
    await live.goto(`/#/calendar/${tomorrow}`);
    await until('three marks', async () => (await live.locator('.badge').count()) === 3);
    const asMarked = await marks(live);
    for (const [booking, mark] of [[bea, /✉ \d\d:\d\d$/], [cora, /☎$/], [fay, /✗ ✉$/]]) assert.match(asMarked.find((one) => one.startsWith(`${booking.id} `)), mark);
    await live.close();
    // Another change, and the copy is made anew.
    await say('PUT', `/api/bookings/${cora.id}`, { internal_notes: 'Rings twice' });
    await until('the marks are copied', async () => /Rings twice/.test(await lying(page)) && /"way":"failed"/.test(await lying(page)));
    assert.equal(/"why"|"client_phone"/.test(await lying(page)), false, 'no more of a mark than is shown');

    await server.kill();
    const bar = page.getByText('The server doesn’t answer. What you see may be old');
    await bar.waitFor();
    await page.keyboard.press('t');
    await card(page, ada.id).waitFor();
    await card(page, cleo.id).waitFor();
    assert.equal(await card(page, dora.id).count(), 0);
    await page.getByText('Dentist').first().waitFor();
    assert.match(await page.getByRole('group', { name: /^Emre,/ }).getAttribute('aria-label'), /2 appointments/);

    // An appointment: whom to call, how it stands, and nothing to type into.
    const drawer = page.locator('aside.drawer');
    await card(page, ada.id).click();
    await drawer.getByRole('heading', { level: 2, name: 'Ada Lovelace' }).waitFor();
    await drawer.getByText('Ada bears no latex').waitFor();
    await drawer.getByText('It can be changed as soon as the server is back').waitFor();
    assert.equal(await drawer.getByRole('link', { name: 'Call 020 121000' }).getAttribute('href'), 'tel:020121000');
    for (const text of ['10:00–10:45', 'Cut', 'Emre', 'Sits at the window']) await drawer.getByText(text, { exact: true }).waitFor();
    assert.equal(await drawer.locator('input, textarea, select').count(), 0);
    for (const theme of ['light', 'dark']) {
      await stage.theme(page, theme);
      await stage.accessible(page, `an appointment from the copy, ${theme}`);
      await stage.shoot(page, `drawer-${theme}`);
    }
    await stage.theme(page, 'light');
    // The bar hides nothing that one needs meanwhile.
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'The day after' }).click();
    await card(page, bea.id).waitFor();
    await until('the same marks', async () => (await marks(page)).join() === asMarked.join());
    await stage.shoot(page, 'marked');
    await card(page, cora.id).click();
    await drawer.getByText('No letter will tell.').waitFor();
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('ArrowRight');
    const unread = page.getByText('This day can’t be read while the server is away.');
    await unread.waitFor();
    assert.equal(await page.getByRole('application').count(), 0, 'no empty day is shown');
    assert.equal(await page.getByRole('group', { name: 'Show by status' }).count(), 0, 'nothing is counted');
    for (const theme of ['light', 'dark']) {
      await stage.theme(page, theme);
      await stage.accessible(page, `a day that can't be read, ${theme}`);
      await stage.shoot(page, `unread-${theme}`);
    }
    await page.setViewportSize(PHONE);
    await stage.fits(page, 'a day that can’t be read, on a phone');
    await stage.shoot(page, 'unread-phone');
    await page.getByRole('main').getByRole('button', { name: 'Today' }).last().click();
    await card(page, ada.id).click();
    await drawer.getByRole('link', { name: 'Call 020 121000' }).waitFor();
    await stage.fits(page, 'an appointment from the copy, on a phone');
    await stage.accessible(page, 'an appointment from the copy, on a phone');
    await stage.shoot(page, 'drawer-phone');
    await drawer.getByRole('button', { name: 'Close' }).click();
    await stage.shoot(page, 'today-phone');
    await page.setViewportSize({ width: 1366, height: 768 });
    // What was read before the server died is known still.
    await page.goto(`/#/calendar/${distant}`);
    await card(page, dora.id).waitFor();
    await page.keyboard.press('w');
    await page.getByText('This week can’t be read while the server is away.').waitFor();
    await page.goto(`/#/calendar/${third}`);
    await unread.waitFor();

    await beside.getByRole('navigation').first().getByRole('link', { name: 'Calendar' }).click();
    await card(beside, ada.id).waitFor();
    await card(beside, ada.id).click();
    await beside.locator('aside.drawer').getByRole('link', { name: 'Call 020 121000' }).waitFor();

    // Back: the day is read, the bar goes, and changes arrive, without a reload.
    await server.start();
    await unread.waitFor({ state: 'detached' });
    await page.getByRole('application').waitFor();
    await bar.waitFor({ state: 'detached' });
    await until('the room of the bar is given back', async () => (await page.locator('header').first().boundingBox()).y === 0);
    await beside.locator('aside.drawer').getByLabel('Internal notes').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const eve = await book('Eve Early', third, '09:00');
    await card(page, eve.id).waitFor();
    await page.keyboard.press('t');
    await card(page, ada.id).waitFor();
    await say('PUT', `/api/bookings/${ada.id}`, { start_at: `${today} 11:00:00`, end_at: `${today} 11:45:00` });
    await card(page, ada.id).getByText('11:00').waitFor();
    await card(page, ada.id).click();
    assert.equal(await drawer.getByLabel('Internal notes').inputValue(), 'Sits at the window');
    await page.keyboard.press('Escape');
    await until('the copy follows', async () => JSON.parse((await lying(page)) ?? '{}').bookings?.find(({ id }) => id === ada.id).start_at === `${today} 11:00:00`);

    // A server that hangs says nothing, not even that it is away.
    await page.goto(`/#/calendar/${distant}`);
    await page.reload();
    await card(page, dora.id).waitFor();
    await until('the tab can read the copy', () => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/api/day-sheet'))));
    server.freeze();
    await page.keyboard.press('t');
    await card(page, ada.id).waitFor();
    await page.goto(`/#/calendar/${third}`);
    await unread.waitFor();
    server.thaw();
    await card(page, eve.id).waitFor();

    // Whoever signs out leaves nothing behind, and a tab that is open beside it writes nothing more.
    await page.getByRole('button', { name: /^Olga: language/ }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByLabel('E-mail').waitFor();
    await beside.getByLabel('E-mail').waitFor();
    await page.waitForTimeout(3_000);
    assert.deepEqual(await page.evaluate(() => indexedDB.databases()), []);

    // Nor is anything left where the session ended while the browser was closed.
    await page.evaluate(() => new Promise((done) => (indexedDB.open('daybook').onsuccess = done)));
    await page.reload();
    await page.getByLabel('E-mail').waitFor();
    await until('what lay there is erased', async () => (await page.evaluate(() => indexedDB.databases())).length === 0);
  } finally {
    server.end();
  }
});
