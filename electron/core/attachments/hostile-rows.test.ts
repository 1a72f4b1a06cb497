import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachmentChunkBytes } from '../../../shared/entities/attachment.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { type Message, messageSchema } from '../../../shared/sync/messages.ts';
import { createFakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { forgedDevices, forgeHistory } from '../../../test/support/forged-history.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations } from '../db/accept.ts';
import { acceptKey } from '../db/device-keys.ts';
import { openReplica } from '../db/replica.ts';
import { createAttachmentService, usualLimits } from './attachment-service.ts';
import { digestOfChunk } from './chunks.ts';
import { fileBodyStore } from './file-body-store.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const rowId = '0197a000-0000-7000-8000-00000000a001';

describe('a row of an attachment that lies', () => {
  let clock: FakeClock;
  let dataDir: string;
  beforeEach(() => {
    clock = createFakeClock();
    dataDir = mkdtempSync(join(tmpdir(), 'paydar-attachments-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it.each([
    // A file of this PC whose bytes anybody can know.
    ['a place elsewhere in the data folder', '../../ballast'],
    ['a place anywhere', `../../../${'x'.repeat(40)}`],
    ['an empty name', ''],
    ['capitals', 'A'.repeat(64)],
    ['fewer digits', 'a'.repeat(63)],
  ])(
    'S140: names %s, and neither touches a file nor makes this PC say what its peers refuse',
    async (_, sha256) => {
      const known = Buffer.alloc(attachmentChunkBytes + 5, 'paydar');
      const ballast = join(dataDir, 'ballast');
      writeFileSync(ballast, known);
      mkdirSync(join(dataDir, 'attachments'));
      const replica = openReplica(openTestReplica(':memory:').replica.db, clock, seededRandom('rows'));
      for (const { device, operationKey } of forgedDevices)
        acceptKey(replica.db.writer, device, operationKey);
      const liar = forgeHistory(organisationId, 1);
      const digests = [known.subarray(0, attachmentChunkBytes), known.subarray(attachmentChunkBytes)];
      const fields = {
        sha256,
        sizeBytes: known.length,
        chunkDigests: digests.map(digestOfChunk).join(''),
        mediaType: 'text/plain',
        fileName: 'x',
        kind: 'file',
        agentId: rowId,
      };
      const row = liar.next([{ entity: 'attachment', id: rowId, kind: 'insert', fields }]);
      expect(acceptOperations(replica, organisationId, [row]).ok).toBe(true);

      const service = createAttachmentService({
        replica,
        store: fileBodyStore(join(dataDir, 'attachments')),
        limits: usualLimits,
        emit: () => undefined,
        onFault: (cause) => {
          throw cause;
        },
      });
      const said: Message[] = [];
      service.feature.open({
        deviceId: liar.device,
        opened: {
          t: 'open',
          organisationId,
          epoch: 1,
          schema: 1,
          appVersion: '0',
          syncPort: 0,
          holds: '',
        },
        send: (message) => said.push(message),
        bufferedBytes: () => 0,
        holdOperations: () => () => undefined,
        refuse: () => undefined,
        close: () => undefined,
      });
      await service.bodies.ready();
      for (let n = 0; n < 40; n += 1) {
        await clock.advance(500);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await service.close();
      expect(existsSync(ballast)).toBe(true);
      expect(said.filter((message) => !messageSchema.safeParse(message).success)).toEqual([]);
    },
  );
});
