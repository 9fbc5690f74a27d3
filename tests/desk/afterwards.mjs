// What follows a visit: an owner writes two letters that leave days later, and reads what a client said of it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  const say = async (method, path, body) => {
    const reply = await stage.ask(page, method, path, body);
    assert.equal(reply.status, 200, `${method} ${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const staff = await say('POST', '/api/staff', { name: 'Emre' });
  const service = await say('POST', '/api/services', { name: 'Cut', duration_minutes: 30, price_cents: 3500 });
  const client = await say('POST', '/api/clients', { name: 'Ada Lovelace', email: 'ada@salon.example', marketing_consent: true });
  const day = (await say('GET', '/api/now')).wall.slice(0, 10);
  const visit = (time) => say('POST', '/api/bookings', {
    client_id: client.id, staff_id: staff.id, service_id: service.id, start_at: `${day} ${time}:00:00`, end_at: `${day} ${time}:30:00`, allow_overlap: true,
  });

  // Nobody has written such letters yet, and they are switched off for the salon.
  await say('PUT', '/api/settings', { followup_enabled: false, review_delay_minutes: 0 });
  await stage.open(page, '#/settings/followups');
  await page.getByText('Only clients who agreed to such letters get them').waitFor();
  await page.getByText('Follow-up letters are switched off').waitFor();
  await stage.accessible(page, 'no sequence yet');
  await stage.shoot(page, 'none');
  await page.getByRole('button', { name: 'Switch them on' }).click();
  await page.getByText('Follow-up letters are switched off').waitFor({ state: 'detached' });
  assert.equal((await say('GET', '/api/settings')).followup_enabled, true);

  // What is refused says so at its field; the second letter's text is still to be written.
  await page.getByRole('link', { name: 'Write the first letters' }).click();
  const letter = (number) => page.getByRole('group', { name: `Letter ${number}`, exact: true });
  await page.getByLabel('Name', { exact: true }).fill('After a cut');
  await page.getByLabel('After', { exact: true }).selectOption({ label: 'Cut' });
  await letter(1).getByLabel('Days after the visit').fill('2');
  await letter(1).getByLabel('Subject').fill('Thank you, ');
  await letter(1).getByRole('button', { name: 'Client’s name' }).click();
  assert.equal(await letter(1).getByLabel('Subject').inputValue(), 'Thank you, {client_name}');
  await letter(1).getByLabel('Text').fill('We hope your  sits well. {name}');
  await letter(1).getByText('Nothing takes the place of {name}').waitFor();
  await letter(1).getByLabel('Text').fill('We hope your  sits well.');
  await letter(1).getByLabel('Text').evaluate((field) => field.setSelectionRange(13, 13));
  await letter(1).getByRole('button', { name: 'Service' }).click();
  assert.equal(await letter(1).getByLabel('Text').inputValue(), 'We hope your {service_name} sits well.');
  await page.getByRole('button', { name: 'Another letter' }).click();
  await letter(2).getByLabel('Days after the visit').fill('4000');
  await letter(2).getByLabel('Subject').fill('Time for {salon_name}?');
  await page.getByRole('button', { name: 'Save' }).click();
  const refused = letter(2).getByRole('alert');
  await refused.filter({ hasText: 'Text must not be empty' }).waitFor();
  await refused.filter({ hasText: 'Days after the visit must lie between 0 and 3650' }).waitFor();
  assert.equal(await letter(1).getByRole('alert').count(), 0);
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
  await stage.accessible(page, 'a refused letter');
  await stage.shoot(page, 'refused');

  // Looking something up, or loading the page anew, loses nothing.
  await letter(2).getByLabel('Days after the visit').fill('21');
  await letter(2).getByLabel('Text').fill('It has been three weeks.');
  await stage.open(page, '#/clients');
  await page.reload();
  await stage.open(page, '#/settings/followups/new');
  await page.getByText('What you had begun to write is here again').waitFor();
  assert.equal(await letter(2).getByLabel('Text').inputValue(), 'It has been three weeks.');
  await letter(1).getByRole('button', { name: 'Remove letter 1' }).click();
  assert.equal(await letter(2).count(), 0);
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await letter(2).getByLabel('Days after the visit').inputValue(), '21');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'After a cut After Cut · 2 letters' }).waitFor();
  const [made] = await say('GET', '/api/followups');
  assert.deepEqual(made.steps.map(({ delay_days, subject, body }) => [delay_days, subject, body]), [
    [2, 'Thank you, {client_name}', 'We hope your {service_name} sits well.'],
    [21, 'Time for {salon_name}?', 'It has been three weeks.'],
  ]);
  await stage.accessible(page, 'a sequence');
  await stage.shoot(page, 'list');

  // A visit starts it: both letters wait.
  const first = await visit('09');
  await say('PUT', `/api/bookings/${first.id}`, { status: 'completed' });
  await stage.open(page, '#/letters?stage=waiting');
  const waiting = page.getByRole('listitem').filter({ hasText: 'Follow-up letter to Ada Lovelace' });
  await waiting.nth(1).waitFor();
  assert.equal(await waiting.count(), 2);
  await stage.shoot(page, 'letters');

  // It is switched off in the list and on again, changed, and deleted, each to be taken back.
  await stage.open(page, '#/settings/followups');
  const held = () => say('GET', `/api/followups/${made.id}`);
  await page.getByRole('switch', { name: 'Send “After a cut”' }).focus();
  await page.keyboard.press(' ');
  await page.getByText('“After a cut” is not sent any more').waitFor();
  assert.equal((await held()).active, false);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => document.querySelector('[role=switch]')?.checked);
  assert.equal((await held()).active, true);
  await page.getByRole('link', { name: /^After a cut/ }).click();
  await letter(1).getByLabel('Subject').fill('Many thanks');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('switch').waitFor();
  assert.deepEqual((await held()).steps.map(({ id }) => id), made.steps.map(({ id }) => id), 'the waiting letters are the same ones');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(async () => (await (await fetch('/api/followups')).json())[0].steps[0].subject === 'Thank you, {client_name}');
  await page.getByRole('link', { name: /^After a cut/ }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('undoing doesn’t bring those back').waitFor();
  await page.getByRole('link', { name: 'Write the first letters' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: 'After a cut After Cut · 2 letters' }).waitFor();

  // Nobody said yet how it was; then Ada does, on the page that her letter leads to, and it is on the screen at once.
  await stage.open(page, '#/reports');
  await page.getByRole('link', { name: 'What clients said' }).click();
  await page.getByText('No client has said yet how it was').waitFor();
  await stage.accessible(page, 'nothing said yet');
  await stage.shoot(page, 'unsaid');
  const tokenOf = async (id) => (await say('GET', `/api/bookings/${id}`)).feedback_token;
  for (let tries = 0; !(await tokenOf(first.id)) && tries < 100; tries += 1) await page.waitForTimeout(100);
  const ada = await stage.screen({ size: PHONE });
  await ada.goto(`/feedback/${await tokenOf(first.id)}`);
  await ada.locator('input[value="4"]').check();
  await ada.getByRole('textbox').fill('=Lovely\nand quick');
  await ada.getByRole('button').first().click();
  const answer = page.getByRole('listitem').filter({ hasText: 'Ada Lovelace' });
  await answer.getByText('and quick').waitFor();
  await page.getByText('4.0', { exact: true }).waitFor();
  await page.getByRole('img', { name: '4.0 of 5' }).waitFor();
  await page.getByText('1 answer', { exact: true }).waitFor();
  await stage.accessible(page, 'what Ada said');
  await stage.shoot(page, 'said');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV, for a spreadsheet' }).click();
  const text = await readFile(await (await coming).path(), 'utf8');
  assert.match(text, /^\ufeffGiven,Stars,Client,In words,Booking\r\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,4,Ada Lovelace,"'=Lovely\r?\nand quick",1\r\n$/);
  await answer.getByRole('button', { name: 'Ada Lovelace' }).click();
  await page.locator('aside.drawer').getByRole('heading', { level: 2, name: 'Ada Lovelace' }).waitFor();
  await page.keyboard.press('Escape');

  // The front desk sees neither.
  const email = 'desk@salon.example';
  const password = 'a long enough sentence';
  await say('POST', '/api/users', { name: 'Anna', email, role: 'desk', password });
  const anna = await stage.signedIn({}, { email, password });
  for (const address of ['#/settings/followups', '#/reports/feedback']) {
    await stage.open(anna, address);
    assert.equal(await anna.getByText(/What clients said|Follow-up letters/).count(), 0, address);
  }
});
