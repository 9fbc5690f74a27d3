// Each role at the desk: every screen that its menu offers, and what opens on them. Nothing is asked for that the role
// may not see, and no screen is a dead end. Then with personal agendas: Emre sees and does his own work, and no more.
import assert from 'node:assert/strict';
import { ask as answered } from './calendar.mjs';
import { openAllDay, plusDays, wallNow } from './hours.mjs';
import { DESKTOP, PHONE, play } from './stage.mjs';

const OFFERED = {
  staff: ['Calendar', 'Clients', 'Waitlist', 'Letters', 'Services', 'Staff', 'Settings'],
  desk: ['Calendar', 'Clients', 'Waitlist', 'Letters', 'Services', 'Staff', 'Settings'],
  admin: ['Calendar', 'Clients', 'Waitlist', 'Letters', 'Reports', 'Services', 'Staff', 'Settings'],
};
const STAGES = ['waiting', 'held', 'failed', 'sent', 'dropped'];
const plain = (text) => text.replaceAll('\u00ad', '');
const drawer = (page) => page.locator('aside.drawer');
const main = (page) => page.locator('main');

/** Notes each call that the server refuses this screen, whatever the screen makes of it. */
function watched(page) {
  const refused = [];
  page.on('response', (reply) => {
    if (reply.status() >= 400) refused.push(`${reply.status()} ${reply.request().method()} ${new URL(reply.url()).pathname}`);
  });
  return refused;
}

/** Opens an address, and sees that something is there. */
async function visit(stage, page, address, name) {
  await stage.open(page, address);
  await page.waitForTimeout(250);
  assert.equal(await page.getByText('There is nothing at this address').count(), 0, `${name}: ${address} is a dead end`);
  assert.equal(await page.getByText('Something went wrong').count(), 0, `${name}: ${address} is broken`);
  assert.notEqual((await main(page).innerText()).trim(), '', `${name}: ${address} is empty`);
  await stage.fits(page, `${name}: ${address}`);
}

/** All that hangs on the screens' addresses, whoever asks. */
function addresses({ today, client, me, other }) {
  const day = plusDays(today, 1);
  return [
    `#/calendar/${day}`, `#/calendar/${day}?view=week`, `#/calendar/${day}?view=week&staff=all`, `#/calendar/${day}?view=week&staff=${other}`,
    `#/calendar/${day}/print`, `#/calendar/${day}/print/${other}`, '#/clients', `#/clients/${client}`, '#/clients/new', '#/waitlist/new',
    ...['waiting', 'booked', 'passed', 'cancelled'].map((status) => `#/waitlist?status=${status}`),
    ...STAGES.map((which) => `#/letters?stage=${which}`),
    '#/services/1', `#/staff/${me}`, `#/staff/${me}/times`, `#/staff/${other}`, `#/staff/${other}/times`, '#/settings/password',
  ];
}

/** The menu's screens, what lies behind them, and what opens beside them. */
async function walk(stage, page, role, size, facts) {
  const name = `${role}-${size === PHONE ? 'phone' : 'desktop'}`;
  await stage.open(page, '#/calendar');
  if (size === PHONE) await page.getByRole('button', { name: 'More', exact: true }).click();
  const menu = page.getByRole('navigation', { name: 'Main menu' }).filter({ visible: true });
  const links = await menu.getByRole('link').evaluateAll((all) => all.map((link) => [link.textContent.trim(), link.getAttribute('href')]));
  assert.deepEqual(links.map(([text]) => plain(text)), OFFERED[role]);
  if (size === PHONE) await page.keyboard.press('Escape');
  for (const [text, address] of links) {
    await visit(stage, page, address, name);
    // The admin's are looked at by the stories of each screen.
    if (role !== 'admin') await stage.accessible(page, `${name}: ${address}`);
    await stage.shoot(page, `${name}-${plain(text).toLowerCase()}`);
  }
  if (size === DESKTOP) for (const address of addresses(facts)) await visit(stage, page, address, name);

  await stage.open(page, `#/calendar/${facts.day}`);
  await page.locator(`[data-card="${facts.own}"]`).click();
  await drawer(page).getByRole('region', { name: 'Letters' }).waitFor();
  await drawer(page).getByText('History').click();
  await drawer(page).getByText('booked').first().waitFor();
  await stage.shoot(page, `${name}-appointment`);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New booking' }).click();
  await page.getByRole('combobox', { name: 'Client' }).fill('Eigen');
  await page.getByRole('option', { name: /^Zelda Eigen (?!ohne)/ }).click();
  await page.getByRole('combobox', { name: 'Service' }).waitFor();
  await page.waitForTimeout(300);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /to call$/ }).click();
  await drawer(page).getByRole('heading', { name: 'To call' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Notifications/ }).filter({ visible: true }).click();
  await page.getByRole('button', { name: 'Mark all as read' }).waitFor();
  await page.waitForTimeout(300);
  await stage.shoot(page, `${name}-bell`);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Search/ }).filter({ visible: true }).click();
  await page.getByRole('dialog').getByRole('combobox').fill('Eigen');
  await page.getByRole('option', { name: /^Next: / }).first().waitFor();
  await page.keyboard.press('Escape');
}

/** Two clients of the story's own, one for Emre and one for Luca, each with an appointment on the same day, one that
 *  is over, a question, and a wish to come sooner. */
async function scene(stage, page) {
  const ask = (method, path, body) => answered(stage, page, method, path, body);
  const today = (await wallNow(stage, page)).slice(0, 10);
  const day = plusDays(today, 1);
  const staff = await ask('GET', '/api/staff');
  const [emre, luca] = ['Emre', 'Luca'].map((first) => staff.find(({ name }) => name.startsWith(first)).id);
  const service = (await ask('GET', '/api/services')).find((one) => one.active && one.category === 'Barber' && one.gap_minutes === 0);
  const lengthen = (wall) => new Date(Date.parse(`${wall.replace(' ', 'T')}Z`) + service.duration_minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  const people = {};
  for (const [name, staff_id] of [['Zelda Eigen', emre], ['Xaver Fremd', luca]]) {
    const client = await ask('POST', '/api/clients', { name, phone: '06 1234 5678', alert: 'Latex' });
    const book = (start_at, more = {}) =>
      ask('POST', '/api/bookings', { client_id: client.id, service_id: service.id, staff_id, start_at, end_at: lengthen(start_at), allow_overlap: true, ...more });
    const ahead = await book(`${day} 03:00:00`, { internal_notes: `About ${name}` });
    const past = await book(`${today} 00:10:00`);
    await ask('PUT', `/api/clients/${client.id}`, { email: `${name.split(' ')[0].toLowerCase()}@example.com` });
    await book(`${day} 04:00:00`, { provisional: true });
    const call = await ask('POST', '/api/clients', { name: `${name} ohne Post`, phone: '06 1234 5679' });
    await book(`${day} 05:00:00`, { client_id: call.id });
    people[name] = { client: client.id, ahead: ahead.id, past: past.id };
  }
  return { today, day, emre, luca, service, own: people['Zelda Eigen'], others: people['Xaver Fremd'] };
}

/** With personal agendas: every place at which a name could show. */
async function ownAlone(stage, page, world) {
  const { day, emre, luca, own, others, today } = world;
  const clean = async (where) => {
    const text = await page.locator('body').innerText();
    assert.doesNotMatch(text, /Xaver Fremd/, `${where} shows an appointment of somebody else’s`);
  };
  const columns = page.getByRole('group', { name: /^(Emre|Luca|Mila|Noor|Femke|Ayesha)/ });

  await stage.open(page, `#/calendar/${day}`);
  await page.locator(`[data-card="${own.ahead}"]`).waitFor();
  assert.equal(await columns.count(), 1, 'one column, his own');
  await clean('the day');
  await stage.shoot(page, 'own-day');
  for (const query of ['?view=week', '?view=week&staff=all', `?view=week&staff=${luca}`]) {
    await stage.open(page, `#/calendar/${day}${query}`);
    await page.locator(`[data-card="${own.ahead}"]`).waitFor();
    assert.equal(await page.getByRole('navigation', { name: 'Whose week' }).getByRole('link').count(), 1);
    for (const label of await columns.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))) assert.match(label, /^Emre/);
    await clean(query);
  }
  await stage.shoot(page, 'own-week');
  await stage.open(page, `#/calendar/${day}/print`);
  const sheets = page.locator('article');
  await sheets.getByText('Zelda Eigen').first().waitFor();
  assert.equal(await sheets.count(), 1, 'one sheet, his own');
  await clean('the day on paper');
  await stage.shoot(page, 'own-print');
  await stage.open(page, `#/calendar/${day}/print/${luca}`);
  await main(page).getByText('No appointments.').waitFor();
  assert.equal(await sheets.count(), 0, 'no sheet of another, on which the day would look free');
  for (const which of STAGES) {
    await stage.open(page, `#/letters?stage=${which}`);
    await page.waitForTimeout(300);
    await clean(`letters, ${which}`);
  }
  for (const status of ['waiting', 'booked', 'passed', 'cancelled']) {
    await stage.open(page, `#/waitlist?status=${status}`);
    await page.waitForTimeout(300);
    await clean(`the waitlist, ${status}`);
  }

  // Nobody can be put in line for another.
  await stage.open(page, '#/waitlist/new');
  const withs = await drawer(page).getByLabel('With').locator('option').allInnerTexts();
  assert.deepEqual(withs, ['with anybody', 'with Emre Yılmaz']);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /^Notifications/ }).first().click();
  await page.getByRole('list', { name: 'Waiting for an answer' }).waitFor();
  const more = page.getByRole('button', { name: /^Show \d+ more$/ });
  if (await more.isVisible()) await more.click();
  await page.getByRole('list', { name: 'Waiting for an answer' }).getByText('Zelda Eigen').waitFor();
  await clean('the bell');
  await stage.shoot(page, 'own-bell');
  await page.keyboard.press('Escape');

  await stage.open(page, `#/calendar/${day}`);
  await page.getByRole('button', { name: /to call$/ }).click();
  await drawer(page).getByText('Zelda Eigen ohne Post').first().waitFor();
  await clean('whom to call');
  await page.keyboard.press('Escape');

  // The card index is everybody's; when somebody comes to another is not.
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('Xaver Fremd');
  await page.getByRole('option', { name: /^Xaver Fremd/ }).first().waitFor();
  await page.waitForTimeout(400);
  assert.equal(await page.getByRole('option', { name: /^Next: / }).count(), 0, 'the search tells of no appointment of another’s');
  await page.keyboard.press('Escape');
  await stage.open(page, `#/clients/${others.client}`);
  await page.getByText('No appointments yet.').waitFor();
  await page.getByText('Nothing booked').waitFor();
  await stage.shoot(page, 'own-card');

  // Who follows a link to another's appointment is told so.
  for (const [path, status] of [[`/api/bookings/${others.ahead}`, 404], [`/api/bookings?staff_id=${luca}&from=${today}`, 200]]) {
    const reply = await stage.ask(page, 'GET', path);
    assert.equal(reply.status, status, path);
    if (status === 200) assert.deepEqual(reply.body, []);
  }
  assert.ok(emre !== luca);
}

/** A booking for himself through the drawer, and one that is over said to be done. */
async function ownWork(stage, page, { day, emre, own, today }) {
  await stage.open(page, `#/calendar/${day}`);
  await page.locator(`[data-card="${own.ahead}"]`).waitFor();
  await page.getByRole('button', { name: 'New booking' }).click();
  await page.getByRole('combobox', { name: 'Client' }).fill('Zelda Eigen');
  await page.getByRole('option', { name: /^Zelda Eigen (?!ohne)/ }).click();
  const whom = page.getByLabel('With', { exact: true });
  await whom.waitFor();
  assert.deepEqual(await whom.locator('option').allInnerTexts().then((all) => all.filter((text) => !/Emre/.test(text) && /Mila|Noor|Femke|Luca|Ayesha/.test(text))), []);
  const before = (await stage.ask(page, 'GET', `/api/clients/${own.client}/bookings`)).body.length;
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await drawer(page).getByRole('region', { name: 'Status' }).waitFor();
  const theirs = (await stage.ask(page, 'GET', `/api/clients/${own.client}/bookings`)).body;
  assert.equal(theirs.length, before + 1);
  assert.ok(theirs.every(({ staff_id }) => staff_id === emre));
  await page.keyboard.press('Escape');

  await stage.open(page, `#/calendar/${today}`);
  await page.locator(`[data-card="${own.past}"]`).click();
  await drawer(page).getByRole('button', { name: 'Complete', exact: true }).click();
  await drawer(page).getByText('Completed').first().waitFor();
  await page.waitForFunction(async (id) => (await (await fetch(`/api/bookings/${id}`)).json()).status === 'completed', own.past);
}

await play(async (stage) => {
  const mila = await stage.signedIn();
  await openAllDay(stage, mila);
  const world = await scene(stage, mila);
  const facts = { today: world.today, day: world.day, client: world.own.client, own: world.own.ahead, me: world.emre, other: world.luca };
  const as = (who) => ({ ...stage.facts, email: `${who}@salon.example` });
  for (const [who, role] of [['emre', 'staff'], ['desk', 'desk'], ['mila', 'admin']])
    for (const size of [DESKTOP, PHONE]) {
      const page = await stage.signedIn({ size }, as(who));
      const refused = watched(page);
      await walk(stage, page, role, size, facts);
      assert.deepEqual(refused, [], `${role} asks for what it may not see`);
      await page.context().close();
    }

  // Everybody may change their own password, also who may set nothing else.
  const emre = await stage.signedIn({}, as('emre'));
  await stage.open(emre, '#/settings');
  await emre.getByLabel('Password of now').waitFor();

  // Switched on while he looks: the others' columns go at once.
  await stage.open(emre, `#/calendar/${world.day}`);
  await emre.locator(`[data-card="${world.others.ahead}"]`).waitFor();
  await stage.ask(mila, 'PUT', '/api/settings', { staff_personal_agenda_enabled: true });
  await emre.locator(`[data-card="${world.others.ahead}"]`).waitFor({ state: 'detached' });
  const refused = watched(emre);
  await ownAlone(stage, emre, world);
  const asked = refused.filter((line) => line !== `404 GET /api/bookings/${world.others.ahead}`);
  assert.deepEqual(asked, [], 'with personal agendas');
  await ownWork(stage, emre, world);
  assert.deepEqual(refused.filter((line) => !asked.includes(line) && !line.startsWith('404 GET')), [], 'at his own work');
  const phone = await stage.signedIn({ size: PHONE }, as('emre'));
  await ownAlone(stage, phone, world);
});
