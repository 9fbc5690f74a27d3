// Dutch: the screen of services.
import type { Words } from '../en';

export const services: Words['services'] = {
  empty: 'Er zijn nog geen diensten.',
};
