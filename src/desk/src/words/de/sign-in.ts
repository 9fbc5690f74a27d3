// German: signing in.
import type { Words } from '../en';

export const signIn: Words['signIn'] = {
  title: 'Anmelden',
  email: 'E-Mail',
  password: 'Passwort',
  signIn: 'Anmelden',
  show: 'Passwort zeigen',
  hide: 'Passwort verbergen',
  forgotten: 'Passwort vergessen? Die Betreuung von Daybook kann ein neues setzen.',
};
