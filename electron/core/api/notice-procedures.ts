import { done } from '../usecases/command.ts';
import type { Caller } from './caller.ts';
import type { CoreServices } from './context.ts';
import type { Implementer } from './implementer.ts';

/** The list is open to everybody: a full disk is of concern before anybody has signed in. */
export const noticeProcedures = (os: Implementer['notices'], services: CoreServices, caller: Caller) => ({
  list: os.list.handler(() => services.notices.list()),
  dismiss: os.dismiss.handler(({ input }) => {
    caller.user();
    services.notices.dismiss(input.key);
    return done;
  }),
});
