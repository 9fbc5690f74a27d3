// Colours that are told apart in columns side by side, for a new person.
export const COLORS = ['#3b5bdb', '#0c8599', '#c2255c', '#e8590c', '#2f9e44', '#9c36b5', '#f08c00', '#495057'];
