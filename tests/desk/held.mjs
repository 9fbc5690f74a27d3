// After a restore, the letters that it held back are looked at and let go, all at once.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.signedIn();
  await stage.open(page, '#/letters');
  await page.getByText('2 letters are held since a backup was restored').waitFor();
  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const other = await stage.signedIn({ size });
    for (const theme of ['light', 'dark']) {
      await stage.theme(other, theme);
      await stage.open(other, '#/letters');
      await other.getByText('2 letters are held').waitFor();
      await stage.fits(other, `${name}, ${theme}`);
      await stage.accessible(other, `what is held, ${name}, ${theme}`);
      await stage.shoot(other, `offered-${name}-${theme}`);
      await other.getByRole('link', { name: 'See which' }).click();
      await other.getByRole('listitem').filter({ hasText: 'Held until' }).first().waitFor();
      await other.getByRole('button', { name: 'Send all 2' }).click();
      await other.getByRole('dialog', { name: 'Send all 2 held letters?' }).getByText('This can’t be taken back.').waitFor();
      await stage.accessible(other, `asking, ${name}, ${theme}`);
      await stage.shoot(other, `asking-${name}-${theme}`);
      await other.getByRole('button', { name: 'Cancel' }).click();
    }
    assert.equal((await stage.ask(other, 'GET', '/api/letters/standing')).body.restored, 2, 'a look sends nothing');
    await other.close();
  }

  // The front desk may let them go, too; staff may not.
  const password = 'a long enough sentence';
  for (const role of ['desk', 'staff']) {
    const email = `${role}@salon.example`;
    assert.equal((await stage.ask(page, 'POST', '/api/users', { name: role, email, role, password })).status, 200);
    const other = await stage.signedIn({}, { email, password });
    await stage.open(other, '#/letters?stage=held');
    await other.getByRole('listitem').filter({ hasText: 'Held until' }).first().waitFor();
    assert.equal(await other.getByRole('button', { name: 'Send all 2' }).count(), role === 'desk' ? 1 : 0, role);
    await other.close();
  }

  await page.getByRole('button', { name: 'Send all 2' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send all 2' }).click();
  await page.getByText('The held letters are let go.').waitFor();
  await page.getByText('2 letters are held').waitFor({ state: 'detached' });
  const standing = (await stage.ask(page, 'GET', '/api/letters/standing')).body;
  assert.deepEqual([standing.held, standing.restored], [0, 0]);
  // The confirmation is due and has left; the reminder waits for its own moment.
  await stage.open(page, '#/letters?stage=sent');
  await page.getByText('Confirmation to Client 0').waitFor();
  await stage.open(page, '#/letters?stage=waiting');
  await page.getByText('Reminder to Client 0').waitFor();
});
