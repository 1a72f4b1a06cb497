import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../../shared/contract/index.ts';
import { type Office, openOffice, testPassword } from '../../../test/support/desk.ts';
import { type HttpServer, serveHttp } from './http.ts';

const token = 'a'.repeat(64);
let office: Office;
let server: HttpServer;
let base: string;
beforeAll(async () => {
  office = await openOffice();
  server = await serveHttp({ services: office.hub.services, port: 0, token });
  base = `http://127.0.0.1:${server.port}`;
});
afterAll(async () => {
  await server.close();
  office.close();
});

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  // What came back is looked at by the test, field by field.
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, json, headers: response.headers };
};

/** fetch does not let a test choose the Host header. */
const statusWithHost = (host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { host, authorization: `Bearer ${token}` };
    request({ host: '127.0.0.1', port: server.port, path: '/setup', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('the door', () => {
  it.each(['', 'Bearer', 'Bearer wrong', `Bearer ${token}x`, `Basic ${token}`])(
    'stays shut without the token: «%s»',
    async (authorization) => {
      for (const path of ['/setup', '/openapi.json', '/nowhere']) {
        expect(await call('GET', path, undefined, { authorization })).toMatchObject({
          status: 401,
          json: { code: 'token-wrong' },
        });
      }
    },
  );

  it('answers to no name but that of this PC, and lets no page read', async () => {
    expect(await statusWithHost('evil.example')).toBe(403);
    expect(await statusWithHost(`evil.example:${server.port}`)).toBe(403);
    expect(await statusWithHost('127.0.0.1.evil.example')).toBe(403);
    expect(await statusWithHost(`localhost:${server.port}`)).toBe(200);
    const { headers } = await call('GET', '/setup', undefined, { origin: 'https://evil.example' });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('an unknown path says where to look, and a body without end is cut off', async () => {
    expect(await call('GET', '/nowhere')).toMatchObject({ status: 404, json: { code: 'path-unknown' } });
    const tooLarge = await call('POST', '/customers', { displayName: 'x'.repeat(2 * 1024 * 1024) });
    expect(tooLarge.status).toBe(413);
  });
});

describe('whatever the window can do', () => {
  it('a script can: sign in once, make a customer and a ticket, find them', async () => {
    expect(await call('GET', '/customers')).toMatchObject({ status: 401, json: { code: 'not-signed-in' } });
    expect(await call('POST', '/session', { name: 'علی agent', password: 'غلط-غلط-غلط' })).toMatchObject({
      status: 401,
      json: { code: 'sign-in-refused', defined: true },
    });
    const signedIn = await call('POST', '/session', { name: 'علی agent', password: testPassword });
    expect(signedIn).toMatchObject({ status: 200, json: { role: 'agent' } });

    const made = await call('POST', '/customers', {
      displayName: 'مریم رحیمی',
      contacts: [{ raw: '0912 345 6789' }],
    });
    expect(made.status).toBe(200);
    const { customerId } = made.json;
    expect(await call('PATCH', `/customers/${String(customerId)}`, { city: 'یزد' })).toMatchObject({
      status: 200,
      json: { done: true },
    });
    const opened = await call('POST', '/tickets', { customerId, subject: 'x', body: 'y' });
    expect(opened.json).toMatchObject({ number: '101-00001-3' });
    const found = await call('GET', `/search?query=${encodeURIComponent('رحيمي')}&limit=5`);
    expect(found.json).toMatchObject({ customers: [{ id: customerId, city: 'یزد', openTickets: 1 }] });
    expect((await call('GET', '/tickets?scope=mine&limit=1&offset=0')).json).toMatchObject({ total: 1 });
    expect(await call('POST', `/tickets/${String(opened.json.ticketId)}/close`, {})).toMatchObject({
      status: 409,
      json: { code: 'transition-not-allowed', data: { from: 'open', to: 'closed' } },
    });
    expect((await call('GET', `/customers/${String(customerId)}/timeline`)).json).toMatchObject({ total: 2 });
  });

  it('an input that does not fit names its field', async () => {
    expect(await call('POST', '/customers', { displayName: ' ' })).toMatchObject({
      status: 400,
      json: { code: 'input-not-valid', defined: true, data: { field: 'displayName' } },
    });
    expect(await call('GET', '/tickets?limit=many')).toMatchObject({
      status: 400,
      json: { code: 'input-not-valid', data: { field: 'limit' } },
    });
    expect(await call('GET', '/customers/not-an-id')).toMatchObject({
      status: 400,
      json: { data: { field: 'customerId' } },
    });
  });

  it('changes come as server-sent events', async () => {
    await office.clock.advance(40);
    const stop = new AbortController();
    const response = await fetch(`${base}/live`, {
      headers: { authorization: `Bearer ${token}` },
      signal: stop.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await call('PATCH', '/preferences', { theme: 'dark' });
    await office.clock.advance(40);
    const reader = response.body?.getReader();
    let text = '';
    while (!text.includes('"topics"')) {
      const read = await reader?.read();
      if (read === undefined || read.done) throw new Error(`the stream ended: ${text}`);
      text += Buffer.from(read.value).toString('utf8');
    }
    expect(text).toMatch(/event: message\ndata: \{"topics":\["preference"\],"ids":\[\]\}/);
    stop.abort();
  });

  it('the OpenAPI document names every procedure with its path', async () => {
    const { status, json } = await call('GET', '/openapi.json');
    expect(status).toBe(200);
    expect(json.openapi).toMatch(/^3\.1/);
    const paths = json.paths as Record<string, Record<string, { operationId: string }>>;
    const described = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    const procedures = Object.entries(contract).flatMap(([family, members]) =>
      Object.keys(members).map((name) => `${family}.${name}`),
    );
    expect(described.sort()).toEqual(procedures.sort());
    expect(paths['/customers/{customerId}']).toHaveProperty('patch');
    expect(JSON.stringify(json)).not.toContain('"not":{}');
  });
});

describe('the port', () => {
  it('that is taken is told', async () => {
    const second = serveHttp({ services: office.hub.services, port: server.port, token });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
