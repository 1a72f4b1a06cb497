import type { AppError } from '../../../shared/contract/errors.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';

/** Operations of one device. */
export interface DeviceCount {
  readonly deviceId: DeviceId;
  readonly operations: number;
}

/** Why a file of changes was not taken. Nothing of it was applied. */
export type ExchangeError =
  | AppError<
      | 'exchange-not-changes'
      | 'exchange-newer'
      | 'exchange-truncated'
      | 'exchange-damaged'
      | 'exchange-other-organisation'
      | 'exchange-secret-wrong'
      | 'exchange-cancelled'
      | 'file-changed'
      | 'disk-full'
      | 'database-read-only'
    >
  /** Operations between what is here and what the file carries are not here. */
  | { readonly code: 'exchange-gap'; readonly missing: readonly DeviceCount[] }
  /** Here and in the file stand different operations of one device under one number. */
  | { readonly code: 'exchange-forked'; readonly deviceId: DeviceId };
