// What runs here, and where other screens find it.
import { get } from './client';

export interface About {
  version: string;
  sqlite: string;
  licence: string;
  /** Everything that others made, with its licence as SPDX writes it. */
  built_on: { name: string; version: string; licence: string }[];
}

export interface Addresses {
  /** What is typed on the machine itself. */
  this_machine: string | null;
  /** What is typed elsewhere, each with a drawing that a camera reads; none where only this machine gets in. */
  addresses: { url: string; qr_svg: string }[];
}

export const about = () => get<About>('/api/about');
export const addresses = () => get<Addresses>('/api/address');
