/** Attachment services on three desks of an office that are connected by hand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttachmentLimits,
  type AttachmentService,
  createAttachmentService,
  usualLimits,
} from '../../electron/core/attachments/attachment-service.ts';
import type { BodyStore } from '../../electron/core/attachments/body-store.ts';
import { memoryBodyStore } from '../../electron/core/attachments/memory-body-store.ts';
import { runCommand } from '../../electron/core/db/commit.ts';
import type { FeatureHooks, SessionPeer } from '../../electron/core/sync/session-feature.ts';
import { customer } from '../../shared/entities/customer.ts';
import type { DeviceId } from '../../shared/lib/ids.ts';
import { ok } from '../../shared/lib/result.ts';
import type { Message, MessageOf } from '../../shared/sync/messages.ts';
import { type Desk, openOffice } from './desk.ts';
import { seededRandom } from './seeded-random.ts';

export const onlyOne = <T>(list: readonly T[]): T => {
  const [one] = list;
  if (one === undefined || list.length > 1) throw new Error(`${list.length} of them`);
  return one;
};

export type AttachmentOffice = Awaited<ReturnType<typeof openAttachmentOffice>>;

export const openAttachmentOffice = async () => {
  const office = await openOffice(3);
  const folder = mkdtempSync(join(tmpdir(), 'paydar-attachments-'));
  const closing: (() => Promise<void>)[] = [];
  const deskAt = (index: number): Desk => {
    const desk = office.desks[index];
    if (desk === undefined) throw new Error(`no desk ${index}`);
    return desk;
  };
  const idOf = (desk: Desk): DeviceId => {
    const membership = desk.replica.membership();
    if (membership === null) throw new Error('no membership');
    return membership.deviceId;
  };

  const serve = (
    desk: Desk,
    store: BodyStore = memoryBodyStore(),
    limits: AttachmentLimits = usualLimits,
  ) => {
    const service = createAttachmentService({
      replica: desk.replica,
      store,
      limits,
      emit: () => undefined,
      onFault: (cause) => desk.faults.push(cause),
    });
    closing.push(service.close);
    return service;
  };
  /** Lets two services talk, as two ends of a session would. @param pass may change or swallow what a sends. */
  const connect = (
    [a, deskA]: readonly [AttachmentService, Desk],
    [b, deskB]: readonly [AttachmentService, Desk],
    pass: (message: Message, payload: Buffer) => { message: Message; payload: Buffer } | null = (
      message,
      payload,
    ) => ({ message, payload }),
  ) => {
    const hooks: { a?: FeatureHooks; b?: FeatureHooks } = {};
    let isOpen = true;
    const opened: MessageOf<'open'> = {
      t: 'open',
      organisationId:
        deskA.replica.membership()?.organisationId ??
        (() => {
          throw new Error('none');
        })(),
      epoch: 1,
      schema: 1,
      appVersion: '0',
      syncPort: 0,
      holds: '',
    };
    const peer = (deviceId: DeviceId, to: 'a' | 'b', isFiltered: boolean): SessionPeer => ({
      deviceId,
      opened,
      send: (message, parts = []) => {
        const payload = Buffer.concat(parts);
        const sent = isFiltered ? pass(message, payload) : { message, payload };
        if (sent !== null)
          office.clock.after(1, () => {
            if (isOpen) hooks[to]?.onMessage(sent);
          });
      },
      bufferedBytes: () => 0,
      holdOperations: () => () => undefined,
      refuse: (reason) => {
        throw new Error(reason);
      },
      close: () => undefined,
    });
    hooks.a = a.feature.open(peer(idOf(deskB), 'b', true));
    hooks.b = b.feature.open(peer(idOf(deskA), 'a', false));
    return () => {
      isOpen = false;
      hooks.a?.onClose?.();
      hooks.b?.onClose?.();
    };
  };

  const newCustomer = (desk: Desk) => {
    const made = runCommand(desk.replica, { name: 'test', author: { userId: null } }, (tx) =>
      ok(
        tx.insert(customer, {
          displayName: 'مینا راد',
          kind: 'person',
          language: 'fa',
          tier: 'standard',
          clvBand: 'unknown',
        }),
      ),
    );
    if (!made.ok) throw new Error(made.error.code);
    return made.value;
  };

  const fileOf = (name: string, size: number): string => {
    const path = join(folder, name);
    writeFileSync(path, seededRandom(name).bytes(size));
    return path;
  };

  const attach = async (service: AttachmentService, desk: Desk, path: string) => {
    const customerId = newCustomer(desk);
    const author = { userId: office.users.agent.id };
    const added = await service.add({ path, customerId, kind: 'file' }, author);
    if (!added.ok) throw new Error(added.error.code);
    return { customerId, attachmentId: added.value.attachmentId };
  };

  /** Turns the clock on, and lets the disk answer in between. */
  const settle = async (isDone: () => boolean): Promise<void> => {
    for (let n = 0; n < 3000 && !isDone(); n += 1) {
      await office.clock.advance(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!isDone()) throw new Error('it does not happen');
  };

  const close = async (): Promise<void> => {
    await Promise.all(closing.splice(0).map((end) => end()));
    office.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { office, folder, deskAt, serve, connect, newCustomer, fileOf, attach, settle, close };
};
