import { done } from '../usecases/command.ts';
import { answer } from './answer.ts';
import type { Caller } from './caller.ts';
import type { CoreServices, SessionHolder } from './context.ts';
import { mustBeGiven } from './given-path.ts';
import type { Implementer } from './implementer.ts';

const right = 'attachment.use';

export const attachmentProcedures = (
  os: Implementer['attachment'],
  services: CoreServices,
  session: SessionHolder,
  caller: Caller,
) => ({
  add: os.add.handler(async ({ input }) => {
    const user = caller.user(right);
    await mustBeGiven(session, input.path, 'mayRead');
    return answer(await services.attachments.add(input, { userId: user.id }));
  }),
  remove: os.remove.handler(async ({ input }) => {
    const user = caller.user(right);
    answer(await services.attachments.remove(input, { userId: user.id }));
    return done;
  }),
  restore: os.restore.handler(async ({ input }) => {
    const user = caller.user(right);
    answer(await services.attachments.restore(input, { userId: user.id }));
    return done;
  }),
  list: os.list.handler(({ input }) => {
    caller.user();
    return services.attachments.list(input);
  }),
  fetch: os.fetch.handler(({ input }) => {
    caller.user(right);
    answer(services.attachments.fetch(input));
    return done;
  }),
  status: os.status.handler(() => {
    caller.user();
    return services.attachments.status();
  }),
  save: os.save.handler(async ({ input }) => {
    caller.user(right);
    await mustBeGiven(session, input.path, 'mayWrite');
    answer(await services.attachments.save(input));
    return done;
  }),
});
