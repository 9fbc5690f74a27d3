// The first day: the printed link, the salon and its admin, and every first step, done or skipped.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

await play(async (stage) => {
  const page = await stage.screen();
  const look = async (name) => {
    for (const [size, kind] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
      await page.setViewportSize(size);
      for (const theme of ['light', 'dark']) {
        await stage.theme(page, theme);
        await stage.accessible(page, `${name}, ${kind}, ${theme}`);
        await stage.shoot(page, `${name}-${kind}-${theme}`);
      }
    }
    await page.setViewportSize(DESKTOP);
  };

  await page.goto(`/setup#${stage.facts.code}`);
  await page.getByLabel('Name of the salon').fill('Salon Linde');
  await page.getByLabel('Time zone').selectOption('Europe/Amsterdam');
  await page.getByLabel('Name', { exact: true }).fill('Anna');
  await page.getByLabel('E-mail').fill('anna@example.com');
  await page.getByLabel('Password').fill('short');
  await look('salon');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('alert').filter({ hasText: 'Password' }).waitFor();
  await page.getByLabel('Password').fill('eleven green bottles');
  await page.getByRole('button', { name: 'Begin' }).click();

  await page.getByRole('heading', { name: 'When is the salon open?' }).waitFor();
  await look('hours');
  await page.getByLabel('Monday, until').fill('1730');
  await page.getByRole('button', { name: 'Save and go on' }).click();

  await page.getByRole('heading', { name: 'Who works here?' }).waitFor();
  await page.getByLabel('Name').fill('Mila');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('listitem').filter({ hasText: 'Mila' }).waitFor();
  await look('staff');
  await page.getByRole('button', { name: 'Go on' }).click();

  await page.getByRole('button', { name: 'Barber' }).click();
  await page.getByLabel('Price of Cut (EUR)').fill('31,50');
  await page.getByLabel('Hot towel shave', { exact: false }).first().uncheck();
  await look('services');
  await page.getByRole('button', { name: 'Save and go on' }).click();

  const list = 'Name;E-mail;Phone\nCarla;carla@example.com;06 12345678\nDaan;daan@example.com;06 87654321\n';
  await page.getByLabel('The list’s file').setInputFiles({ name: 'clients.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
  await page.getByText('2 new clients').waitFor();
  await look('clients');
  await page.getByRole('button', { name: 'Save 2 clients' }).click();
  await page.getByText('Saved: 2 new clients').first().waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();

  await page.getByRole('heading', { name: 'Try it' }).waitFor();
  await look('mail');
  await page.getByRole('button', { name: 'Send a test letter' }).click();
  await page.locator('section [role=status]').waitFor();
  await page.getByRole('button', { name: 'Open the calendar' }).click();
  await page.getByRole('navigation').first().waitFor();
  await page.reload();
  await page.getByRole('navigation').first().waitFor();
  assert.equal(await page.getByText('Who works here?').count(), 0, 'the first steps never come back');

  const { body: kept } = await stage.ask(page, 'GET', '/api/settings');
  assert.deepEqual(kept.opening_hours.mon, [['09:00', '17:30']]);
  assert.equal(kept.timezone, 'Europe/Amsterdam');
  const { body: services } = await stage.ask(page, 'GET', '/api/services');
  assert.equal(services.find((service) => service.name === 'Cut').price_cents, 3150);
  assert.ok(!services.some((service) => service.name === 'Hot towel shave'));
});
