import { err } from '../../../shared/lib/result.ts';
import { shownCustomerId } from '../db/customer-alias.ts';
import { findRow } from '../db/find-row.ts';
import { customerGet } from '../queries/customer-get.ts';
import { customerList } from '../queries/customer-list.ts';
import { searchFind } from '../queries/search-find.ts';
import { tagList } from '../queries/tag-list.ts';
import { timeline } from '../queries/timeline.ts';
import { notFound } from '../usecases/command.ts';
import { contactPointAdd } from '../usecases/contact-point-add.ts';
import { contactPointRemove } from '../usecases/contact-point-remove.ts';
import { contactPointReorder } from '../usecases/contact-point-reorder.ts';
import { contactPointRestore } from '../usecases/contact-point-restore.ts';
import { contactPointUpdate } from '../usecases/contact-point-update.ts';
import { customerCreate } from '../usecases/customer-create.ts';
import { customerMerge } from '../usecases/customer-merge.ts';
import { customerUnmerge } from '../usecases/customer-unmerge.ts';
import { customerUpdate } from '../usecases/customer-update.ts';
import { tagAttach } from '../usecases/tag-attach.ts';
import { tagDetach } from '../usecases/tag-detach.ts';
import { answer } from './answer.ts';
import type { Caller } from './caller.ts';
import type { Implementer } from './implementer.ts';

const right = 'customer.write';

export const customerProcedures = (os: Implementer['customer'], caller: Caller) => ({
  list: os.list.handler(({ input }) => caller.read(({ connection }) => customerList(connection, input))),
  get: os.get.handler(({ input: { customerId } }) =>
    caller.read(
      ({ connection, nowMs }) =>
        customerGet(connection, customerId, nowMs) ?? answer(err(notFound('customer', customerId))),
    ),
  ),
  timeline: os.timeline.handler(({ input: { customerId, ...page } }) =>
    caller.read(({ connection }) => {
      const shown = shownCustomerId(connection, customerId);
      return findRow(connection, 'customer', shown) === null
        ? answer(err(notFound('customer', customerId)))
        : timeline(connection, 'customer', shown, page);
    }),
  ),
  create: os.create.handler(({ input }) => caller.write(right, (command) => customerCreate(command, input))),
  update: os.update.handler(({ input }) => caller.write(right, (command) => customerUpdate(command, input))),
  merge: os.merge.handler(({ input }) => caller.write(right, (command) => customerMerge(command, input))),
  unmerge: os.unmerge.handler(({ input }) =>
    caller.write(right, (command) => customerUnmerge(command, input)),
  ),
});

export const contactProcedures = (os: Implementer['contactPoint'], caller: Caller) => ({
  add: os.add.handler(({ input }) => caller.write(right, (command) => contactPointAdd(command, input))),
  update: os.update.handler(({ input }) =>
    caller.write(right, (command) => contactPointUpdate(command, input)),
  ),
  remove: os.remove.handler(({ input }) =>
    caller.write(right, (command) => contactPointRemove(command, input)),
  ),
  restore: os.restore.handler(({ input }) =>
    caller.write(right, (command) => contactPointRestore(command, input)),
  ),
  reorder: os.reorder.handler(({ input }) =>
    caller.write(right, (command) => contactPointReorder(command, input)),
  ),
});

export const tagProcedures = (os: Implementer['tag'], caller: Caller) => ({
  list: os.list.handler(() => caller.read(({ connection }) => tagList(connection))),
  attach: os.attach.handler(({ input }) => caller.write(right, (command) => tagAttach(command, input))),
  detach: os.detach.handler(({ input }) => caller.write(right, (command) => tagDetach(command, input))),
});

export const searchProcedures = (os: Implementer['search'], caller: Caller) => ({
  find: os.find.handler(({ input }) =>
    caller.read(({ connection, nowMs }) => searchFind(connection, input, nowMs)),
  ),
});
