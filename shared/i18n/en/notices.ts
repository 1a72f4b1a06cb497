import type { notices as master } from '../fa/notices.ts';
import type { English } from '../translation.ts';

export const notices: English<typeof master> = {
  label: 'Notices',
  clockBehind:
    'This PC’s clock is {{duration}} slow. Paydar goes by the office’s time, so nothing is recorded wrongly; please set the clock of Windows or Linux.',
  clockAhead:
    'This PC’s clock is {{duration}} fast. Paydar goes by the office’s time, so nothing is recorded wrongly; please set the clock of Windows or Linux.',
  clockUnknown:
    'The office’s time is not known yet: neither the hub nor a peer that knows it is in reach. Work goes on, with the time of this PC.',
  identityRenewed_zero:
    'This PC came back from a backup or is a copy of another one. Its code changed from {{old}} to {{new}}, and nothing is lost.',
  identityRenewed_one:
    'This PC came back from a backup or is a copy of another one. Its code changed from {{old}} to {{new}}; {{count}} change was written again, and nothing is lost.',
  identityRenewed_other:
    'This PC came back from a backup or is a copy of another one. Its code changed from {{old}} to {{new}}; {{count}} changes were written again, and nothing is lost.',
  codeChanged_zero:
    'Two PCs had code {{old}}, given by two hubs apart. This one is {{new}} from now on, and nothing is lost.',
  codeChanged_one:
    'Two PCs had code {{old}}, given by two hubs apart. This one is {{new}} from now on; {{count}} ticket got a new number, is found by the former one as well, and nothing is lost.',
  codeChanged_other:
    'Two PCs had code {{old}}, given by two hubs apart. This one is {{new}} from now on; {{count}} tickets got new numbers, are found by the former ones as well, and nothing is lost.',
  databaseCorrupt_zero:
    'The data file of this PC was damaged. It was set aside, and the data came from the other devices. Nothing was deleted.',
  databaseCorrupt_one:
    'The data file of this PC was damaged. It was set aside, the data came from the other devices, and {{count}} change was recovered from the old file. Nothing was deleted.',
  databaseCorrupt_other:
    'The data file of this PC was damaged. It was set aside, the data came from the other devices, and {{count}} changes were recovered from the old file. Nothing was deleted.',
  databaseReplaced_zero:
    'The data of this PC were replaced by a fresh copy of the call centre’s. The old file was set aside, not deleted.',
  databaseReplaced_one:
    'The data of this PC were replaced by a fresh copy of the call centre’s, with {{count}} change of its own brought over. The old file was set aside, not deleted.',
  databaseReplaced_other:
    'The data of this PC were replaced by a fresh copy of the call centre’s, with {{count}} changes of its own brought over. The old file was set aside, not deleted.',
  databaseLeft_one:
    '{{count}} change did not fit the call centre’s data and is only in {{path}}. Keep it and tell support.',
  databaseLeft_other:
    '{{count}} changes did not fit the call centre’s data and are only in {{path}}. Keep it and tell support.',
  diskFull:
    'The disk is full ({{size}} free). Everything saved is safe, but nothing new can be saved. Please free at least 500 MB.',
  diskLow: 'Only {{size}} of the disk is free. Please make room before it is full.',
  checkpointReceiving:
    'A copy of the call centre’s data is being received: {{percent}}. You can go on working.',
  dataMending:
    'The data of this PC are being computed again from their history: {{percent}}. You can go on working.',
  replicaDiffers:
    'Some data of this PC differ from device {{code}}. Nothing was deleted; look at the network screen and mend it there.',
  openNetwork: 'Network screen',
  more_one: '{{count}} more notice',
  more_other: '{{count}} more notices',
  fewer: 'Show fewer notices',
  understood: 'Understood',
  megabytes: '{{value}} MB',
};
