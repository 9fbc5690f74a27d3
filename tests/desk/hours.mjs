// A salon in which it is late morning and everybody is at work, whenever the stories are played.

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The zone in which it is between ten and eleven now. */
function morningZone() {
  const ahead = ((10 - new Date().getUTCHours() + 36) % 24) - 12;
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** Opens the salon all day and has everybody work, with no holiday in the way; then the screen begins anew. */
export async function openAllDay(stage, page) {
  const opening_hours = Object.fromEntries(DAYS.map((day) => [day, [['00:00', '24:00']]]));
  await stage.ask(page, 'PUT', '/api/settings', { opening_hours, timezone: morningZone() });
  const { body: staff } = await stage.ask(page, 'GET', '/api/staff');
  for (const { id } of staff) await stage.ask(page, 'PUT', `/api/staff/${id}`, { hours: null });
  for (const noun of ['holidays', 'time-off', 'hours-exceptions']) {
    const { body: shut } = await stage.ask(page, 'GET', `/api/${noun}`);
    for (const { id } of shut) await stage.ask(page, 'DELETE', `/api/${noun}/${id}`);
  }
  await page.reload();
  await page.getByRole('navigation').first().waitFor();
}

/** The salon's day and time. */
export async function wallNow(stage, page) {
  return (await stage.ask(page, 'GET', '/api/now')).body.wall;
}

export const plusDays = (day, days) => new Date(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
