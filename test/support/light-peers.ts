/**
 * Many peers without a database in one process, told by lines of JSON what to do: they prove the secret, open, say
 * that they hold what the hub holds, and acknowledge what comes, and so measure the hub and not themselves.
 */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { shippedModel } from '../../electron/core/db/data-model.ts';
import { createTlsIdentity } from '../../electron/core/net/tls-identity.ts';
import { wsTransport } from '../../electron/core/net/ws-transport.ts';
import { systemClock, systemRandom } from '../../electron/core/real-world.ts';
import { decodeFrame, encodeFrame } from '../../electron/core/sync/frame.ts';
import { introduce } from '../../electron/core/sync/handshake.ts';
import { openOperations } from '../../electron/core/sync/operations-frame.ts';
import type { Connection, Transport } from '../../electron/core/sync/ports.ts';
import type { DeviceId } from '../../shared/lib/ids.ts';
import { uuidV7 } from '../../shared/lib/uuid.ts';
import type { Message } from '../../shared/sync/messages.ts';
import { historyKey } from '../../shared/sync/version-vector.ts';

const commandSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('connect'), address: z.string(), secret: z.string(), peers: z.int() }),
  z.object({ do: z.literal('report') }),
]);

/** When frames came in, by `device/epoch/seq`, microseconds of the clock that all processes of this PC share. */
let arrivals: [string, number][] = [];
let open = 0;

const talk = (connection: Connection, onOpen: () => void): void => {
  const send = (message: Message): void => connection.send(encodeFrame(message));
  connection.onFrame((bytes) => {
    const atUs = Number(process.hrtime.bigint() / 1000n);
    const frame = decodeFrame(bytes);
    if (!frame.ok) return;
    const { message, payload } = frame.value;
    if (message.t === 'open') {
      send({ ...message, schema: shippedModel.version, epoch: 1, syncPort: 0, holds: 'something else' });
    } else if (message.t === 'holds') {
      // It says to hold what it was told, and so is sent only what comes after.
      send(message);
      if (message.isLast) onOpen();
    } else if (message.t === 'operations' || message.t === 'packed') {
      const opened = openOperations(message, payload);
      if (!opened.ok) throw new Error('operations that cannot be unpacked');
      const { run, batch } = opened.value;
      for (const { key } of batch) arrivals.push([`${historyKey(key)}/${key.seq}`, atUs]);
      const newest = new Map(batch.map(({ key }) => [key.device, key]));
      send({ t: 'ack', run, batches: 1, vector: [...newest.values()] });
    } else if (message.t === 'ping') send({ t: 'pong', sentMs: message.sentMs, wallMs: systemClock.nowMs() });
  });
};

const connect = async (transport: Transport, address: string, secret: string): Promise<void> => {
  const dialled = await transport.dial(address);
  if (!dialled.ok) throw new Error(dialled.error.detail);
  const connection = dialled.value;
  const ownId = uuidV7(systemClock.nowMs(), systemRandom.bytes(10)) as DeviceId;
  await new Promise<void>((resolve, reject) => {
    introduce({ connection, random: systemRandom, ownId, purpose: 'sync', secret }, (introduced) => {
      if (!introduced.ok) return reject(new Error(introduced.error.type));
      talk(connection, () => {
        open += 1;
        resolve();
      });
    });
    connection.onClose((reason) => {
      open -= 1;
      reject(new Error(reason.type));
    });
  });
};

const run = async (command: z.output<typeof commandSchema>): Promise<object> => {
  if (command.do === 'report') {
    const told = { open, arrivals };
    arrivals = [];
    return told;
  }
  const transport = wsTransport({ identity: await createTlsIdentity(), clock: systemClock });
  // One after the other: strangers are let in by the handful.
  for (let n = 0; n < command.peers; n += 1) await connect(transport, command.address, command.secret);
  return {};
};

const answer = (reply: object): void => {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
};

answer({ ready: true });
for await (const line of createInterface({ input: process.stdin }))
  answer(await run(commandSchema.parse(JSON.parse(line))));
