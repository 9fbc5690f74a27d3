// A client is asked; they say yes on their own page, and the drawer and the card change while somebody looks at them.
import assert from 'node:assert/strict';
import { openAllDay, plusDays, wallNow } from './hours.mjs';
import { play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  await openAllDay(stage, page);
  const date = plusDays(await wallNow(stage, page), 2);
  const { body: client } = await stage.ask(page, 'POST', '/api/clients', { name: 'Ottilie Prov', email: 'ottilie@example.com' });
  const { body: services } = await stage.ask(page, 'GET', '/api/services');
  const service = services.find((one) => one.active && one.gap_minutes === 0);
  const { body: slots } = await stage.ask(page, 'GET', `/api/availability?service_id=${service.id}&date=${date}`);
  const { staff_id, start_at, end_at } = slots.find((slot) => slot.start_at.slice(11) > '11');
  const wish = { client_id: client.id, service_id: service.id, staff_id, start_at, end_at, provisional: true };
  const { body: asked } = await stage.ask(page, 'POST', '/api/bookings', wish);

  await stage.open(page, `#/calendar/${date}`);
  const card = page.locator(`[data-card="${asked.id}"]`);
  await card.click();
  const status = page.locator('aside.drawer').getByRole('region', { name: 'Status' });
  await status.getByText('Provisional').waitFor();
  await page.getByRole('button', { name: 'Accept' }).waitFor();
  assert.match(await card.getAttribute('class'), /provisional/);
  const colour = () => card.evaluate((element) => getComputedStyle(element).backgroundColor);
  const before = await colour();
  await stage.accessible(page, 'a provisional appointment');
  await stage.shoot(page, 'asked');

  const answer = await page.context().request.post(`/bookings/${asked.provisional_token}/accept`);
  assert.equal(answer.status(), 200);
  await status.getByText('Scheduled').waitFor();
  await page.waitForFunction((id) => document.querySelector(`[data-card="${id}"]`).classList.contains('scheduled'), asked.id);
  assert.notEqual(await colour(), before, 'the card changes colour');
  await stage.shoot(page, 'accepted');

  await page.locator('aside.drawer summary', { hasText: 'History' }).click();
  await page.getByText('status: Provisional → Scheduled').waitFor();
  await page.getByText('The client', { exact: true }).first().waitFor();
});
