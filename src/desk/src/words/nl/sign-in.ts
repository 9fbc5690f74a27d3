// Dutch: signing in.
import type { Words } from '../en';

export const signIn: Words['signIn'] = {
  title: 'Inloggen',
  email: 'E-mail',
  password: 'Wachtwoord',
  signIn: 'Inloggen',
  show: 'Wachtwoord tonen',
  hide: 'Wachtwoord verbergen',
  forgotten: 'Wachtwoord vergeten? Wie Daybook beheert kan een nieuw instellen.',
};
