import { randomUUID } from 'node:crypto';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { ApiFailure } from '../../support/http-client.ts';
import type { DemoOffice, Seat } from '../demo-office.ts';
import { createDeskWork } from './desk-work.ts';
import type { Ledger } from './ledger.ts';

interface Sent {
  readonly body: string;
  readonly commandId: string;
}

const writersAtOnce = 4;
const writesBeforeKill = 25;

/**
 * Kills a core without warning while four writers keep it busy, and starts it again. What was confirmed must be
 * there; what was not is sent again with the same command id, and must then be there once.
 * @returns how many writes were in flight.
 */
export const crashWhileWriting = async (
  office: DemoOffice,
  seat: Seat,
  customerId: CustomerId,
  ledger: Ledger,
): Promise<number> => {
  const busy = createDeskWork(office.core(seat).api, ledger);
  const unconfirmed: Sent[] = [];
  let written = 0;
  let killed: Promise<void> | null = null;
  const write = async (writer: number): Promise<void> => {
    for (let index = 0; ; index += 1) {
      const sent: Sent = { body: `پیش از خاموشی ${seat} ${writer}.${index}`, commandId: randomUUID() };
      try {
        await busy.note(customerId, sent.body, sent.commandId);
      } catch (cause) {
        if (!(cause instanceof ApiFailure) || cause.code !== 'unreachable') throw cause;
        unconfirmed.push(sent);
        return;
      }
      written += 1;
      if (written >= writesBeforeKill) killed ??= office.kill(seat);
    }
  };
  await Promise.all(Array.from({ length: writersAtOnce }, (_, writer) => write(writer)));
  await killed;
  const again = createDeskWork((await office.start(seat)).api, ledger);
  for (const { body, commandId } of unconfirmed) await again.note(customerId, body, commandId);
  return unconfirmed.length;
};
