import { isTelephone, readContact } from '../../../shared/rules/read-contact.ts';

/** Whether what was typed is a telephone number, by the rule that the core applies to contacts without a word on it. */
export const isDialled = (typed: string): boolean => isTelephone(readContact(typed, undefined, {}));
