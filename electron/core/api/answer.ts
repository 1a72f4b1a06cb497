import { ORPCError, type ORPCErrorCode } from '@orpc/client';
import { ValidationError } from '@orpc/contract';
import { type AppError, appErrors } from '../../../shared/contract/errors.ts';
import type { Result } from '../../../shared/lib/result.ts';
import { storageError } from '../db/atomically.ts';

/** The contract's error of an expected failure. */
export const contractError = (error: AppError): ORPCError<ORPCErrorCode, unknown> =>
  new ORPCError(error.code, { defined: true, status: appErrors[error.code].status, data: error.data });

/** The value of a result, or its failure as the contract's error. */
export const answer = <T>(result: Result<T, AppError>): T => {
  if (result.ok) return result.value;
  throw contractError(result.error);
};

const fieldOf = (path: ValidationError['issues'][number]['path']): string =>
  (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');

/** An input that does not fit its schema, as an error that names the field; null for every other failure. */
const inputError = (cause: unknown): AppError | null => {
  if (!(cause instanceof ORPCError) || cause.code !== 'BAD_REQUEST') return null;
  const issue = cause.cause instanceof ValidationError ? cause.cause.issues[0] : undefined;
  if (issue === undefined) return null;
  return { code: 'input-not-valid', data: { field: fieldOf(issue.path), problem: issue.message } };
};

/** What a failed call tells its caller: expected failures by code, everything else as an internal error. */
export const failureOf = (
  cause: unknown,
  onFault: (cause: unknown) => void,
): ORPCError<ORPCErrorCode, unknown> => {
  const invalid = inputError(cause);
  if (invalid !== null) return contractError(invalid);
  if (cause instanceof ORPCError && cause.status < 500) return cause;
  if (cause instanceof ORPCError && Object.hasOwn(appErrors, cause.code)) return cause;
  const storage = storageError(cause);
  if (storage !== null) return contractError(storage);
  onFault(cause);
  return new ORPCError('INTERNAL_SERVER_ERROR');
};
