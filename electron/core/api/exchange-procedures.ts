import { done } from '../usecases/command.ts';
import { answer } from './answer.ts';
import type { Caller } from './caller.ts';
import type { CoreServices, SessionHolder } from './context.ts';
import { mustBeGiven } from './given-path.ts';
import type { Implementer } from './implementer.ts';

const right = 'changes.carry';

export const exchangeProcedures = (
  os: Implementer['exchange'],
  services: CoreServices,
  session: SessionHolder,
  caller: Caller,
) => ({
  export: os.export.handler(async ({ input }) => {
    caller.user(right);
    await mustBeGiven(session, input.path, 'mayWrite');
    return answer(services.exchange.export(input));
  }),
  inspect: os.inspect.handler(async ({ input }) => {
    caller.user(right);
    await mustBeGiven(session, input.path, 'mayRead');
    return answer(services.exchange.inspect(input));
  }),
  import: os.import.handler(async ({ input }) => {
    caller.user(right);
    await mustBeGiven(session, input.path, 'mayRead');
    return answer(services.exchange.import(input));
  }),
  progress: os.progress.handler(() => {
    caller.user();
    return services.exchange.progress();
  }),
  cancel: os.cancel.handler(({ input }) => {
    caller.user(right);
    answer(services.exchange.cancel(input));
    return done;
  }),
});
