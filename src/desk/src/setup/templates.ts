// What salons of a trade usually offer, to begin with. Prices are in whole units of the currency and meant to be changed.
import type { Words } from '../words/en';

export type Trade = 'hair' | 'barber' | 'nails' | 'beauty';

export interface Template {
  name: keyof Words['setup']['offers'];
  minutes: number;
  price: number;
  /** While the colour works the hands are free: after so many minutes, for so many. */
  gap?: [number, number];
}

export const TEMPLATES: Record<Trade, Template[]> = {
  hair: [
    { name: 'cut', minutes: 45, price: 45 },
    { name: 'washCut', minutes: 60, price: 55 },
    { name: 'blowDry', minutes: 30, price: 30 },
    { name: 'color', minutes: 90, price: 75, gap: [30, 30] },
    { name: 'highlights', minutes: 120, price: 110, gap: [45, 40] },
    { name: 'child', minutes: 30, price: 25 },
  ],
  barber: [
    { name: 'cut', minutes: 30, price: 28 },
    { name: 'beard', minutes: 20, price: 18 },
    { name: 'cutBeard', minutes: 45, price: 42 },
    { name: 'shave', minutes: 30, price: 30 },
    { name: 'child', minutes: 30, price: 20 },
  ],
  nails: [
    { name: 'manicure', minutes: 45, price: 35 },
    { name: 'gel', minutes: 60, price: 45 },
    { name: 'gelNew', minutes: 90, price: 60 },
    { name: 'refill', minutes: 75, price: 50 },
    { name: 'pedicure', minutes: 60, price: 45 },
  ],
  beauty: [
    { name: 'facial', minutes: 60, price: 65 },
    { name: 'facialLong', minutes: 90, price: 90 },
    { name: 'brows', minutes: 30, price: 25 },
    { name: 'lashes', minutes: 90, price: 80 },
    { name: 'waxing', minutes: 30, price: 35 },
    { name: 'massage', minutes: 60, price: 65 },
  ],
};
