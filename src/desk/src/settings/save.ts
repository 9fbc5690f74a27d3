// Settings are saved a part at a time, and each save can be taken back.
import type { Settings } from '../api/types';
import { settings } from '../state/settings.svelte';
import { toasts } from '../state/toasts.svelte';
import { t } from '../words/index.svelte';

export async function save(keys: Partial<Settings>) {
  const all = settings.all;
  await settings.change(keys);
  const before = all && (Object.fromEntries(Object.keys(keys).map((key) => [key, all[key as keyof Settings]])) as Partial<Settings>);
  toasts.say(t().settings.saved, before ? { undo: () => settings.change(before) } : {});
}
