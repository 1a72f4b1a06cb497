// Turns a failure of the core into a sentence: what happened, what is safe, what to do.

import { notifications } from '@mantine/notifications';
import { ORPCError } from '@orpc/client';
import i18next from 'i18next';
import { type AppErrorCode, appErrors } from '../../shared/contract/errors.ts';
import type { Translate } from './i18n.ts';

const isAppErrorCode = (code: string): code is AppErrorCode => Object.hasOwn(appErrors, code);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** What the texts of `errors.*` may name: lists become one text, sizes megabytes. */
function wordsOf(data: unknown, t: Translate): Record<string, unknown> {
  if (!isRecord(data)) return {};
  const words: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    words[name] = Array.isArray(value) ? value.map(String).join(t('common.listSeparator')) : value;
    if (name.endsWith('Bytes') && typeof value === 'number') {
      words[name.replace(/Bytes$/, 'Mb')] = Math.ceil(value / 1024 / 1024);
    }
  }
  return words;
}

/** The code when the failure is one that the contract names. */
export function errorCode(error: unknown): AppErrorCode | undefined {
  return error instanceof ORPCError && error.defined && isAppErrorCode(error.code) ? error.code : undefined;
}

export function describeError(error: unknown, t: Translate): string {
  const code = errorCode(error);
  if (code && error instanceof ORPCError) return t(`errors.${code}`, wordsOf(error.data, t));
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') return t('errors.badRequest');
  // A call fails with an abort when the core behind it ended.
  if (error instanceof Error && error.name === 'AbortError') return t('errors.coreLost');
  return t('errors.unexpected');
}

/** For a failure that has no place of its own on screen. */
export function notifyError(error: unknown): void {
  if (errorCode(error) === undefined) console.error(error);
  notifications.show({
    color: 'red',
    autoClose: 10_000,
    message: describeError(error, i18next.t),
    role: 'alert',
  });
}
