import type { shell as master } from '../fa/shell.ts';
import type { English } from '../translation.ts';

export const shell: English<typeof master> = {
  wordmark: 'Paydar',
  screens: {
    queue: 'Queue',
    customers: 'Customers',
    import: 'Import',
    conflicts: 'Conflicts',
    network: 'Network',
    settings: 'Settings',
  },
  screenMissing: 'This screen is not in this version yet.',
};
