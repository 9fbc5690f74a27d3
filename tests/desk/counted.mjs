// A receptionist's day, counted: somebody walks in and is moved to somebody else, somebody calls, somebody new books for next
// week, one is completed with the next appointment, one didn't come, one asks why there is no letter, and tomorrow goes
// on paper. After each the server is asked whether it happened.
import assert from 'node:assert/strict';
import { ask, becomes, card, minutes, spot, uncovered } from './calendar.mjs';
import { Counter } from './counter.mjs';
import { openAllDay, plusDays, wallNow } from './hours.mjs';
import { play } from './stage.mjs';

const drawer = (page) => page.locator('aside.drawer');
const stamp = (day, minute) => `${day} ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;

await play(async (stage) => {
  const page = await stage.signedIn();
  await openAllDay(stage, page);
  const get = (path) => ask(stage, page, 'GET', path);
  const wall = await wallNow(stage, page);
  const today = wall.slice(0, 10);
  const services = await get('/api/services');
  const staff = await get('/api/staff');
  const gives = (person, service) => person.service_ids === null || person.service_ids.includes(service);
  const of = (client) => get(`/api/clients/${client}/bookings`);

  /** Waits for the appointment of a client that wasn't there before. */
  const fresh = async (client, known) => {
    for (const begun = Date.now(); ; await page.waitForTimeout(50)) {
      const found = (await of(client)).find(({ id }) => !known.includes(id));
      if (found) return found;
      assert.ok(Date.now() - begun < 10_000, 'nothing was booked');
    }
  };
  /** Waits until the regular has so many appointments. */
  const becomesMany = async (count) => {
    for (const begun = Date.now(); (await known(regular.client.id)).length !== count; await page.waitForTimeout(50)) assert.ok(Date.now() - begun < 10_000, 'nothing was booked');
  };
  const known = async (client) => (await of(client)).map(({ id }) => id);

  // The next hours are quiet: who is booked then, is not.
  const busy = (await get(`/api/bookings?from=${today}&to=${plusDays(today, 1)}`)).filter((one) => one.end_at >= wall && minutes(one.start_at) < minutes(wall) + 360);
  for (const { id } of busy) await ask(stage, page, 'DELETE', `/api/bookings/${id}`);

  // Somebody who comes every four weeks and has nothing booked, and the person they come to.
  const regular = await (async () => {
    const service = services.find((one) => one.active && one.gap_minutes === 0 && one.duration_minutes >= 30 && one.duration_minutes <= 45 && staff.filter((person) => person.active && gives(person, one.id)).length > 1);
    const person = staff.find((one) => one.active && gives(one, service.id));
    const client = await ask(stage, page, 'POST', '/api/clients', { name: 'Xenia Quist', email: 'xenia@example.com' });
    for (const days of [-56, -28]) {
      const start_at = stamp(plusDays(today, days), 60);
      const past = { client_id: client.id, service_id: service.id, staff_id: person.id, start_at, end_at: stamp(plusDays(today, days), 60 + service.duration_minutes), allow_overlap: true };
      const { id } = await ask(stage, page, 'POST', '/api/bookings', past);
      await ask(stage, page, 'PUT', `/api/bookings/${id}`, { status: 'completed' });
    }
    return { client, letters: 'xen', service, person };
  })();

  const counter = await Counter.on(page);
  const keys = page.keyboard;
  const hour = Math.ceil(minutes(wall) / 60) * 60;
  /** A hand clicks once, on what it sees standing still. */
  const click = async (locator) => {
    await locator.waitFor();
    let before = '';
    for (const begun = Date.now(); ; await page.waitForTimeout(100)) {
      const box = await locator.boundingBox();
      if (box && JSON.stringify(box) === before) return page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      before = JSON.stringify(box);
      assert.ok(Date.now() - begun < 10_000, 'it never stands still');
    }
  };
  const close = async () => {
    while (await drawer(page).isVisible()) await keys.press('Escape');
  };

  // Somebody walks in.
  const walkInClient = (await get('/api/clients?q=walk-in')).find((client) => client.walk_in).id;
  const before = await known(walkInClient);
  await page.getByRole('button', { name: 'New booking' }).waitFor();
  await counter.count('a walk-in', { steps: 2 }, async () => {
    await keys.press('n');
    await click(page.getByRole('button', { name: /^Walk-in: / }).first());
    await drawer(page).getByRole('region', { name: 'Status' }).waitFor();
  });
  const walked = await fresh(walkInClient, before);
  assert.ok(Math.abs(minutes(walked.start_at) - minutes(wall)) <= 15, `now, not at ${walked.start_at}`);
  await close();

  // Somebody else takes them.
  const other = staff.find((one) => one.active && one.id !== walked.staff_id && gives(one, walked.service_id));
  await card(page, walked.id).scrollIntoViewIfNeeded();
  const box = await card(page, walked.id).boundingBox();
  const from = { x: box.x + box.width / 2, y: box.y + 4 };
  const to = await spot(page, other.name, minutes(walked.start_at), walked);
  await uncovered(page, from, to);
  await counter.count('moved to somebody else', { drags: 1 }, async () => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y + 4, { steps: 12 });
    await page.waitForTimeout(60);
    await page.mouse.up();
    await page.getByText(`moved to ${walked.start_at.slice(11, 16)} with ${other.name}`).waitFor();
  });
  await becomes(stage, page, walked.id, { staff_id: other.id, start_at: walked.start_at });

  // A regular calls: a free time is clicked, three letters, Enter.
  const theirs = await known(regular.client.id);
  const free = await spot(page, regular.person.name, hour + 65, { ...walked, staff_id: other.id });
  await uncovered(page, free);
  await counter.count('a new booking', { clicks: 1, letters: 3, keys: 1 }, async () => {
    await page.mouse.click(free.x, free.y);
    await page.getByRole('combobox', { name: 'Client' }).waitFor();
    await keys.type(regular.letters);
    await page.getByText(`Enter books ${regular.service.name}`).waitFor();
    await keys.press('Enter');
    await drawer(page).getByRole('region', { name: 'Status' }).waitFor();
  });
  const booked = await fresh(regular.client.id, theirs);
  assert.equal(booked.staff_id, regular.person.id, 'with the person whose time was clicked');
  assert.equal(booked.service_id, regular.service.id, 'what they had last');
  assert.ok(minutes(booked.start_at) >= hour + 60 && minutes(booked.start_at) <= hour + 65, `when was clicked, not at ${booked.start_at}`);
  await close();

  // Why has their letter not left? Their card says when it does, and one click why.
  await card(page, booked.id).getByText(/\d\d:\d\d/).first().waitFor();
  await counter.count('why a letter hasn’t left', { clicks: 1 }, async () => {
    await click(card(page, booked.id));
    const knows = drawer(page).getByRole('region', { name: 'What the client knows' });
    await knows.getByText(/A letter leaves at \d\d:\d\d/).waitFor();
    await knows.getByText('waits a moment, so that an undo stays silent').waitFor();
  });
  const [letter] = (await get('/api/letters?stage=waiting')).data.filter((one) => one.booking_id === booked.id);
  assert.equal(letter.type, 'booking.created');
  await stage.shoot(page, 'why');
  await close();

  // Completed, with the next appointment in their own rhythm.
  await uncovered(page);
  await counter.count('completed, and the next one', { clicks: 3 }, async () => {
    await click(card(page, booked.id));
    await click(drawer(page).getByRole('button', { name: 'Complete', exact: true }));
    await click(page.getByRole('region', { name: 'The next appointment' }).getByRole('button', { name: /^\d+ week/ }).first());
    await becomesMany(theirs.length + 2);
  });
  await becomes(stage, page, booked.id, { status: 'completed' });
  const again = drawer(page).getByRole('button', { name: 'Same again' });
  await again.waitFor();
  await page.waitForTimeout(600);
  await again.waitFor();
  assert.equal(await page.getByRole('button', { name: /^\d+ week/ }).count(), 0, 'what was booked is not offered again');
  const next = await fresh(regular.client.id, [...theirs, booked.id]);
  assert.equal(next.service_id, regular.service.id);
  assert.ok(next.start_at > booked.start_at, 'later');

  // The same again, from the open drawer.
  await counter.count('the same again in some weeks', { clicks: 2 }, async () => {
    await click(drawer(page).getByRole('button', { name: 'Same again' }));
    await click(page.getByRole('region', { name: 'The next appointment' }).getByRole('button', { name: /^\d+ week/ }).last());
    await becomesMany(theirs.length + 3);
  });
  await close();

  // Somebody didn't come: their card is chosen, and a key says so.
  await counter.count('a no-show', { clicks: 1, keys: 1 }, async () => {
    await click(card(page, walked.id));
    await drawer(page).getByRole('region', { name: 'Status' }).waitFor();
    await keys.press('4');
    await page.getByText(/: no-show$/).waitFor();
  });
  await becomes(stage, page, walked.id, { status: 'no-show' });
  await close();

  // A time that is too short: who is there, what is free instead, and one click for it.
  const taken = stamp(today, hour + 195);
  await ask(stage, page, 'POST', '/api/bookings', {
    client_id: (await ask(stage, page, 'POST', '/api/clients', { name: 'Wilhelmina Tromp', email: '' })).id,
    staff_id: regular.person.id, service_id: regular.service.id, start_at: taken, end_at: stamp(today, hour + 195 + regular.service.duration_minutes),
  });
  const sofar = await known(regular.client.id);
  await page.getByText('Wilhelmina Tromp').first().waitFor();
  await card(page, booked.id).scrollIntoViewIfNeeded();
  const tight = await spot(page, regular.person.name, hour + 185, booked);
  assert.ok(tight.y < 740, 'in view');
  await uncovered(page, tight);
  await counter.count('booked where it is taken, and a gap instead', { clicks: 2, letters: 3, keys: 1 }, async () => {
    await page.mouse.click(tight.x, tight.y);
    await page.getByRole('combobox', { name: 'Client' }).waitFor();
    await keys.type(regular.letters);
    await page.getByText(`Enter books ${regular.service.name}`).waitFor();
    await keys.press('Enter');
    const clash = page.getByRole('alert').filter({ hasText: 'isn’t free at' });
    await clash.getByText('Wilhelmina Tromp').waitFor();
    await clash.getByText('Free instead').waitFor();
    assert.equal(await clash.getByRole('button').count(), 4, 'the three nearest, and "Book anyway"');
    await clash.getByRole('button', { name: 'Book anyway' }).waitFor();
    await stage.shoot(page, 'clash');
    await click(clash.getByRole('button').first());
    await drawer(page).getByRole('region', { name: 'Status' }).waitFor();
  });
  const gap = await fresh(regular.client.id, sofar);
  assert.ok(gap.end_at <= taken || gap.staff_id !== regular.person.id || gap.start_at > taken, 'beside who is there');
  await close();

  // Somebody new, for next week, without a mouse.
  const wednesday = plusDays(today, 7 - ((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7) + 2);
  await counter.count('somebody new for next week, by keys', { keys: 7, letters: 50 }, async () => {
    await keys.press('/');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await keys.type('next wed');
    await page.getByRole('option', { selected: true }).filter({ hasText: 'Wednesday' }).waitFor();
    await keys.press('Enter');
    await page.waitForFunction((day) => location.hash.includes(day), wednesday);
    await page.getByRole('button', { name: 'New booking' }).waitFor();
    await page.locator('[data-card]').first().waitFor();
    await keys.press('n');
    await page.getByRole('combobox', { name: 'Client' }).waitFor();
    await keys.type('Zerlina Quist');
    await page.getByRole('option', { name: 'Create “Zerlina Quist”' }).waitFor();
    await keys.press('Enter');
    await page.getByLabel('Phone', { exact: true }).and(page.locator(':focus')).waitFor();
    await keys.type('06 1234 0099');
    await keys.press('Enter');
    await page.getByRole('combobox', { name: 'Service' }).and(page.locator(':focus')).waitFor();
    await keys.type(regular.service.name.toLowerCase().slice(0, 12));
    await page.getByRole('option', { name: new RegExp(`^${regular.service.name}`) }).first().waitFor();
    await keys.press('Enter');
    await page.getByRole('button', { name: 'Add a service' }).waitFor();
    await keys.press('Enter');
    await drawer(page).getByRole('heading', { level: 2, name: 'Zerlina Quist' }).waitFor();
    await drawer(page).getByRole('region', { name: 'Status' }).waitFor();
  });
  const [zerlina] = await get('/api/clients?q=zerlina');
  const [hers] = await of(zerlina.id);
  assert.equal(zerlina.phone, '06 1234 0099');
  assert.equal(hers.start_at.slice(0, 10), wednesday);
  await close();

  // Somebody calls, and the telephone shows a number.
  await counter.count('a client by their phone number', { keys: 2, letters: 9 }, async () => {
    await keys.press('/');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await keys.type('1234 0099');
    await page.getByRole('option', { name: /^Zerlina Quist/ }).waitFor();
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Zerlina Quist' }).waitFor();
  });
  assert.equal(await page.evaluate(() => location.hash), `#/clients/${zerlina.id}`);

  // Tomorrow on paper, with phones and notes.
  const tomorrow = plusDays(today, 1);
  const [noted] = await get(`/api/bookings?from=${tomorrow}&to=${plusDays(today, 2)}&status=scheduled`);
  await ask(stage, page, 'PUT', `/api/bookings/${noted.id}`, { internal_notes: 'Sits at the window' });
  // What the printer would be given is what stands there at that moment.
  await page.evaluate(() => {
    window.printed = [];
    window.print = () => window.printed.push([...document.querySelectorAll('article')].map((sheet) => sheet.innerText));
  });
  await counter.count('tomorrow on paper', { keys: 2, letters: 9 }, async () => {
    await keys.press('/');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await keys.type('print tom');
    await page.getByRole('option', { selected: true }).filter({ hasText: 'Print tomorrow' }).waitFor();
    await keys.press('Enter');
    await page.waitForFunction(() => window.printed.length > 0);
  });
  const [paper, ...more] = await page.evaluate(() => window.printed);
  assert.equal(more.length, 0, 'once');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('navigation').first().isVisible(), false, 'the menu is not printed');
  const lines = (await get(`/api/bookings?from=${tomorrow}&to=${plusDays(today, 2)}`)).filter(({ status }) => status === 'scheduled' || status === 'provisional');
  assert.ok(lines.length > 0);
  for (const line of lines) {
    const { phone } = await get(`/api/clients/${line.client_id}`);
    const person = staff.find(({ id }) => id === line.staff_id).name;
    const sheet = paper.find((text) => text.startsWith(person));
    for (const text of [line.start_at.slice(11, 16), line.client_name, phone, line.notes]) assert.ok(sheet?.includes(text), `${person}’s paper lacks ${text}: ${paper.join('\n')}`);
  }
  assert.ok(paper.some((text) => text.includes('Sits at the window')), 'what is to be remembered');
  await stage.shoot(page, 'paper');

  console.log(counter.table());
});
