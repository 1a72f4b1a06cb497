import { assertNever } from '../../shared/lib/assert-never.ts';
import { type OpenError, openErrorOf } from './db/database.ts';

/** Why a core could not start. Nothing was changed in any of these cases. */
export type StartError =
  | OpenError
  | { readonly type: 'data-folder-in-use' }
  | { readonly type: 'data-folder-unusable'; readonly detail: string }
  | { readonly type: 'port-taken'; readonly port: number }
  | { readonly type: 'address-unreadable'; readonly address: string };

/** What the disk has against a start, in its own words; null for a bug. */
export const startErrorOf = (cause: unknown): StartError | null => {
  const known = openErrorOf(cause);
  if (known !== null) return known;
  // Errors of the file system name the call that failed.
  if (!(cause instanceof Error) || !('syscall' in cause) || !('code' in cause)) return null;
  if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT') return { type: 'disk-full' };
  return { type: 'data-folder-unusable', detail: cause.message };
};

/** What a failed start says to a person at a terminal. */
export const describeStartError = (error: StartError): string => {
  switch (error.type) {
    case 'database-newer':
      return `The data folder was written by a newer Paydar (form ${error.found}, this one knows ${error.known}). Nothing was changed. Install the newer version.`;
    case 'database-foreign':
      return 'paydar.sqlite in the data folder belongs to another program. Nothing was changed. Choose another folder.';
    case 'database-corrupt':
      return `The database is damaged (${error.detail}). Nothing was changed. Keep the folder, and join again from a colleague's PC with a new one.`;
    case 'disk-full':
      return 'The disk is full. What was saved is safe. Make room and start again.';
    case 'database-unreadable':
      return `The database cannot be opened (${error.detail}). Nothing was changed. Check the rights of the data folder.`;
    case 'data-folder-in-use':
      return 'Another Paydar is running on this data folder. Use its window, or choose another folder with --data.';
    case 'data-folder-unusable':
      return `The data folder cannot be used (${error.detail}). Choose another one with --data.`;
    case 'port-taken':
      return `Port ${error.port} is taken by another program. Choose another one with --sync-port or --api-port, or stop that program.`;
    case 'address-unreadable':
      return `"${error.address}" is not an address. Write host, host:port or [v6]:port.`;
    default:
      return assertNever(error);
  }
};
