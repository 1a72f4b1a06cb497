import { parsePhone } from '../../../shared/rules/phone.ts';

/** Whether it is a telephone number, which works without internet until somebody says otherwise. */
export const isDialled = (typed: string): boolean =>
  !typed.includes('@') && parsePhone(typed).kind !== 'unparsed';
