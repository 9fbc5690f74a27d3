// The line that says on every screen how long there has been no good backup; and that it goes once there is one.
import assert from 'node:assert/strict';
import { rename, rm, writeFile } from 'node:fs/promises';
import { DESKTOP, PHONE, play } from './stage.mjs';

const SCREENS = ['calendar', 'clients', 'waitlist', 'letters', 'reports', 'services', 'staff', 'settings'];

await play(async (stage) => {
  const as = (name) => ({ email: `${name}@salon.example`, password: stage.facts.password });
  const line = (page) => page.getByRole('alert').filter({ hasText: 'backup' });
  const since = /There has been no good backup since \w+ \d+ \w+ \d\d:\d\d\./;

  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const page = await stage.signedIn({ size });
    await page.addInitScript(() => {
      window.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shifted += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
      // What had moved when the line came, two frames after it stood there.
      new MutationObserver((_, observer) => {
        if (!document.querySelector('.backup-line')) return;
        observer.disconnect();
        const before = window.shifted;
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => (window.moved = window.shifted - before))));
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await line(page).getByText(since).waitFor();
    await page.waitForFunction(() => window.moved !== undefined);
    const moved = await page.evaluate(() => window.moved);
    assert.ok(moved < 0.001, `${name}: the line moves the calendar by ${moved}`);

    for (const screen of SCREENS) {
      await stage.open(page, `#/${screen}`);
      await line(page).waitFor();
      const covered = await page.evaluate(() => document.querySelector('main').getBoundingClientRect().bottom - document.querySelector('.backup-line').getBoundingClientRect().top);
      assert.ok(covered <= 0, `${screen}, ${name}: the line covers ${covered} pixels of the screen`);
      await stage.fits(page, `${screen}, ${name}`);
      // The line is the same on all of them.
      if (screen !== 'calendar' && screen !== 'settings') continue;
      for (const theme of ['light', 'dark']) {
        await stage.theme(page, theme);
        await stage.accessible(page, `the line over ${screen}, ${name}, ${theme}`);
        await stage.shoot(page, `${screen}-${name}-${theme}`);
      }
    }
  }

  // The front desk can't mend it and tells who can; staff can do neither.
  const desk = await stage.signedIn({}, as('desk'));
  await line(desk).getByText('Please tell the owner.').waitFor();
  assert.equal(await line(desk).getByRole('link').count(), 0);
  await desk.locator('.card').first().press('Enter');
  await desk.locator('aside.drawer').waitFor();
  await stage.accessible(desk, 'the line beside a drawer');
  await stage.shoot(desk, 'drawer');
  await desk.keyboard.press('Escape');
  const staff = await stage.signedIn({ size: PHONE }, as('emre'));
  await stage.open(staff, '#/clients');
  await staff.waitForTimeout(2_000);
  assert.equal(await line(staff).count(), 0);

  // Each reads it in their own language, without the server's English.
  const dutch = await stage.signedIn();
  for (const [code, said] of [['nl', /^Er is geen goede back-up meer sinds .* Back-ups$/], ['de', /^Seit .* gibt es keine gute Sicherung mehr\. Sicherungen$/]]) {
    await dutch.evaluate((code) => localStorage.setItem('daybook.language', code), code);
    await dutch.reload();
    await dutch.locator('.backup-line').waitFor();
    assert.match((await dutch.locator('.backup-line').innerText()).replace(/\s+/g, ' '), said);
    await stage.open(dutch, '#/settings/backups');
    await dutch.locator('main').getByText(code === 'nl' ? 'Er is geen goede back-up meer' : 'gibt es keine gute Sicherung mehr').waitFor();
    await stage.shoot(dutch, code);
    await stage.open(dutch, '#/calendar');
  }

  // It leads to where one is made, and is gone from every screen at once.
  const admin = await stage.signedIn();
  await line(admin).getByRole('link', { name: 'Backups' }).click();
  await admin.getByRole('button', { name: 'Make a backup now' }).click();
  await admin.locator('.backup-line').waitFor({ state: 'detached' });
  await desk.locator('.backup-line').waitFor({ state: 'detached' });
  assert.equal(await desk.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--foot')), '0px');

  // A folder that can't be read is a trouble of its own, and is noticed when the connection comes back.
  const { folder } = stage.facts;
  await rename(folder, `${folder}-elsewhere`);
  await writeFile(folder, '');
  await desk.context().setOffline(true);
  await desk.evaluate(() => (location.hash = '#/calendar/2031-03-04'));
  await desk.getByText('The server doesn’t answer.').waitFor();
  await desk.context().setOffline(false);
  await line(desk).getByText('Something went wrong with the backups. There is no good backup. Please tell the owner.').waitFor();
  await stage.shoot(desk, 'problem');
  await stage.open(admin, '#/clients');
  await stage.open(admin, '#/settings/backups');
  await admin.locator('main').getByText('Something went wrong with the backups.').waitFor();
  await stage.shoot(admin, 'problem-settings');
  await rm(folder);
  await rename(`${folder}-elsewhere`, folder);
});
