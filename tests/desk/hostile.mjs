// Text that means harm, in every field that takes text: on every screen, on the clients' pages and in the reports'
// file it is text. It starts no script, makes no picture, asks nothing of anybody, and pushes no screen out of its
// shape.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ask as answered } from './calendar.mjs';
import { openAllDay, plusDays, wallNow } from './hours.mjs';
import { DESKTOP, PHONE, play } from './stage.mjs';

const TAG = '<img src=x onerror="ran=1">';
/** A formula, a tag that runs, one that ends what is around it, quotes, a turn of direction, and a word that nowhere
 *  breaks by itself; as long as the field takes. */
const nasty = (mark, longest) => {
  const text = `=cmd()${mark}${TAG}</title></textarea><script>ran=1</script>"'\`\${ran=1}{{ran=1}}\u202e\u200f`;
  return text.slice(0, longest) + 'W'.repeat(Math.max(0, longest - text.length));
};
const drawer = (page) => page.locator('aside.drawer');

/** In the page: what became of the text. */
function harm() {
  const pictures = [...document.querySelectorAll('img, script, iframe, object, embed')].filter((one) => !one.src.startsWith(`${location.origin}/assets/`) && !one.src.startsWith('data:'));
  /** Text that turns the direction of words which stand after it, and aren't its own. */
  const turning = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.includes('\u202e')) continue;
    let inside = node;
    for (let around = node.parentElement; getComputedStyle(around).display === 'inline'; around = around.parentElement) {
      if (getComputedStyle(around).unicodeBidi === 'isolate') { inside = null; break; }
      inside = around;
    }
    let next = inside?.nextSibling;
    while (next && (next.nodeType === Node.COMMENT_NODE || next.textContent.trim() === '')) next = next.nextSibling;
    if (next && (next.nodeType === Node.TEXT_NODE || getComputedStyle(next).display.startsWith('inline'))) turning.push(inside.parentElement.outerHTML.slice(0, 300));
  }
  // Nothing is to be scrolled sideways: neither the page, nor the screen, nor the panel beside it.
  const beyond = [document.documentElement, ...document.querySelectorAll('main, aside.drawer .body, dialog, [role=dialog], .toast')]
    .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && !['clip', 'hidden'].includes(getComputedStyle(one).overflowX))
    .map((one) => {
      const edge = one.getBoundingClientRect().left + one.clientLeft + one.clientWidth;
      const widest = [...one.querySelectorAll('*')].filter((inner) => inner.getBoundingClientRect().right > edge + 1).at(-1);
      return `${one.tagName}.${one.className}: ${widest?.outerHTML.slice(0, 200)}`;
    });
  const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
  const text = [document.body.innerText, ...fields].join('\n');
  return { ran: 'ran' in window, pictures: pictures.map((one) => one.outerHTML), turning, beyond, text };
}

/** What was found on any page: all of it is told at the end. */
const found = [];

/** What came of the text on this page, where it must be shown as it was typed. */
async function inert(page, where, shown = true) {
  const { ran, pictures, turning, beyond, text } = await page.evaluate(harm);
  if (ran) found.push(`${where}: a script ran`);
  for (const picture of pictures) found.push(`${where}: ${picture} was made`);
  for (const one of turning) found.push(`${where}: turns what stands after it: ${one}`);
  for (const one of beyond) found.push(`${where}: lies beyond the edge: ${one}`);
  if (shown && !text.includes('<img src=x')) found.push(`${where}: the text is not shown as it was typed`);
}

/** Fills every field. */
async function scene(stage, page) {
  const ask = (method, path, body) => answered(stage, page, method, path, body);
  const today = (await wallNow(stage, page)).slice(0, 10);
  const day = plusDays(today, 1);
  await ask('PUT', '/api/settings', {
    salon_name: nasty('salon', 200), salon_address: nasty('address', 300), salon_phone: nasty('phone', 50), letter_footer: nasty('footer', 1000), country: 'NL',
  });
  const client = await ask('POST', '/api/clients', {
    name: nasty('client', 200), phone: nasty('phone', 60), email: 'hostile@example.com', notes: nasty('notes', 10_000), alert: nasty('alert', 1000), marketing_consent: true,
  });
  const other = await ask('POST', '/api/clients', { name: nasty('other', 200), phone: nasty('call', 60) });
  const service = await ask('POST', '/api/services', { name: nasty('service', 200), category: nasty('category', 200), duration_minutes: 45, price_cents: 4500 });
  const staff = await ask('POST', '/api/staff', { name: nasty('staff', 200) });
  await ask('POST', '/api/users', { name: nasty('user', 200), email: 'user@example.com', role: 'desk', password: 'a long enough sentence' });
  const followup = await ask('POST', '/api/followups', { name: nasty('sequence', 200), steps: [{ delay_days: 1, subject: nasty('subject', 150), body: nasty('body', 1000) }] });
  const book = (start, end, more = {}) =>
    ask('POST', '/api/bookings', {
      client_id: client.id, service_id: service.id, staff_id: staff.id, start_at: `${start}:00`, end_at: `${end}:00`,
      notes: nasty('told', 10_000), internal_notes: nasty('inside', 10_000), allow_overlap: true, ...more,
    });
  const ahead = await book(`${day} 09:00`, `${day} 09:45`);
  const asked = await book(`${day} 10:00`, `${day} 10:45`, { provisional: true });
  const declined = await book(`${day} 11:00`, `${day} 11:45`, { provisional: true });
  await book(`${day} 12:00`, `${day} 12:45`, { client_id: other.id });
  const past = await book(`${today} 00:05`, `${today} 00:50`);
  await ask('PUT', `/api/bookings/${past.id}`, { status: 'completed' });
  await ask('POST', '/api/time-off', { staff_id: staff.id, start_at: `${day} 14:00:00`, end_at: `${day} 15:00:00`, reason: nasty('reason', 200) });
  const far = plusDays(today, 40);
  await ask('POST', '/api/holidays', { date: far, name: nasty('holiday', 200) });
  await ask('POST', '/api/waitlist', { client_id: client.id, service_id: service.id, date: day, staff_id: staff.id, notes: nasty('wish', 10_000) });
  for (const kind of ['booking.created', 'review.request']) {
    const job = (await ask('GET', `/api/jobs?type=${kind}&booking_id=${kind === 'review.request' ? past.id : ahead.id}`))[0];
    await ask('POST', `/api/jobs/${job.id}/run`);
    for (let tries = 0; (await ask('GET', `/api/jobs/${job.id}`)).state !== 'done' && tries < 100; tries += 1) await page.waitForTimeout(100);
    assert.equal((await ask('GET', `/api/jobs/${job.id}`)).state, 'done', kind);
  }
  const feedback = (await ask('GET', `/api/bookings/${past.id}`)).feedback_token;
  return { ask, today, day, client, other, service, staff, ahead, asked, declined, past, feedback, followup };
}

/** Every screen, and what opens on it. */
async function screens(stage, page, name, { today, day, client, service, staff, ahead, past, followup }) {
  const open = async (address, shown = true) => {
    await stage.open(page, address);
    await page.waitForTimeout(250);
    await inert(page, `${name}: ${address}`, shown);
    await stage.shoot(page, `${name}-${address.replaceAll(/\W+/g, '-')}`);
  };
  const wide = name === 'desktop';
  await open(`#/calendar/${day}`);
  await open(`#/calendar/${day}?view=week&staff=${staff.id}`);
  await open(`#/calendar/${day}?view=week&staff=all`);
  await open(`#/calendar/${day}/print`);
  await open('#/clients');
  await open(`#/clients/${client.id}`);
  // An alert that is cut off is none.
  const alert = await page.getByRole('article').getByLabel('Alert').evaluate((field) => [field.scrollHeight - field.clientHeight, field.value.length]);
  assert.deepEqual([alert[0] <= 1, alert[1]], [true, 1000], `${name}: all of the alert is seen`);
  await open('#/waitlist');
  for (const stage of ['waiting', 'sent', 'dropped']) await open(`#/letters?stage=${stage}`, stage !== 'dropped');
  await open('#/reports');
  await open('#/services');
  await open(`#/services/${service.id}`);
  await open('#/staff');
  await open(`#/staff/${staff.id}`);
  await open(`#/staff/${staff.id}/times`);
  for (const part of ['salon', 'hours', 'letters', 'followups', `followups/${followup.id}`, 'users', 'files']) await open(`#/settings/${part}`, part !== 'hours');

  const beside = async (what) => {
    await page.waitForTimeout(250);
    await inert(page, `${name}: ${what}`);
    await stage.shoot(page, `${name}-${what.replaceAll(' ', '-')}`);
  };
  await stage.open(page, `#/calendar/${day}`);
  await page.locator(`[data-card="${ahead.id}"]`).click();
  await drawer(page).getByRole('region', { name: 'Letters' }).waitFor();
  await drawer(page).getByText('History').click();
  await beside('the appointment');
  await drawer(page).getByLabel('Internal notes').fill(`${TAG} changed at the ${name}`);
  await drawer(page).getByLabel('Internal notes').blur();
  await page.locator('.toast', { hasText: 'appointment was changed' }).first().waitFor();
  await beside('a word about a change');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New booking' }).click();
  await page.getByRole('combobox', { name: 'Client' }).fill('=cmd()client');
  await page.getByRole('option', { name: /^=cmd\(\)client/ }).first().waitFor();
  await beside('looking for a client');
  await page.getByRole('option', { name: /^=cmd\(\)client/ }).first().click();
  await page.getByRole('combobox', { name: 'Service' }).waitFor();
  await beside('a new booking');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /to call$/ }).click();
  await drawer(page).getByRole('listitem').first().waitFor();
  await beside('whom to call');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Notifications/ }).filter({ visible: true }).click();
  await page.getByRole('button', { name: 'Mark all as read' }).waitFor();
  const more = page.getByRole('button', { name: /^Show \d+ more$/ });
  await page.waitForTimeout(300);
  if (await more.isVisible()) await more.click();
  await beside('the bell');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Search/ }).filter({ visible: true }).click();
  await page.getByRole('dialog').getByRole('combobox').fill('=cmd()client');
  await page.getByRole('option', { name: /^Next: / }).first().waitFor();
  await beside('the search');
  await page.getByRole('dialog').getByRole('combobox').fill(`${TAG}${'W'.repeat(300)}`);
  await page.getByText(/Nothing is called that/).waitFor();
  await beside('a search for nothing');
  await page.keyboard.press('Escape');
  await stage.open(page, `#/calendar/${today}`);
  await page.locator(`[data-card="${past.id}"]`).waitFor();
  if (wide) {
    await stage.open(page, `#/calendar/${day}`);
    await page.getByRole('button', { name: /^Waitlist/ }).click();
    await beside('the waitlist beside the day');
    await page.keyboard.press('Escape');
  }
  await stage.open(page, `#/clients/${client.id}`);
  for (const part of ['Letters', 'Waitlist']) {
    await page.getByRole('region', { name: 'What there is about this client' }).getByText(part, { exact: true }).first().click();
    await beside(`the card ${part}`);
  }
  await page.getByRole('button', { name: 'More about this client' }).click();
  await page.getByRole('button', { name: 'Merge with another client' }).click();
  await page.getByRole('combobox', { name: 'The card that stays' }).fill('=cmd()other');
  await page.getByRole('option', { name: /^=cmd\(\)other/ }).click();
  await beside('merging');
  await stage.open(page, `#/clients/${client.id}`);
  await page.getByRole('button', { name: 'More about this client' }).click();
  await page.getByRole('button', { name: 'Erase …' }).click();
  await beside('the question before erasing');
  await page.keyboard.press('Escape');
}

/** The pages behind the links in letters, in the order in which clients come by. */
async function pages(stage, world, letters) {
  const { ask, asked, declined, feedback } = world;
  const page = await stage.screen({ size: PHONE });
  const see = async (where) => {
    await inert(page, where);
    await stage.shoot(page, where.replaceAll(' ', '-'));
  };
  /** Does what sends the form, and waits for the page that answers it. */
  const sent = (act) => Promise.all([page.waitForEvent('load'), act()]);
  const token = async (id) => (await ask('GET', `/api/bookings/${id}`)).provisional_token;
  for (const [id, way] of [[asked.id, 'accept'], [declined.id, 'decline']]) {
    await page.goto(`/bookings/${await token(id)}/${way}`);
    await see(`the page to ${way}`);
    await sent(() => page.locator('form button').click());
    await see(`what became of ${way}`);
  }
  await page.goto(`/feedback/${feedback}`);
  await see('the page that asks how it was');
  await page.locator('textarea').fill(nasty('comment', 3000));
  await sent(() => page.locator('textarea').evaluate((field) => field.form.submit()));
  await see('a comment without stars');
  await page.locator('input[type=radio]').last().check({ force: true });
  await sent(() => page.locator('form button').click());
  await see('thanks for the comment');
  assert.match((await ask('GET', '/api/feedback'))[0].comment, /^=cmd\(\)comment<img/);

  const files = await readdir(letters);
  const texts = await Promise.all(files.map(async (file) => (await readFile(join(letters, file), 'latin1')).replaceAll('=\r\n', '')));
  const links = texts.filter((text) => text.includes('hostile@example.com')).flatMap((text) => [...text.matchAll(/\/unsubscribe\/[\w-]+/g)].map(([link]) => link));
  await page.goto(links[0]);
  await see('the page to unsubscribe');
  await sent(() => page.locator('form button').click());
  await see('unsubscribed');
}

await play(async (stage) => {
  const dialogs = [];
  const open = async (size) => {
    const page = await stage.signedIn({ size });
    page.on('dialog', (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
    return page;
  };
  const page = await open(DESKTOP);
  await openAllDay(stage, page);
  const world = await scene(stage, page);
  await screens(stage, page, 'desktop', world);
  await screens(stage, await open(PHONE), 'phone', world);
  await pages(stage, world, stage.facts.letters);
  // What the client said and did is told at the desk.
  await stage.open(page, '#/waitlist');
  await page.getByRole('button', { name: /^Notifications/ }).first().click();
  await page.getByRole('listitem').filter({ hasText: 'img src=x' }).first().waitFor();
  await inert(page, 'the bell afterwards');

  await stage.open(page, '#/reports/feedback');
  await page.getByRole('listitem').filter({ hasText: 'comment<img src=x' }).first().waitFor();
  await inert(page, 'what clients said');
  await stage.shoot(page, 'said');

  await stage.open(page, '#/reports');
  await page.getByRole('heading', { name: 'Occupancy by person' }).waitFor();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV, for a spreadsheet' }).click();
  const text = await readFile(await (await coming).path(), 'utf8');
  assert.match(text, /'=cmd\(\)staff/);
  assert.doesNotMatch(text, /(^|[,"\n])=cmd/m);
  assert.deepEqual(found, []);
  assert.deepEqual(dialogs, []);
});
