import { readPreferences, writePreferences } from '../db/preferences.ts';
import { isSample } from '../db/sample-mark.ts';
import { checkPassword, hashPassword } from '../identity/password.ts';
import { userList } from '../queries/user-list.ts';
import { done } from '../usecases/command.ts';
import { userCreate } from '../usecases/user-create.ts';
import { answer } from './answer.ts';
import type { Caller } from './caller.ts';
import type { CoreServices, SessionHolder } from './context.ts';
import type { Implementer } from './implementer.ts';

export const sessionProcedures = (
  os: Implementer['session'],
  services: CoreServices,
  session: SessionHolder,
) => ({
  signIn: os.signIn.handler(async ({ input }) => {
    session.user = answer(await services.signIn(input.name, input.password));
    return session.user;
  }),
  signOut: os.signOut.handler(() => {
    session.user = null;
    return done;
  }),
});

export const userProcedures = (os: Implementer['user'], services: CoreServices, caller: Caller) => ({
  list: os.list.handler(() => {
    const { reader } = services.replica.db;
    // The sample's people are made up, and its sign-in screen offers them.
    if (isSample(reader)) return userList(reader);
    return caller.read(({ connection }) => userList(connection));
  }),
  create: os.create.handler(async ({ input: { name, role, password } }) => {
    caller.user('user.manage');
    answer(checkPassword(password));
    const passwordHash = await hashPassword(password, services.random);
    return caller.write('user.manage', (command) => userCreate(command, { name, role, passwordHash }));
  }),
});

/** Open to everybody: the sign-in screen has a language and a theme too. */
export const preferenceProcedures = (os: Implementer['preference'], services: CoreServices) => ({
  get: os.get.handler(() => readPreferences(services.replica.db.reader)),
  set: os.set.handler(async ({ input }) => {
    await services.replica.db.gate.pass();
    writePreferences(services.replica.db.writer, input);
    services.changes.emit('preference');
    return done;
  }),
});
