import { budgetList } from '../queries/budget-list.ts';
import { budgetCreate } from '../usecases/budget-create.ts';
import { grantGive } from '../usecases/grant-give.ts';
import { grantTakeBack } from '../usecases/grant-take-back.ts';
import { grantTransfer } from '../usecases/grant-transfer.ts';
import { spendRecord } from '../usecases/spend-record.ts';
import type { Caller } from './caller.ts';
import type { Implementer } from './implementer.ts';

export const budgetProcedures = (os: Implementer['budget'], caller: Caller) => ({
  list: os.list.handler(() => caller.read(({ connection }) => budgetList(connection))),
  create: os.create.handler(({ input }) =>
    caller.write('budget.manage', (command) => budgetCreate(command, input)),
  ),
});

export const grantProcedures = (os: Implementer['grant'], caller: Caller) => ({
  give: os.give.handler(({ input }) => caller.write('budget.manage', (command) => grantGive(command, input))),
  transfer: os.transfer.handler(({ input }) =>
    caller.write('grant.transfer', (command) => grantTransfer(command, input)),
  ),
  takeBack: os.takeBack.handler(({ input }) =>
    caller.write('budget.manage', (command) => grantTakeBack(command, input)),
  ),
});

export const spendProcedures = (os: Implementer['spend'], caller: Caller) => ({
  record: os.record.handler(({ input }) =>
    caller.write('grant.spend', (command) => spendRecord(command, input)),
  ),
});
