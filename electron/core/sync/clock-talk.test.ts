import { describe, expect, it } from 'vitest';
import { type DeviceId, idSchema } from '../../../shared/lib/ids.ts';
import type { Message, MessageOf } from '../../../shared/sync/messages.ts';
import { openOfficeClock } from '../../../shared/sync/office-clock.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { clockTalk } from './clock-talk.ts';

const deviceId = (n: number): DeviceId =>
  idSchema<'device'>().parse(`0197a000-0000-7000-8000-00000000000${n}`);
const [hub, liar] = [deviceId(1), deviceId(2)];
const yearMs = 365 * 86_400_000;

const openDesk = () => {
  const clock = createFakeClock();
  const office = openOfficeClock({ clock, role: () => 'desk', savedOffsetMs: null, latestSeenMs: () => 0 });
  const talk = clockTalk(
    office,
    (peer) => peer === hub,
    () => undefined,
  );
  const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000009');
  /** A peer that answers every ping at once with this. */
  const meet = (id: DeviceId, told: MessageOf<'pong'>['office']): void => {
    const pings: Message[] = [];
    const opened = {
      t: 'open',
      organisationId,
      epoch: 1,
      schema: 1,
      appVersion: '',
      syncPort: 0,
      holds: '',
    } as const;
    const hooks = talk.open({
      deviceId: id,
      opened,
      send: (message) => {
        if (message.t === 'ping') pings.push(message);
      },
      bufferedBytes: () => 0,
      holdOperations: () => () => undefined,
      refuse: () => undefined,
      close: () => undefined,
    });
    for (const ping of pings) {
      if (ping.t !== 'ping') continue;
      const pong: Message = {
        t: 'pong',
        sentMs: ping.sentMs,
        wallMs: clock.nowMs(),
        ...(told && { office: told }),
      };
      hooks.onMessage({ message: pong, payload: Buffer.alloc(0) });
    }
  };
  return { clock, office, meet };
};

describe('the time that peers tell', () => {
  it("S70: is the hub's, and is passed on by others where the hub is away", () => {
    const { office, meet } = openDesk();
    meet(liar, [yearMs, 1, 0]);
    expect(office.offsetMs()).toBe(yearMs);
    meet(hub, [1000, 0, 0]);
    expect(office.offsetMs()).toBe(1000);
  });

  it("S141: is never a desk's that claims to be the hub, however good its answer looks", () => {
    const { office, meet } = openDesk();
    meet(hub, [1000, 0, 0]);
    meet(liar, [10 * yearMs, 0, 0]);
    expect(office.offsetMs()).toBe(1000);
  });
});
