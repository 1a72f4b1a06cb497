// The sample's account is no secret: it is kept on this PC so that looking around again takes one click.
import type { ApiOutputs } from '../../../shared/contract/index.ts';

export type SampleAccount = ApiOutputs['setup']['sample'];

const storageKey = 'paydar.sample-account';

export function rememberSampleAccount({ userName, password }: SampleAccount): void {
  localStorage.setItem(storageKey, new URLSearchParams({ userName, password }).toString());
}

export function sampleAccount(): SampleAccount | null {
  const stored = new URLSearchParams(localStorage.getItem(storageKey) ?? '');
  const userName = stored.get('userName');
  const password = stored.get('password');
  return userName !== null && password !== null ? { userName, password } : null;
}
