// A receptionist who is faster than the server: what she types and chooses while an answer is on its way stays, and the
// focus stays with her.
import assert from 'node:assert/strict';
import { ask } from './calendar.mjs';
import { openAllDay, plusDays, wallNow } from './hours.mjs';
import { play } from './stage.mjs';

const LATE_MS = 1200;

/** From now on these answers come late; `late.over()` waits until the first has come and been used. */
async function answeredLate(page, path) {
  await page.route(path, async (route) => {
    await new Promise((passed) => setTimeout(passed, LATE_MS));
    await route.continue();
  });
  const answer = page.waitForResponse(path);
  return {
    async over() {
      await answer;
      await page.waitForTimeout(300);
      await page.unrouteAll({ behavior: 'wait' });
    },
  };
}

await play(async (stage) => {
  const page = await stage.signedIn();
  await openAllDay(stage, page);
  const keys = page.keyboard;
  const drawer = page.locator('aside.drawer');
  const service = page.getByRole('combobox', { name: 'Service' });
  const time = page.getByLabel('Time', { exact: true });
  const whom = page.getByLabel('With', { exact: true });
  const today = (await wallNow(stage, page)).slice(0, 10);
  const services = (await ask(stage, page, 'GET', '/api/services')).filter(({ active }) => active);
  const staff = (await ask(stage, page, 'GET', '/api/staff')).filter(({ active }) => active);
  const gives = (person, { id }) => person.service_ids === null || person.service_ids.includes(id);
  const shared = services.filter((one) => staff.filter((person) => gives(person, one)).length > 2);
  const [had, wanted] = shared;
  const client = await ask(stage, page, 'POST', '/api/clients', { name: 'Ida Xanthos', email: 'ida@example.com' });
  const before = plusDays(today, -28);
  await ask(stage, page, 'POST', '/api/bookings', {
    client_id: client.id, staff_id: staff.find((person) => gives(person, had)).id, service_id: had.id, start_at: `${before} 01:00:00`, end_at: `${before} 01:45:00`, allow_overlap: true,
  });
  const count = async () => (await ask(stage, page, 'GET', `/api/clients/${client.id}/bookings`)).length;

  // What somebody had last is still being looked up when another service is typed: Enter takes that, and books nothing.
  await keys.press('n');
  await page.getByRole('combobox', { name: 'Client' }).waitFor();
  await keys.type('ida xan');
  await page.getByText(`Enter books ${had.name}`).waitFor();
  const history = await answeredLate(page, `**/api/clients/${client.id}/bookings*`);
  await keys.press('Tab');
  await drawer.getByText('Ida Xanthos').waitFor();
  await service.fill(wanted.name);
  await history.over();
  await service.and(page.locator(':focus')).waitFor();
  await keys.press('Enter');
  await page.getByRole('button', { name: 'Add a service' }).waitFor();
  assert.equal(await service.inputValue(), wanted.name);
  assert.equal(await count(), 1, 'nothing was booked');
  await keys.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  // Who is free at that time is still being looked up when somebody is chosen.
  await keys.press('n');
  await page.getByRole('combobox', { name: 'Client' }).waitFor();
  await time.fill('22:15');
  await keys.press('Tab');
  const free = await answeredLate(page, '**/api/availability?*');
  await service.fill(wanted.name);
  await keys.press('Enter');
  const able = staff.filter((person) => gives(person, wanted));
  const last = able.at(-1);
  await whom.selectOption({ label: last.name });
  await free.over();
  assert.equal(await whom.locator('option:checked').textContent(), last.name);
});
