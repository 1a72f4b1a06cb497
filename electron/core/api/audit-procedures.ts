import { done } from '../usecases/command.ts';
import { answer } from './answer.ts';
import type { Caller } from './caller.ts';
import type { CoreServices, SessionHolder } from './context.ts';
import { mustBeGiven } from './given-path.ts';
import type { Implementer } from './implementer.ts';

const right = 'changes.carry';

export const auditProcedures = (
  os: Implementer['audit'],
  // Not taken apart: after a restart in place its parts are others.
  services: CoreServices,
  session: SessionHolder,
  caller: Caller,
) => ({
  status: os.status.handler(() => {
    caller.user();
    return services.audit.status();
  }),
  repair: os.repair.handler(() => {
    caller.user(right);
    services.audit.repair();
    return done;
  }),
  report: os.report.handler(async ({ input }) => {
    caller.user(right);
    await mustBeGiven(session, input.path, 'mayWrite');
    answer(services.audit.report(input.path));
    return done;
  }),
});
