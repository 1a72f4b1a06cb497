// Puts an answer of the core into a window as if the core had given it, for pictures and checks of states that
// would take a broken disk or a wrong clock to reach.
import type { Page } from 'playwright-core';
import type { ApiOutputs } from '../../shared/contract/index.ts';

type Procedure = {
  [Part in keyof ApiOutputs]: `${Part}.${keyof ApiOutputs[Part] & string}`;
}[keyof ApiOutputs];

type Answer<Name extends Procedure> = Name extends `${infer Part extends keyof ApiOutputs}.${infer Call}`
  ? Call extends keyof ApiOutputs[Part]
    ? ApiOutputs[Part][Call]
    : never
  : never;

/**
 * @param answer a list takes the place of the core's answer; an object is laid over it.
 * Holds until `withdraw`, whatever the core tells.
 */
export const standIn = <Name extends Procedure>(
  page: Page,
  name: Name,
  answer: Answer<Name> extends readonly unknown[] ? Answer<Name> : Partial<Answer<Name>>,
): Promise<void> => change(page, name, answer);

export const withdraw = (page: Page, name: Procedure): Promise<void> => change(page, name, null);

/** Finds the page's answers through React's own tree: nothing is built into the app for it. */
const change = (page: Page, name: Procedure, answer: object | null): Promise<void> =>
  page.evaluate(
    async ({ path, answer: given }) => {
      const get = (from: unknown, key: string): unknown =>
        typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined;
      const call = (from: unknown, method: string, ...args: readonly unknown[]): unknown => {
        const found = get(from, method);
        if (typeof found !== 'function') throw new Error(`no ${method}`);
        return Reflect.apply(found, from, args);
      };
      const root = document.querySelector('#root');
      const key = Object.keys(root ?? {}).find((one) => one.startsWith('__reactContainer$')) ?? '';
      const waiting: unknown[] = [get(root, key)];
      let client: unknown;
      while (client === undefined && waiting.length > 0) {
        const fiber = waiting.pop();
        const held = get(get(fiber, 'memoizedProps'), 'client');
        if (typeof get(held, 'getQueryCache') === 'function') client = held;
        for (const next of [get(fiber, 'sibling'), get(fiber, 'child')]) if (next) waiting.push(next);
      }
      const queries = call(call(client, 'getQueryCache'), 'getAll');
      const fitting = (Array.isArray(queries) ? queries : []).filter((query: unknown) => {
        const parts = get(get(query, 'queryKey'), '0');
        return Array.isArray(parts) && parts.join('.').endsWith(path);
      });
      if (fitting.length === 0) throw new Error(`nothing on this page asks for ${path}`);
      for (const query of fitting) {
        if (given === null) {
          Reflect.deleteProperty(query, 'fetch');
          await call(query, 'fetch');
          continue;
        }
        const before = get(get(query, 'state'), 'data');
        const data = Array.isArray(given) ? given : { ...(before ?? {}), ...given };
        Reflect.set(query, 'fetch', () => Promise.resolve(data));
        call(query, 'setData', data);
      }
    },
    { path: name, answer },
  );
