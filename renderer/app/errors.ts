// Turns a failure of the core into a sentence: what happened, what is safe, what to do.

import { notifications } from '@mantine/notifications';
import { ORPCError } from '@orpc/client';
import i18next from 'i18next';
import { type AppErrorCode, appErrors } from '../../shared/contract/errors.ts';
import { localizeDigits } from '../../shared/rules/digits.ts';
import { isolated, isolatedLtr, isolatedNumber } from '../ui/isolated.ts';
import { languageOrPersian, type Translate } from './i18n.ts';

const isAppErrorCode = (code: string): code is AppErrorCode => Object.hasOwn(appErrors, code);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

type Naming = 'errors.fileKinds' | 'errors.fieldNames' | 'import.columns.targets';

/** What the core calls by a name of its own, in the words of the window; undefined where there are none. */
function named(naming: Naming, name: string, t: Translate): string | undefined {
  const names: unknown = t(naming, { returnObjects: true });
  if (!isRecord(names) || !Object.hasOwn(names, name)) return undefined;
  return String(names[name]);
}

/** A device is called by its name, or by its code where it has none. */
const deviceWord = (nameOrCode: string): string =>
  isolated(
    /^\d+$/.test(nameOrCode) ? localizeDigits(nameOrCode, languageOrPersian(i18next.language)) : nameOrCode,
  );

/** One value of an error's data as it is read. A field that has no name here is one of the form's own. */
function wordOf(name: string, value: unknown, t: Translate): unknown {
  if (name === 'kind') return named('errors.fileKinds', String(value), t) ?? t('errors.fileKinds.other');
  if (name === 'field') {
    const path = String(value).split('.');
    return named('errors.fieldNames', path.at(-1) ?? '', t) ?? value;
  }
  if (name === 'number') {
    return isolatedNumber(localizeDigits(String(value), languageOrPersian(i18next.language)));
  }
  if (name === 'path' || name === 'address') return isolatedLtr(String(value));
  if (name === 'device') return deviceWord(String(value));
  if (typeof value === 'string') return isolated(value);
  if (!Array.isArray(value)) return value;
  if (name === 'devices' && value.length === 0) return t('exchange.unknownDevice');
  const words = value.map((one) => {
    if (name === 'targets') return named('import.columns.targets', String(one), t) ?? String(one);
    return name === 'devices' ? deviceWord(String(one)) : isolated(String(one));
  });
  return words.join(t('common.listSeparator'));
}

/** What the texts of `errors.*` may name: lists become one text, sizes megabytes. */
function wordsOf(data: unknown, t: Translate): Record<string, unknown> {
  if (!isRecord(data)) return {};
  const words: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    words[name] = wordOf(name, value, t);
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

/** A failure of work in the background, as its report names it. */
export function describeFailure(code: string, data: unknown, t: Translate): string {
  return isAppErrorCode(code) ? t(`errors.${code}`, wordsOf(data, t)) : t('errors.unexpected');
}

export function describeError(error: unknown, t: Translate): string {
  const code = errorCode(error);
  if (code && error instanceof ORPCError) return describeFailure(code, error.data, t);
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
