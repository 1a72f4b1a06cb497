import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archiveName, downloadOfficial } from './electron-official.mjs';

/** A zip of one file, `version`. */
const archive = Buffer.from(
  'UEsDBBQAAAAAAAAAIQByw8fzBgAAAAYAAAAHAAAAdmVyc2lvbnYwLjAuMVBLAQIUAxQAAAAAAAAAIQByw8fzBgAAAAYAAAAHAAAAAAAAAAAAAACAAQAAAAB2ZXJzaW9uUEsFBgAAAAABAAEANQAAACsAAAAAAA==',
  'base64',
);
const checksum = createHash('sha256').update(archive).digest('hex');
const version = '0.0.1';

describe('the official download', () => {
  let folder;
  let dir;
  let server;
  let mirror;
  let answer;
  let asked;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-download-'));
    dir = join(folder, 'electron');
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url);
      answer(response);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    mirror = `http://127.0.0.1:${server.address().port}/mirror`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('unpacks what the mirror sends when its checksum is the expected one', async () => {
    answer = (response) => response.end(archive);
    await downloadOfficial({ version, dir, mirror, checksum });
    expect(asked).toEqual([`/mirror/v${version}/${archiveName(version)}`]);
    expect(readFileSync(join(dir, 'version'), 'utf8')).toBe('v0.0.1');
  });

  it('uses nothing of an archive with another checksum', async () => {
    answer = (response) => response.end(archive);
    const wrong = { version, dir, mirror, checksum: '0'.repeat(64) };
    await expect(downloadOfficial(wrong)).rejects.toThrow('checksum');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('gives up on a mirror that refuses', async () => {
    answer = (response) => response.writeHead(403).end();
    await expect(downloadOfficial({ version, dir, mirror, checksum })).rejects.toThrow('answered 403');
    expect(existsSync(dir)).toBe(false);
  });

  it('gives up on a mirror that stops in the middle, and leaves nothing behind', async () => {
    answer = (response) => response.write(archive.subarray(0, 40));
    await expect(downloadOfficial({ version, dir, mirror, checksum, stallMs: 200 })).rejects.toThrow(
      'did not answer',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
