/**
 * Calls a core's HTTP interface from inside its network namespace: one request per line of standard input,
 * one answer per line of output. Arguments: port and token file.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

interface Request {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const [port = '', tokenFile = ''] = process.argv.slice(2);
const token = readFileSync(tokenFile, 'utf8').trim();

async function answer({ id, method, path, body }: Request): Promise<void> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    print({ id, status: response.status, body: JSON.parse((await response.text()) || 'null') });
  } catch (error) {
    print({ id, status: 0, body: String(error) });
  }
}

const print = (reply: object): void => {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
};

createInterface({ input: process.stdin }).on('line', (line) => void answer(JSON.parse(line)));
print({ id: 0, status: 200, body: null });
