// What Daybook says of itself: its version and whose work is in it, and what other screens type to get here.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, play } from './stage.mjs';

const ROLES = ['mila', 'desk', 'emre'];

await play(async (stage) => {
  /** Opens one of the sheets from the account's menu. */
  async function open(page, size, name) {
    await page.getByRole('button', size === PHONE ? { name: 'More', exact: true } : { name: /language, colours/ }).click();
    await page.getByRole('button', { name, exact: true }).click();
    return page.getByRole('dialog', { name });
  }

  async function looked(page, name) {
    for (const theme of ['light', 'dark']) {
      await stage.theme(page, theme);
      await stage.accessible(page, `${name}, ${theme}`);
      await stage.shoot(page, `${name}-${theme}`);
    }
    const wider = await page.evaluate(() => Math.max(...[...document.querySelectorAll('dialog, dialog *')].map((part) => part.getBoundingClientRect().right)) > innerWidth);
    assert.equal(wider, false, `${name}: nothing lies beyond the edge`);
  }

  /** A sheet that was closed gives the focus back to the menu that it came from. */
  async function theKeysAreBack(page) {
    const at = await page.evaluate(() => document.activeElement.ariaLabel);
    assert.match(at ?? 'nothing', /More|language, colours/);
  }

  const logins = stage.facts.everybody ? ROLES.map((name) => ({ email: `${name}@salon.example`, password: stage.facts.password })) : [stage.facts];
  for (const [n, who] of logins.entries()) {
    const size = n === 1 ? PHONE : DESKTOP;
    const page = await stage.signedIn({ size }, who);
    const told = (await stage.ask(page, 'GET', '/api/about')).body;
    const about = await open(page, size, 'About Daybook');
    for (const text of [told.version, told.sqlite, told.licence]) await about.getByText(text, { exact: true }).first().waitFor();
    assert.equal(await about.getByRole('listitem').count(), told.built_on.length);
    const part = told.built_on.find(({ name }) => name === 'rusqlite');
    await about.getByRole('listitem').filter({ hasText: `rusqlite ${part.version}` }).getByText(part.licence).waitFor();
    await looked(page, `about-${who.email.split('@')[0]}`);
    await page.keyboard.press('Escape');
    await about.waitFor({ state: 'detached' });
    await theKeysAreBack(page);

    const where = (await stage.ask(page, 'GET', '/api/address')).body;
    const others = await open(page, size, 'On other screens');
    await others.getByText(where.this_machine, { exact: true }).waitFor();
    for (const { url } of where.addresses) {
      await others.getByText(url, { exact: true }).waitFor();
      const code = others.getByRole('img', { name: `Code for ${url}` });
      assert.ok(await code.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), 'the code is drawn');
      assert.equal(await code.evaluate((image) => getComputedStyle(image).backgroundColor), 'rgb(255, 255, 255)');
    }
    if (where.addresses.length === 0) {
      await others.getByText('Daybook is open to this machine alone').waitFor();
      await others.getByText(`listen = "0.0.0.0:${new URL(where.this_machine).port}"`).waitFor();
    }
    await looked(page, `addresses-${where.addresses.length > 0 ? 'some-' : ''}${who.email.split('@')[0]}`);
    if (size === DESKTOP) {
      await page.setViewportSize(PHONE);
      await looked(page, `addresses-phone-${where.addresses.length > 0 ? 'some-' : ''}${who.email.split('@')[0]}`);
      await page.setViewportSize(DESKTOP);
    }
    await others.getByRole('button', { name: 'Close' }).click();
    await others.waitFor({ state: 'detached' });
    await theKeysAreBack(page);
  }

  // By its name, too, as everything else.
  const page = await stage.signedIn();
  await page.keyboard.press('/');
  await page.getByRole('combobox').last().fill('qr');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'On other screens' }).waitFor();
});
