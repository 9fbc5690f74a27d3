// The bell: it counts as things happen, and what asks for an answer is answered from it.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const ask = (method, path, body) => stage.ask(page, method, path, body);
  await stage.open(page, '#/clients');
  const bell = () => page.getByRole('button', { name: /^Notifications/ }).first();
  await bell().click();
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
  await page.keyboard.press('Escape');

  // A question to a client, entered elsewhere.
  const now = (await ask('GET', '/api/now')).body;
  // Another each time the story is played.
  const name = `Cleo Vraag ${now.instant.slice(11, 19)}`;
  const client = (await ask('POST', '/api/clients', { name, email: 'cleo@example.com' })).body;
  const service = (await ask('GET', '/api/services')).body.find(({ active }) => active);
  const far = (days) => new Date(Date.parse(`${now.wall.slice(0, 10)}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  let slot;
  for (let days = 57; !slot; days++) slot = (await ask('GET', `/api/availability?service_id=${service.id}&date=${far(days)}`)).body[0];
  const book = async (more) =>
    (await ask('POST', '/api/bookings', { client_id: client.id, service_id: service.id, staff_id: slot.staff_id, start_at: slot.start_at, end_at: slot.end_at, ...more })).body;
  const asked = await book({ provisional: true });
  await bell().click();
  const others = page.getByRole('button', { name: /^Show \d+ more$/ });
  await page.getByRole('list', { name: 'Waiting for an answer' }).waitFor();
  if (await others.isVisible()) await others.click();
  const item = page.getByRole('list', { name: 'Waiting for an answer' }).getByRole('listitem').filter({ hasText: name }).first();
  await item.getByText(service.name).waitFor();
  await stage.accessible(page, 'the bell');
  await stage.shoot(page, 'open');
  await item.getByRole('button', { name: /^Accept/ }).click();
  await page.getByText('Accepted: the appointment stands').waitFor();
  const status = async (id) => (await ask('GET', `/api/bookings/${id}`)).body.status;
  assert.equal(await status(asked.id), 'scheduled');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Notifications: 1 unread' }).waitFor();

  // What is past asks how it went.
  const past = { start_at: `${far(-57)} 03:00:00`, end_at: `${far(-57)} 03:30:00`, allow_overlap: true };
  const over = await book(past);
  await page.getByRole('button', { name: 'Notifications: 3 unread' }).click();
  const question = page.getByRole('listitem').filter({ hasText: `Say how it went: ${name}` });
  await question.getByRole('button', { name: /^Completed/ }).click();
  await page.getByText('Marked as completed').waitFor();
  assert.equal(await status(over.id), 'completed');
  await question.waitFor({ state: 'detached' });
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click();
  await question.waitFor();
  assert.equal(await status(over.id), 'scheduled');
  await question.getByRole('button', { name: /^No-show/ }).click();
  await page.getByText('Marked as a no-show').waitFor();
  assert.equal(await status(over.id), 'no-show');

  for (const [size, sizeName] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const other = await stage.signedIn({ size });
    await stage.open(other, '#/clients');
    await other.getByRole('button', { name: /^Notifications/ }).first().click();
    await other.getByRole('listitem').filter({ hasText: 'Cleo' }).first().waitFor();
    for (const theme of ['light', 'dark']) {
      await stage.theme(other, theme);
      await stage.accessible(other, `the bell, ${sizeName}, ${theme}`);
      await stage.shoot(other, `${sizeName}-${theme}`);
    }
  }
});
