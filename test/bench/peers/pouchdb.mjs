// PouchDB as a peer: a full database over HTTP into an empty one, LevelDB on both ends.
// `node pouchdb.mjs ROWS`, with one row's fields as JSON on standard input, its own number in place of `#`.
// Prints one line: {"rows": N, "ms": the time of the replication alone}.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import express from 'express';

const require = createRequire(import.meta.url);
const PouchDB = require('pouchdb-core');
for (const plugin of ['adapter-leveldb', 'adapter-http', 'replication'])
  PouchDB.plugin(require(`pouchdb-${plugin}`));

const batch = 1000;
const rows = Number(process.argv[2]);
const row = await text(process.stdin);
const root = mkdtempSync(join(tmpdir(), 'paydar-pouchdb-'));

const Served = PouchDB.defaults({ prefix: join(root, 'full-') });
const app = express();
const paths = { logPath: join(root, 'log.txt'), configPath: join(root, 'config.json') };
app.use('/', require('express-pouchdb')(Served, { mode: 'minimumForPouchDB', ...paths }));
const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));

const full = new Served('desk');
for (let from = 0; from < rows; from += batch) {
  const length = Math.min(batch, rows - from);
  const number = (n) => String(from + n).padStart(8, '0');
  const documents = Array.from({ length }, (_, n) => ({
    _id: number(n),
    ...JSON.parse(row.replaceAll('#', number(n))),
  }));
  await full.bulkDocs(documents);
}

const empty = new PouchDB(join(root, 'empty'), { adapter: 'leveldb' });
const startedAtMs = performance.now();
// Larger batches and more of them under way than by default, as one would set it on an office network.
const options = { batch_size: batch, batches_limit: 4 };
const { docs_written: written } = await empty.replicate.from(
  `http://127.0.0.1:${server.address().port}/desk`,
  options,
);
const ms = performance.now() - startedAtMs;
if (written !== rows) throw new Error(`${written} of ${rows} documents arrived`);
console.log(JSON.stringify({ rows, ms: Math.round(ms) }));
server.close();
rmSync(root, { recursive: true, force: true });
process.exit(0);
