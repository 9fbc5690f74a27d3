// Signing in, and what is around every screen, in both themes and both sizes.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

const SCREENS = ['calendar', 'clients', 'waitlist', 'letters', 'reports', 'services', 'staff', 'settings'];

await play(async (stage) => {
  const stranger = await stage.screen();
  await stranger.goto('/');
  await stranger.getByLabel('E-mail').fill(stage.facts.email);
  await stranger.getByLabel('Password', { exact: true }).fill('a wrong guess');
  await stranger.getByRole('button', { name: 'Sign in' }).click();
  await stranger.getByRole('alert').waitFor();
  for (const theme of ['light', 'dark']) {
    await stage.theme(stranger, theme);
    await stage.accessible(stranger, `signing in, ${theme}`);
    await stage.shoot(stranger, `sign-in-${theme}`);
  }

  for (const [size, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    const page = await stage.signedIn({ size });
    for (const screen of SCREENS) {
      await stage.open(page, `#/${screen}`);
      for (const theme of ['light', 'dark']) {
        await stage.theme(page, theme);
        await stage.accessible(page, `${screen}, ${name}, ${theme}`);
        await stage.shoot(page, `${screen}-${name}-${theme}`);
      }
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wider, false, `${name}: nothing lies beyond the edge`);
    await stage.theme(page, 'light');
    // The settings have a language of their own: the letters'.
    await stage.open(page, '#/clients');
    await page.getByRole('button', { name: name === 'phone' ? 'More' : /language, colours/ }).click();
    await page.getByLabel('Colours', { exact: true }).selectOption('dark');
    await page.getByLabel('Language', { exact: true }).selectOption({ label: 'Nederlands' });
    await page.getByRole('navigation', { name: 'Hoofdmenu' }).waitFor();
    await stage.accessible(page, `the menu, ${name}`);
    await stage.shoot(page, `menu-${name}`);
    await page.reload();
    await page.getByRole('navigation', { name: 'Hoofdmenu' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'nl');
  }
});
