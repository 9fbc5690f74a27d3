// What a receptionist reaches for with a client on the telephone and another at the till: a walk-in for what isn't usual,
// a service that this person doesn't give, a time that is typed, somebody who called off and wants another time.
import assert from 'node:assert/strict';
import { ask, becomes, card, minutes, spot } from './calendar.mjs';
import { openAllDay, plusDays, wallNow } from './hours.mjs';
import { PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  await openAllDay(stage, page);
  const get = (path) => ask(stage, page, 'GET', path);
  const keys = page.keyboard;
  const drawer = page.locator('aside.drawer');
  const field = (name) => page.getByRole('combobox', { name });
  const booked = async (name) => {
    await drawer.getByRole('heading', { level: 2, name }).waitFor();
    await drawer.getByRole('region', { name: 'Status' }).waitFor();
    return (await get('/api/bookings')).reduce((newest, one) => (one.id > newest.id ? one : newest));
  };
  const wall = await wallNow(stage, page);
  const today = wall.slice(0, 10);
  const services = (await get('/api/services')).filter(({ active }) => active);
  const staff = (await get('/api/staff')).filter(({ active }) => active);
  const gives = (person, service) => person.service_ids === null || person.service_ids.includes(service.id);
  // Two hours in which nobody is busy.
  const busy = (await get(`/api/bookings?from=${today}&to=${plusDays(today, 1)}`)).filter((one) => one.end_at >= wall && minutes(one.start_at) < minutes(wall) + 120);
  for (const { id } of busy) await ask(stage, page, 'DELETE', `/api/bookings/${id}`);

  // Somebody walks in for what hardly anybody comes for: it is offered as soon as it is said.
  await page.reload();
  await page.locator('[data-column]').first().waitFor();
  await keys.press('n');
  const usual = page.getByRole('button', { name: /^Walk-in: / });
  await usual.first().waitFor();
  const offered = (await usual.allTextContents()).join();
  const rare = services.find(({ name }) => !offered.includes(name));
  await field('Service').fill(rare.name);
  await page.getByRole('option', { name: rare.name }).first().click();
  await page.getByRole('button', { name: `Walk-in: ${rare.name}` }).waitFor();
  assert.match(await usual.first().textContent(), new RegExp(rare.name), 'before the usual ones');
  await stage.accessible(page, 'a walk-in for what was said');
  await usual.first().click();
  const walked = await booked('Walk-in');
  assert.equal(walked.service_id, rare.id);
  assert.equal(walked.start_at.slice(0, 10), today);

  // Nobody is free any more for now: when somebody is, later today.
  await keys.press('Escape');
  for (const person of staff) await ask(stage, page, 'POST', '/api/time-off', { staff_id: person.id, start_at: `${today} 00:00:00`, end_at: `${today} 22:00:00`, reason: 'A course' });
  await keys.press('n');
  await page.getByText('Nobody is free right now. Later today:').waitFor();
  const later = await usual.first().getAttribute('aria-label');
  assert.match(later, / 2[23]:\d\d, /, `not before the course is over: ${later}`);
  for (const { id } of await get('/api/time-off')) await ask(stage, page, 'DELETE', `/api/time-off/${id}`);
  await keys.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  // The time that is being booked is marked beside it, and follows what is typed. What is given by others only is found,
  // and goes to one of them.
  const person = staff.find((one) => services.some((service) => !gives(one, service)));
  const others = services.find((service) => !gives(person, service));
  const sample = await card(page, walked.id);
  await sample.scrollIntoViewIfNeeded();
  const place = await spot(page, person.name, Math.ceil(minutes(wall) / 60) * 60 + 5, walked);
  await page.mouse.click(place.x, place.y);
  await field('Client').waitFor();
  const mark = page.locator('.wanted');
  await mark.waitFor();
  assert.match(await mark.evaluate((element) => element.closest('[data-column]').dataset.column), new RegExp(`^${today}/${person.id}$`));
  await field('Service').fill(others.name);
  await page.getByRole('option', { name: others.name }).first().waitFor();
  await keys.press('Enter');
  await page.getByRole('button', { name: 'Add a service' }).waitFor();
  await page.waitForFunction((key) => document.querySelector('.wanted')?.closest('[data-column]').dataset.column !== key, `${today}/${person.id}`);
  await stage.shoot(page, 'mark');

  // Enter in a field of the time goes on: first to the client, and who walks in unnamed is found there, too; then it books.
  const free = `${String(Math.floor(minutes(wall) / 60) + 1).padStart(2, '0')}:20`;
  await page.getByLabel('Time', { exact: true }).fill(free);
  await keys.press('Enter');
  await field('Client').and(page.locator(':focus')).waitFor();
  await keys.type('walk');
  await page.getByRole('option', { name: /^Walk-in/ }).waitFor();
  await keys.press('Tab');
  await drawer.getByText('Walk-in').waitFor();
  await page.getByLabel('Time', { exact: true }).fill('25:99');
  await keys.press('Enter');
  await drawer.locator('.error').waitFor();
  await page.getByLabel('Time', { exact: true }).fill(free);
  await keys.press('Enter');
  const timed = await booked('Walk-in');
  assert.equal(timed.start_at, `${today} ${free}:00`);
  assert.equal(timed.service_id, others.id);
  assert.ok(gives(staff.find(({ id }) => id === timed.staff_id), others));
  await keys.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  assert.equal(await mark.count(), 0, 'nothing is marked any more');

  // Somebody calls off and wants another time: the same is in the drawer, and Enter books.
  const client = await ask(stage, page, 'POST', '/api/clients', { name: 'Vera Verhoeven', email: 'vera@example.com' });
  const made = await ask(stage, page, 'POST', '/api/bookings', { client_id: client.id, staff_id: timed.staff_id, service_id: others.id, start_at: `${today} 21:00:00`, end_at: `${today} 21:30:00` });
  await card(page, made.id).click();
  await drawer.getByRole('button', { name: 'Cancel', exact: true }).click();
  await becomes(stage, page, made.id, { status: 'cancelled' });
  // What was just said stands on one line with its cross.
  const toast = page.locator('.toast').filter({ hasText: 'Vera Verhoeven' });
  const [text, cross] = [await toast.locator('p').boundingBox(), await toast.getByRole('button', { name: 'Close' }).boundingBox()];
  assert.ok(cross.y < text.y + text.height, 'the cross stands beside the words');
  await drawer.getByRole('button', { name: 'Book again' }).click();
  await page.getByRole('button', { name: 'Book', exact: true }).and(page.locator(':focus')).waitFor();
  assert.equal(await field('Service').inputValue(), others.name);
  await keys.press('Enter');
  await drawer.getByText('Scheduled').first().waitFor();
  const again = await booked('Vera Verhoeven');
  assert.notEqual(again.id, made.id);
  assert.equal(again.service_id, others.id);
  assert.equal(again.client_id, client.id);

  // What somebody had last is what they had, not what they have booked for some day; of a visit, what it began with. A person
  // who has gone home by then can be booked, and that is said.
  await keys.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  const [had, after, ahead] = services.filter((service) => gives(person, service) && service.gap_minutes === 0);
  const ida = await ask(stage, page, 'POST', '/api/clients', { name: 'Ida Xanthos', email: 'ida@example.com' });
  const visit = async (service, day, clock, more = {}) =>
    ask(stage, page, 'POST', '/api/bookings', { client_id: ida.id, staff_id: person.id, service_id: service.id, start_at: `${day} ${clock}:00`, end_at: `${day} ${clock.slice(0, 3)}45:00`, allow_overlap: true, ...more });
  const { visit_id } = await visit(had, plusDays(today, -28), '01:00');
  await visit(after, plusDays(today, -28), '02:00', { visit_id });
  await visit(ahead, plusDays(today, 28), '01:00');
  await ask(stage, page, 'POST', '/api/hours-exceptions', { staff_id: person.id, date: today, hours: [['00:00', '22:00']] });
  await keys.press('n');
  await field('Client').waitFor();
  await keys.type('ida xan');
  await page.getByText(`Enter books ${had.name}`).waitFor();
  await keys.press('Tab');
  await drawer.getByText('Ida Xanthos').waitFor();
  await page.getByLabel('Time', { exact: true }).fill('22:15');
  await keys.press('Tab');
  await page.getByLabel('With', { exact: true }).selectOption({ label: person.name });
  await drawer.getByText(`${person.name} doesn’t work then.`).waitFor();
  await page.getByLabel('Time', { exact: true }).press('Enter');
  const late = await booked('Ida Xanthos');
  assert.equal(late.service_id, had.id);
  await page.locator('.toast').filter({ hasText: 'Ida Xanthos' }).getByText('doesn’t work then').waitFor();

  // "Running late" is in the menu of a person's head; the day stays where it was scrolled to, also once that is closed.
  await keys.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  const scrolled = () => page.locator('.scroller').evaluate((element) => Math.round(element.scrollTop));
  const press = async (locator) => {
    await locator.waitFor();
    const box = await locator.boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  };
  await page.waitForTimeout(200);
  const stood = await scrolled();
  assert.ok(stood > 50, `there is day above: ${stood}`);
  await press(page.getByRole('button', { name: `${staff[0].name}: more` }));
  await press(page.getByRole('button', { name: 'Running late' }));
  await page.getByRole('dialog', { name: /is running late/ }).waitFor();
  assert.equal(await scrolled(), stood);
  await keys.press('Escape');
  await page.getByRole('dialog', { name: /is running late/ }).waitFor({ state: 'detached' });
  assert.equal(await scrolled(), stood);

  // Emre looks at his telephone between two clients: his own day is there, not that of whoever comes first.
  const emre = staff.find(({ name }) => name.startsWith('Emre'));
  assert.notEqual(emre.id, staff[0].id);
  const phone = await stage.signedIn({ size: PHONE }, { email: emre.email, password: stage.facts.password });
  const column = (id) => phone.locator(`[data-column="${today}/${id}"]`);
  await column(emre.id).waitFor();
  await phone.waitForTimeout(400);
  const left = (await column(emre.id).boundingBox()).x;
  assert.ok(left >= 0 && left < 60, `his column begins at ${left}`);
  assert.ok((await column(staff[0].id).boundingBox()).x < 0, 'others are a swipe away');
  await stage.shoot(phone, 'own-day');
});
