import type { AppError } from '../../../shared/contract/errors.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { Command } from './command.ts';

/** One writer, who knows all grants, is what keeps them below the budget. Errors: `only-on-hub`. */
export const requireHub = ({ replica }: Command): Result<null, AppError> =>
  replica.membership()?.role === 'hub' ? ok(null) : err({ code: 'only-on-hub' });
