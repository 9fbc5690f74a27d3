// What a hand does, counted by the browser itself: clicks, drags, keys and letters as they reach the page, whoever sent
// them and how. What changes the page without a hand, such as a field that is filled at once, is noticed, too.
import assert from 'node:assert/strict';

/** Runs in the page, before anything of it. */
function watch() {
  const done = { clicks: 0, drags: 0, keys: 0, letters: 0, unseen: [] };
  const FAR_PX = 6;
  let down = null;
  // Something was pressed since the last that was typed or chosen.
  let pressed = false;
  const look = (kind, see) => window.addEventListener(kind, see, { capture: true });
  look('pointerdown', (event) => {
    down = { x: event.clientX, y: event.clientY };
    if (!event.isTrusted) done.unseen.push(event.type);
  });
  look('pointerup', (event) => {
    pressed = true;
    const far = down !== null && Math.hypot(event.clientX - down.x, event.clientY - down.y) > FAR_PX;
    done[far ? 'drags' : 'clicks'] += 1;
  });
  look('keydown', (event) => {
    pressed = true;
    if (!event.isTrusted) done.unseen.push(event.type);
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
    const writes = event.target.matches('input, textarea') && event.key.length === 1 && !event.ctrlKey;
    done[writes ? 'letters' : 'keys'] += 1;
  });
  for (const kind of ['input', 'change', 'click'])
    look(kind, (event) => {
      if (!event.isTrusted || !pressed) done.unseen.push(`${kind} of ${event.target.tagName}`);
      if (kind === 'input') pressed = false;
    });
  window.handsDone = done;
}

const spoken = (done) =>
  ['clicks', 'drags', 'keys', 'letters']
    .filter((kind) => done[kind] > 0)
    .map((kind) => `${done[kind]} ${done[kind] === 1 ? kind.slice(0, -1) : kind}`)
    .join(', ') || 'nothing';

/** Counts what is done on a page, from its next address on. */
export class Counter {
  #rows = [];

  constructor(page) {
    this.page = page;
  }

  static async on(page) {
    await page.addInitScript(watch);
    await page.reload();
    await page.getByRole('navigation').first().waitFor();
    return new Counter(page);
  }

  /** Does something and asserts that it took no more than `most` says: clicks, drags, keys and letters, none of a kind
   *  that isn't named; `steps` are clicks, drags and keys together. */
  async count(what, most, doing) {
    const before = await this.#done();
    const answer = await doing();
    const after = await this.#done();
    assert.deepEqual(after.unseen, [], `${what}: something was done without a hand`);
    const done = Object.fromEntries(['clicks', 'drags', 'keys', 'letters'].map((kind) => [kind, after[kind] - before[kind]]));
    const { steps, ...kinds } = most;
    const target = steps === undefined ? spoken({ ...kinds }) : [`${steps} steps`, kinds.letters ? `${kinds.letters} letters` : ''].filter(Boolean).join(', ');
    this.#rows.push([what, spoken(done), target]);
    const over = `${what} took ${spoken(done)}; ${target} are allowed`;
    const allSteps = done.clicks + done.drags + done.keys;
    assert.ok(allSteps + done.letters > 0, `${what}: nothing was counted`);
    if (steps !== undefined) assert.ok(allSteps <= steps, over);
    for (const kind of ['clicks', 'drags', 'keys', 'letters'])
      if (steps === undefined || kind === 'letters') assert.ok(done[kind] <= (kinds[kind] ?? 0), over);
    return answer;
  }

  async #done() {
    return this.page.evaluate(() => structuredClone(window.handsDone));
  }

  /** `what | counted | target`. */
  table() {
    const rows = [['what', 'counted', 'target'], ...this.#rows];
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
    return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join(' | ').trimEnd()).join('\n');
  }
}
