/** The contract's client over HTTP, for scripts and tests that run a core as its own process. */
import { isContractProcedure } from '@orpc/contract';
import { z } from 'zod';
import { type ApiClient, contract } from '../../shared/contract/index.ts';

const failureSchema = z.object({
  code: z.string(),
  message: z.string().optional(),
  data: z.unknown().optional(),
});

/** A call that was answered with a failure. `code` is one of the contract's, or `unreachable`. */
export class ApiFailure extends Error {
  readonly code: string;
  readonly status: number;
  readonly data: unknown;
  constructor(what: string, status: number, failure: { code: string; data?: unknown; cause?: unknown }) {
    const detail = failure.data === undefined ? '' : ` ${JSON.stringify(failure.data)}`;
    super(`${what} answered ${status} ${failure.code}${detail}`, { cause: failure.cause });
    this.code = failure.code;
    this.status = status;
    this.data = failure.data;
  }
}

export interface HttpClientOptions {
  readonly port: number;
  readonly token: string;
}

type Input = Readonly<Record<string, unknown>>;

/** Puts the parts of the input where the route wants them: path, then query of a GET, body of the rest. */
const requestOf = (method: string, path: string, input: Input): { url: string; body: string | undefined } => {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const filled = path.replace(/\{\+?(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  if (rest.size === 0 && (method === 'GET' || method === 'DELETE')) return { url: filled, body: undefined };
  // An input of nothing but defaults is still an input: `{}`.
  if (method !== 'GET') return { url: filled, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams([...rest].map(([name, value]) => [name, String(value)]));
  return { url: `${filled}?${query}`, body: undefined };
};

/** Values of a stream of server-sent events, until it ends or `signal` says so. */
async function* readEvents(response: Response): AsyncGenerator<unknown, void> {
  if (response.body === null) return;
  let pending = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    pending += text;
    const events = pending.split('\n\n');
    pending = events.pop() ?? '';
    for (const event of events) {
      const lines = event.split('\n');
      if (!lines.includes('event: message')) continue;
      const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
      yield JSON.parse(data.join('\n'));
    }
  }
}

const createCall =
  ({ port, token }: HttpClientOptions, method: string, path: string) =>
  async (input: Input = {}, { signal }: { readonly signal?: AbortSignal } = {}): Promise<unknown> => {
    const what = `${method} ${path}`;
    const { url, body } = requestOf(method, path, input);
    let response: Response;
    try {
      response = await fetch(`http://127.0.0.1:${port}${url}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) return readEvents(response);
      const answer: unknown = JSON.parse((await response.text()) || 'null');
      if (response.ok) return answer;
      const failure = failureSchema.safeParse(answer);
      throw new ApiFailure(what, response.status, failure.success ? failure.data : { code: 'unreadable' });
    } catch (cause) {
      if (cause instanceof ApiFailure) throw cause;
      throw new ApiFailure(what, 0, { code: 'unreachable', cause });
    }
  };

const clientOf = (options: HttpClientOptions, part: object): unknown => {
  if (!isContractProcedure(part)) {
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, clientOf(options, inner)]));
  }
  const { method = 'POST', path } = part['~orpc'].route;
  if (path === undefined) throw new Error('a procedure of the contract has no path');
  return createCall(options, method, path);
};

/** Calls as the contract types them. They reject with `ApiFailure`. */
export const createHttpClient = (options: HttpClientOptions): ApiClient =>
  // Built by walking the very contract that types it.
  clientOf(options, contract) as ApiClient;
