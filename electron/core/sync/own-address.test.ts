import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Office, openOffice } from '../../../test/support/desk.ts';
import { createMemoryNetwork } from '../../../test/support/memory-network.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { readRenewal } from '../db/renewal.ts';
import { startMesh } from './mesh.ts';
import type { Advertisement, Discovery, Sighting, Transport } from './ports.ts';
import type { SessionFeature } from './session-feature.ts';

const address = 'hub:7';

describe('a PC that hears itself on the network', () => {
  let office: Office;
  beforeEach(async () => {
    office = await openOffice(1);
  });
  afterEach(() => office.close());

  it('S58: takes itself for nobody else, also when its own address is announced, told and typed', async () => {
    const { clock, hub } = office;
    const { replica } = hub;
    const membership = replica.membership();
    if (membership === null) throw new Error('a membership expected');
    const network = createMemoryNetwork({ clock, random: seededRandom(1) });
    const card = network.transport('hub');
    let dialled = 0;
    const transport: Transport = {
      listen: card.listen,
      dial: (to) => {
        dialled += 1;
        return card.dial(to);
      },
    };
    // mDNS as a PC hears it that does not know its own voice.
    let hear: (sighting: Sighting) => void = () => undefined;
    let own: Advertisement | null = null;
    const echo: Discovery = {
      announce: (advertisement) => {
        own = advertisement;
      },
      onSighting: (run) => {
        hear = run;
      },
      ask: () => {
        if (own !== null) hear({ ...own, addresses: [address] });
      },
      close: () => Promise.resolve(),
    };
    let met = 0;
    const refusals: string[] = [];
    const twinFeature: SessionFeature = {
      kinds: [],
      open: () => {
        met += 1;
        return { onMessage: () => undefined };
      },
    };
    const mesh = await startMesh({
      replica,
      membership,
      organisationName: 'نمونه‌کالا',
      deviceName: 'hub',
      transport,
      discovery: echo,
      syncPort: 7,
      appVersion: '0.1.0',
      fixedAddresses: [address],
      features: [],
      twinFeature,
      onClock: () => undefined,
      onChange: () => undefined,
      onRefusal: (reason) => refusals.push(reason),
      onFault: (cause) => {
        throw cause;
      },
    });
    if (!mesh.ok) throw new Error(mesh.error.type);
    await clock.advance(120_000);
    expect(dialled).toBe(1);
    expect(met).toBe(0);
    expect(refusals).toEqual([]);
    expect(mesh.value.links()).toEqual([]);
    expect(readRenewal(replica.db.reader)).toBeNull();
    await mesh.value.close();
  });
});
