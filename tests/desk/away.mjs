// The server is killed while somebody types, and started again: nothing typed is lost, and nothing is booked twice.
import assert from 'node:assert/strict';
import { Server } from './server.mjs';
import { play } from './stage.mjs';

await play(async (stage) => {
  const server = new Server(stage.facts);
  try {
    await server.start();
    const page = await stage.signedIn();
    const say = async (method, path, body) => (await stage.ask(page, method, path, body)).body;
    await say('POST', '/api/staff', { name: 'Emre' });
    await say('POST', '/api/services', { name: 'Cut', duration_minutes: 30, price_cents: 3500 });
    await say('POST', '/api/clients', { name: 'Ada Lovelace', phone: '020 123' });
    const opening_hours = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [['00:00', '24:00']]]));
    await say('PUT', '/api/settings', { opening_hours });
    await page.reload();
    await page.getByRole('button', { name: 'New booking' }).click();
    await page.getByRole('combobox', { name: 'Client' }).fill('ada');
    await page.getByRole('option', { name: /Ada/ }).click();
    await page.getByRole('combobox', { name: 'Service' }).press('ArrowDown');
    await page.getByRole('option', { name: /Cut/ }).click();
    await page.getByRole('button', { name: 'Add a service' }).waitFor();
    await page.getByText('Notes', { exact: true }).click();
    await page.getByLabel('Internal notes').fill('Half of this is typed');

    await server.kill();
    await page.getByLabel('Internal notes').pressSequentially(' before, half after');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await page.getByText('This is kept and booked as soon as it is back.').waitFor();
    await page.getByText('The server doesn’t answer. What you see').waitFor();
    assert.equal(await page.getByLabel('Internal notes').inputValue(), 'Half of this is typed before, half after');
    await stage.accessible(page, 'the server is away');
    await stage.shoot(page, 'waiting');
    await server.start();
    const drawer = page.locator('aside.drawer');
    await drawer.getByRole('heading', { level: 2, name: 'Ada Lovelace' }).waitFor();
    const made = await say('GET', '/api/bookings');
    assert.equal(made.length, 1, 'booked once');
    assert.equal(made[0].internal_notes, 'Half of this is typed before, half after');

    // The same for what is typed into an appointment.
    const notes = drawer.getByLabel('Internal notes');
    await notes.fill('Typed while it was away');
    await server.kill();
    await notes.blur();
    await drawer.getByText('Not saved yet').waitFor();
    assert.equal(await notes.inputValue(), 'Typed while it was away');
    await server.start();
    await drawer.getByText('Not saved yet').waitFor({ state: 'detached' });
    assert.equal((await say('GET', `/api/bookings/${made[0].id}`)).internal_notes, 'Typed while it was away');

    // The drawer may be closed before the server is back.
    await notes.fill('Typed, and the drawer closed');
    await server.kill();
    await notes.blur();
    await drawer.getByText('Not saved yet').waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await server.start();
    const stands = async (id) => (await (await fetch(`/api/bookings/${id}`)).json()).internal_notes === 'Typed, and the drawer closed';
    await page.waitForFunction(stands, made[0].id);

    // And for a page that is loaded anew.
    await page.keyboard.press('n');
    await page.getByRole('combobox', { name: 'Client' }).fill('Somebody new');
    await page.getByRole('option', { name: 'Create “Somebody new”' }).click();
    await page.getByLabel('Phone', { exact: true }).fill('06 55');
    await page.reload();
    await page.getByLabel('Phone', { exact: true }).waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Somebody new');

    // A page that opens while the server goes away is whole when it is back.
    await page.route('**/api/staff', (route) => route.abort());
    await page.reload();
    await page.getByText('The server doesn’t answer. What you see').waitFor();
    await page.unroute('**/api/staff');
    await page.getByRole('group', { name: /^Emre,/ }).waitFor();
  } finally {
    server.end();
  }
});
