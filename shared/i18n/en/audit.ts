import type { audit as master } from '../fa/audit.ts';
import type { English } from '../translation.ts';

export const audit: English<typeof master> = {
  title: 'Copies of the data',
  text: 'The PCs compare their data in the background. Should a row ever differ, it shows here.',
  none: 'Not yet compared with any device.',
  log: 'All {{operations}} changes since the first day are here.',
  logPacked: 'All {{operations}} changes since the first day are here; {{packed}} of them packed.',
  agree: 'Same as {{name}}; last compared {{when}}',
  differ: 'Not the same as {{name}}: {{rows}} rows; last compared {{when}}. Nothing was deleted.',
  notYet: 'Not yet compared with {{name}}.',
  otherVersion: '{{name}} runs another version; it is compared after the update.',
  repair: 'Mend the rows',
  noRight: 'Your role does not allow mending rows. Ask a colleague.',
  save: 'Save report…',
  saved: 'The report is saved. It holds no customer’s name or address.',
  phase: {
    log: 'Checking the log of changes',
    compare: 'Comparing the copies again',
    peer: 'The other device mends its rows',
  },
  outcome: {
    'mended-here': 'The rows of this PC were mended from the log of changes.',
    'mended-there': 'The rows of the other device were mended from its log of changes.',
    agrees: 'The copies are the same again.',
    'joins-anew':
      'They still differ. This PC’s database is set aside and its data come anew from the other devices. Nothing is deleted.',
    'still-differs': 'They still differ. Nothing was deleted; save the report and send it to support.',
    'log-damaged':
      'A part of this PC’s log of changes is damaged and the other device did not have it. Nothing was deleted; send the report to support.',
    'peer-away':
      'The rows of this PC were computed anew, but the other device is not connected. It is compared again once it is.',
  },
};
