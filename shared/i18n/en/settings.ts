import type { settings as master } from '../fa/settings.ts';
import type { English } from '../translation.ts';

export const settings: English<typeof master> = {
  title: 'Settings',
  thisPc: 'This PC',
  language: 'Language',
  languageText: 'For this PC only; digits and dates follow it.',
  theme: 'Theme',
  themeText: 'Auto follows the operating system.',
  organisation: 'Call centre',
  organisationName: 'Name',
  workingWeek: 'Working week',
  device: 'Device',
  version: 'Version',
  users: 'Users',
  usersCount_one: '{{count}} person',
  usersCount_other: '{{count}} people',
  usersText: 'The list of users is the same on every PC of the call centre.',
  name: 'Name',
  role: 'Role',
  password: 'First password',
  addUser: 'Add user',
  userAdded: '“{{name}}” was added and can sign in.',
  onlyAdmin: 'Only an administrator can add users.',
  disabled: 'disabled',
};
