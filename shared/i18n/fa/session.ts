export const session = {
  title: 'ورود',
};
