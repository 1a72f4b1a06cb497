import type { importIssues as master } from '../fa/import-issues.ts';
import type { English } from '../translation.ts';

export const importIssues: English<typeof master> = {
  reasonColumn: 'Reason for rejection',
  codes: {
    'name-missing': 'The name is empty. Write the customer’s name.',
    'name-too-long': 'The name has more than 200 letters. Shorten it.',
    'contact-missing': 'There is no number or email to reach the customer. Write at least one.',
    'row-too-wide':
      'This row has more cells than the header; a delimiter may stand inside a text. Put the text in quotes.',
    'phone-unparsed': 'The number could not be read; it stays as written.',
    'phone-assumed-area': 'The number had no area code; the usual one was put in.',
    'phone-ambiguous': 'This number may be from another country. Have a look at it.',
    'email-unreadable': 'This email is not right; it stays as written.',
    'date-not-real': 'There is no such day in the calendar; the date stays empty.',
    'date-unreadable': 'The date could not be read and stays empty.',
    'amount-unreadable': 'The amount could not be read and stays empty.',
    'amount-negative': 'The amount is negative and stays empty.',
    'amount-not-whole-rial': 'The amount is finer than one Rial and stays empty.',
    'amount-too-large': 'The amount is too large and stays empty.',
    'tier-unknown': 'This tier is not known and stays empty.',
    'text-too-long': 'The text is too long; its end was left out.',
    'differs-kept': 'Another value is there already, and it stays.',
    'merged-in-file': 'Joined with an earlier row of this file.',
    'merged-with-stored': 'Joined a customer who is already here.',
  },
};
