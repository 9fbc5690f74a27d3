// Reports: the numbers of a month in pictures, another period, and a file for a spreadsheet.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const page = await stage.signedIn({ size });
    await stage.open(page, '#/reports');
    await page.getByRole('heading', { name: 'Occupancy by person' }).waitFor();
    for (const theme of ['light', 'dark']) {
      await stage.theme(page, theme);
      await stage.accessible(page, `reports, ${name}, ${theme}`);
      await stage.shoot(page, `reports-${name}-${theme}`);
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wider, false, `${name}: nothing lies beyond the edge`);
  }

  const page = await stage.signedIn();
  await stage.open(page, '#/reports');
  const takings = page.locator('.figure', { hasText: 'Takings' }).locator('strong');
  await takings.waitFor();
  const month = await takings.innerText();
  // A month to come has taken nothing yet: the axis says so once, and not at three heights.
  await page.getByRole('button', { name: 'Later' }).click();
  await page.waitForFunction(() => /[1-9]/.test(document.querySelector('.figure strong')?.textContent) === false);
  assert.deepEqual(await page.locator('.columns text.side').allTextContents(), ['€0']);
  await page.getByRole('button', { name: 'Earlier' }).click();
  await page.waitForFunction((old) => document.querySelector('.figure strong')?.textContent === old, month);
  await page.getByRole('button', { name: 'Year' }).click();
  await page.waitForFunction((old) => document.querySelector('.figure strong')?.textContent !== old, month);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV, for a spreadsheet' }).click();
  const text = await readFile(await (await coming).path(), 'utf8');
  assert.match(text, /^\ufeffDay,Bookings,Completed,No-shows,Cancelled,Takings \(EUR\)\r\n\d{4}-\d\d-\d\d,/);
  assert.match(text, /\r\nMila[^\r]*,\d/);
});
