import { done } from '../usecases/command.ts';
import { answer } from './answer.ts';
import type { Caller } from './caller.ts';
import type { CoreServices, SessionHolder } from './context.ts';
import { mustBeGiven } from './given-path.ts';
import type { Implementer } from './implementer.ts';

const right = 'customer.import';

export const importProcedures = (
  os: Implementer['customerImport'],
  services: CoreServices,
  session: SessionHolder,
  caller: Caller,
) => ({
  inspect: os.inspect.handler(async ({ input }) => {
    caller.user(right);
    await mustBeGiven(session, input.path, 'mayRead');
    return answer(await services.imports.inspect(input));
  }),
  plan: os.plan.handler(async ({ input }) => {
    caller.user(right);
    answer(await services.imports.plan(input));
    return done;
  }),
  run: os.run.handler(async ({ input }) => {
    const user = caller.user(right);
    answer(await services.imports.run(input, { userId: user.id }));
    return done;
  }),
  report: os.report.handler(async ({ input }) => {
    caller.user(right);
    return answer(await services.imports.report(input));
  }),
  cancel: os.cancel.handler(async ({ input }) => {
    caller.user(right);
    answer(await services.imports.cancel(input));
    return done;
  }),
  rejects: os.rejects.handler(async ({ input }) => {
    caller.user(right);
    return answer(await services.imports.rejects(input));
  }),
});
