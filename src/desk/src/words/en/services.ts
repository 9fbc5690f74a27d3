// English: the screen of services.
export const services = {
  empty: 'There are no services yet.',
};
