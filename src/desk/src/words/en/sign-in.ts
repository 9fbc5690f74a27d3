// English: signing in.
export const signIn = {
  title: 'Sign in',
  email: 'E-mail',
  password: 'Password',
  signIn: 'Sign in',
  show: 'Show the password',
  hide: 'Hide the password',
  forgotten: 'Password forgotten? Whoever looks after Daybook can set a new one.',
};
