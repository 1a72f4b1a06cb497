export const network = {
  title: 'شبکه',
};
