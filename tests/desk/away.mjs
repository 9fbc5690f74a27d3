// The server is killed while somebody types, and started again: nothing typed is lost, and nothing is booked twice.
// Nor is it lost, or goes over another's words unasked, where somebody else changed the same meanwhile.
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
    await stage.complete(page);
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

    // Somebody else changes the appointment before this screen finds the server again.
    await say('POST', '/api/users', { name: 'Nora', email: 'nora@salon.example', role: 'desk', password: 'a long password' });
    // Her screen needs nothing of the server but its answers.
    const nora = await stage.screen();
    await nora.goto('/api/health');
    assert.equal((await stage.ask(nora, 'POST', '/api/auth/login', { email: 'nora@salon.example', password: 'a long password' })).status, 200);
    const { id } = made[0];
    const stored = async () => (await stage.ask(nora, 'GET', `/api/bookings/${id}`)).body;
    const away = async (text, changed) => {
      await notes.fill(text);
      await server.kill();
      await page.route('**/api/**', (route) => route.abort());
      await notes.blur();
      await drawer.getByText('Not saved yet').waitFor();
      if (changed.closed) await page.keyboard.press('Escape');
      await server.start();
      assert.equal((await stage.ask(nora, 'PUT', `/api/bookings/${id}`, changed.by)).status, 200);
      await page.unroute('**/api/**');
    };
    const open = async () => {
      await page.locator(`[data-card="${id}"]`).click();
      await notes.waitFor();
    };
    const asks = drawer.getByRole('alert').filter({ hasText: 'Nora changed the notes meanwhile' });

    // Something else than what was typed: both stand.
    await open();
    await away('Typed while Nora asked for more', { by: { price_cents: 4100, status: 'provisional' } });
    await drawer.getByText('Not saved yet').waitFor({ state: 'detached' });
    await page.waitForFunction(async (id) => (await (await fetch(`/api/bookings/${id}`)).json()).internal_notes === 'Typed while Nora asked for more', id);
    const both = await stored();
    assert.deepEqual([both.price_cents, both.status], [4100, 'provisional'], 'what Nora did stays');
    await stage.ask(nora, 'PUT', `/api/bookings/${id}`, { status: 'scheduled' });
    await drawer.getByRole('button', { name: 'Arrived', exact: true }).waitFor();
    assert.equal(await asks.count(), 0);

    // The same: it stays in the field, it is said whose words it would go over, and nothing goes over them by itself.
    await away('Olga’s words', { by: { internal_notes: 'Nora’s words' } });
    await asks.getByText('Internal notes (only here), as they are now: Nora’s words').waitFor();
    assert.equal(await notes.inputValue(), 'Olga’s words');
    for (const theme of ['light', 'dark']) {
      await stage.theme(page, theme);
      await stage.accessible(page, `typed over, ${theme}`);
      await stage.shoot(page, `typed-over-${theme}`);
    }
    await stage.theme(page, 'light');
    await notes.pressSequentially(', and more');
    await notes.blur();
    await drawer.getByRole('button', { name: 'Arrived', exact: true }).click();
    await drawer.getByText(/^Arrived \d/).waitFor();
    assert.equal(await notes.inputValue(), 'Olga’s words, and more');
    assert.equal((await stored()).internal_notes, 'Nora’s words');
    await asks.getByRole('button', { name: 'Drop mine' }).click();
    await asks.waitFor({ state: 'detached' });
    assert.equal(await notes.inputValue(), 'Nora’s words');
    assert.equal((await stored()).internal_notes, 'Nora’s words');

    // Where the drawer was closed, a message stays that opens it, with what was typed.
    await away('Olga’s last words', { by: { internal_notes: 'Nora’s last words' }, closed: true });
    const said = page.locator('.toast.bad', { hasText: 'Nora changed the notes meanwhile. What you typed is kept' });
    await said.waitFor();
    await page.waitForTimeout(9_000);
    assert.equal((await stored()).internal_notes, 'Nora’s last words');
    await said.getByRole('button', { name: 'Open' }).click();
    await asks.waitFor();
    assert.equal(await notes.inputValue(), 'Olga’s last words');
    await asks.getByRole('button', { name: 'Save mine instead' }).click();
    await asks.waitFor({ state: 'detached' });
    await page.waitForFunction(async (id) => (await (await fetch(`/api/bookings/${id}`)).json()).internal_notes === 'Olga’s last words', id);
    assert.equal(await notes.inputValue(), 'Olga’s last words');

    // With the server there all the while it is no other.
    await notes.fill('Olga types');
    await stage.ask(nora, 'PUT', `/api/bookings/${id}`, { internal_notes: 'Nora was quicker' });
    await page.waitForTimeout(500);
    await notes.blur();
    await asks.getByText('Nora was quicker').waitFor();
    assert.equal(await notes.inputValue(), 'Olga types');
    await asks.getByRole('button', { name: 'Drop mine' }).click();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });

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
