// A sample office to photograph: a hub and a desk without windows, and the folder of the desk that gets one.
import { join } from 'node:path';
import type { ApiClient } from '../../shared/contract/index.ts';
import type { Language } from '../../shared/lib/language.ts';
import { freePorts } from '../demo/free-ports.ts';
import { type HeadlessCore, startHeadlessCore } from '../support/headless-core.ts';
import { poll } from '../support/poll.ts';

export interface PictureOffice {
  readonly account: { readonly name: string; readonly password: string };
  /** Of the desk with the window, which is not open yet. */
  readonly dataDir: string;
  readonly args: readonly string[];
  close(): Promise<void>;
}

const otherCity: Readonly<Record<Language, readonly [string, string]>> = {
  fa: ['شیراز', 'تبریز'],
  ar: ['البصرة', 'الموصل'],
  en: ['Leeds', 'Bristol'],
};

export const openPictureOffice = async (folder: string, language: Language): Promise<PictureOffice> => {
  const [hubPort = 0, deskPort = 0, otherPort = 0] = await freePorts(3);
  const running = new Set<HeadlessCore>();
  const start = async (name: string, port: number): Promise<HeadlessCore> => {
    const args = ['--discovery', 'off', '--sync-port', String(port)];
    const core = await startHeadlessCore({ dataDir: join(folder, name), args });
    running.add(core);
    return core;
  };
  const stop = async (core: HeadlessCore): Promise<void> => {
    running.delete(core);
    await core.stop();
  };
  const names: Readonly<Record<Language, readonly [string, string]>> = {
    fa: ['میز نیما', 'میز سارا'],
    ar: ['مكتب ليلى', 'مكتب علي'],
    en: ['Front desk', 'Back office'],
  };

  const hub = await start('hub', hubPort);
  const { userName, agentName, password } = await hub.api.setup.sample({ language });
  const signIn = (api: ApiClient, name: string) => api.session.signIn({ name, password });
  await signIn(hub.api, userName);
  const { secret } = await hub.api.setup.joinSecret();
  const join2 = async (core: HeadlessCore, deviceName: string): Promise<void> => {
    await core.api.setup.join({ address: `127.0.0.1:${hubPort}`, secret, deviceName });
    await signIn(core.api, agentName);
  };
  const desk = await start('desk', deskPort);
  await join2(desk, names[language][0]);
  await desk.api.preference.set({ language, theme: 'auto' });
  const other = await start('other', otherPort);
  await join2(other, names[language][1]);

  // Two desks that write the city of one customer apart.
  const { rows } = await desk.api.ticket.list({ scope: 'mine', limit: 1 });
  const customerId = rows[0]?.customerId;
  if (customerId === undefined) throw new Error('the agent of the sample has no ticket');
  await stop(hub);
  await stop(other);
  await desk.api.customer.update({ customerId, city: otherCity[language][0] });
  await stop(desk);
  const alone = await start('other', otherPort);
  await signIn(alone.api, agentName);
  await alone.api.customer.update({ customerId, city: otherCity[language][1] });
  const again = await start('hub', hubPort);
  await poll(async () => (await again.api.sync.status()).peers === 1, 'hub and desk meet', 30_000);

  return {
    account: { name: agentName, password },
    dataDir: join(folder, 'desk'),
    args: ['--discovery', 'off', '--sync-port', String(deskPort)],
    close: async () => {
      await Promise.all([...running].map((core) => core.kill()));
    },
  };
};
