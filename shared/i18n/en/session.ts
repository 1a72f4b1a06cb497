import type { session as master } from '../fa/session.ts';
import type { English } from '../translation.ts';

export const session: English<typeof master> = {
  title: 'Sign in',
  name: 'Name',
  password: 'Password',
  signIn: 'Sign in',
  offline: 'Signing in needs neither the internet nor the hub.',
  sampleTitle: 'Sample call centre',
  sampleText: 'These data are made up. Choose someone and sign in:',
  samplePassword: 'Everyone’s password:',
};
