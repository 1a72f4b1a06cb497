import { describe, expect, it } from 'vitest';
import { type DeviceId, idSchema } from '../../../shared/lib/ids.ts';
import { type Message, protocolVersion } from '../../../shared/sync/messages.ts';
import { recordedConnection } from '../../../test/support/recorded-connection.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { proofOf, type Transcript } from './channel-proof.ts';
import { introduce } from './handshake.ts';

const secret = 'AAAAA-BBBBB-CCCCC-DDDDD';
const [ownId, peerId] = ['0a', '0b'].map((end) =>
  idSchema<'device'>().parse(`0197a000-0000-7000-8000-0000000000${end}`),
) as [DeviceId, DeviceId];
const peerNonce = 'b'.repeat(43);

/** This device dials; the test speaks for the peer that was dialled. */
const dial = () => {
  let proven = 0;
  const outcomes: unknown[] = [];
  const recorded = recordedConnection({
    dialled: true,
    channelBinding: new Uint8Array(32).fill(1),
    authenticated: () => {
      proven += 1;
    },
  });
  introduce(
    { connection: recorded.connection, random: seededRandom(1), ownId, purpose: 'sync', secret },
    (result) => outcomes.push(result),
  );
  const [first] = recorded.sent;
  const ownNonce = first?.message.t === 'hello' ? first.message.nonce : '';
  const transcript: Transcript = {
    purpose: 'sync',
    channelBinding: new Uint8Array(32).fill(1),
    diallerId: ownId,
    listenerId: peerId,
    diallerNonce: ownNonce,
    listenerNonce: peerNonce,
  };
  return { ...recorded, outcomes, transcript, isProven: () => proven > 0 };
};

const hello: Message = {
  t: 'hello',
  protocol: protocolVersion,
  deviceId: peerId,
  purpose: 'sync',
  nonce: peerNonce,
};

describe('the introduction', () => {
  it('S19: ends with a peer that has proven the secret over this channel', () => {
    const { hear, transcript, outcomes, isProven } = dial();
    hear(hello);
    hear({ t: 'proof', mac: proofOf(secret, 'listener', transcript) });
    expect(outcomes).toEqual([{ ok: true, value: { deviceId: peerId, purpose: 'sync' } }]);
    expect(isProven()).toBe(true);
  });

  const wrongProofs: [string, (transcript: Transcript) => string][] = [
    ['of another secret', (transcript) => proofOf('EEEEE', 'listener', transcript)],
    ['that is our own sent back', (transcript) => proofOf(secret, 'dialler', transcript)],
    [
      'made for another channel, as somebody in the middle would pass on',
      (transcript) =>
        proofOf(secret, 'listener', { ...transcript, channelBinding: new Uint8Array(32).fill(2) }),
    ],
    [
      'of an earlier meeting',
      (transcript) => proofOf(secret, 'listener', { ...transcript, diallerNonce: 'c'.repeat(43) }),
    ],
    ['made for a join', (transcript) => proofOf(secret, 'listener', { ...transcript, purpose: 'join' })],
  ];
  it.each(wrongProofs)('S19: refuses a proof %s', (_, wrong) => {
    const { hear, transcript, outcomes, sentOf, isProven } = dial();
    hear(hello);
    hear({ t: 'proof', mac: wrong(transcript) });
    expect(outcomes).toEqual([{ ok: false, error: { type: 'refused-here', reason: 'secret-wrong' } }]);
    expect(sentOf('refused')).toHaveLength(1);
    expect(isProven()).toBe(false);
  });

  it.each([
    ['a proof before the hello', { t: 'proof', mac: 'a'.repeat(43) }],
    ['a wish to join', { t: 'join', deviceName: 'x', operationKey: 'A'.repeat(43) }],
    ['a vector', { t: 'holds', run: 0, vector: [], isLast: true }],
    ['a ping', { t: 'ping', sentMs: 1 }],
  ] satisfies [string, Message][])('S19: answers %s with nothing but a refusal', (_, message) => {
    const { hear, sent, outcomes } = dial();
    hear(message);
    expect(sent.map((frame) => frame.message.t)).toEqual(['hello', 'refused']);
    expect(outcomes).toEqual([{ ok: false, error: { type: 'refused-here', reason: 'broken-rule' } }]);
  });

  it.each([
    ['of another protocol', 'protocol-version', { ...hello, protocol: protocolVersion + 1 }],
  ] satisfies [string, string, Message][])('refuses a peer %s', (_, reason, message) => {
    const { hear, outcomes } = dial();
    hear(message);
    expect(outcomes).toEqual([{ ok: false, error: { type: 'refused-here', reason } }]);
  });

  it('S58: knows itself by the nonce that it has just said, and hears out another PC of the same id', () => {
    const { hear, sent, outcomes } = dial();
    const [own] = sent;
    if (own?.message.t !== 'hello') throw new Error('a hello expected');
    hear(own.message);
    expect(outcomes).toEqual([{ ok: false, error: { type: 'refused-here', reason: 'same-device' } }]);
    const twin = dial();
    twin.hear({ ...hello, deviceId: ownId });
    const mac = proofOf(secret, 'listener', { ...twin.transcript, listenerId: ownId });
    twin.hear({ t: 'proof', mac });
    expect(twin.outcomes).toEqual([{ ok: true, value: { deviceId: ownId, purpose: 'sync' } }]);
  });

  it('tells once when the connection ends first', () => {
    const { connection, outcomes, hear } = dial();
    connection.close('gone');
    hear(hello);
    expect(outcomes).toMatchObject([{ ok: false, error: { type: 'closed' } }]);
  });
});
