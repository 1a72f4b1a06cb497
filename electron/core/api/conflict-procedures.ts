import { conflictList } from '../queries/conflict-list.ts';
import { conflictDecide } from '../usecases/conflict-decide.ts';
import type { Caller } from './caller.ts';
import type { Implementer } from './implementer.ts';

export const conflictProcedures = (os: Implementer['conflict'], caller: Caller) => ({
  list: os.list.handler(({ input }) => caller.read(({ connection }) => conflictList(connection, input))),
  decide: os.decide.handler(({ input }) =>
    caller.write('conflict.decide', (command) => conflictDecide(command, input)),
  ),
});
