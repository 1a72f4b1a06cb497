import { ok } from '../../../shared/lib/result.ts';
import { stateHash } from '../db/state-hash.ts';
import { setupStatus } from '../queries/setup-status.ts';
import { parseJoinSecret } from '../setup/join-secret.ts';
import { done } from '../usecases/command.ts';
import { hubTake } from '../usecases/hub-take.ts';
import { answer } from './answer.ts';
import type { Caller } from './caller.ts';
import type { CoreServices, SessionHolder } from './context.ts';
import type { Implementer } from './implementer.ts';

/** Open to everybody: before the first run is over, nobody can sign in. */
export const setupProcedures = (
  os: Implementer['setup'],
  services: CoreServices,
  session: SessionHolder,
  caller: Caller,
) => ({
  status: os.status.handler(() =>
    setupStatus(services.replica, {
      user: caller.present(),
      join: services.setup.joinProgress(),
      appVersion: services.appVersion,
    }),
  ),
  create: os.create.handler(async ({ input }) => {
    const created = answer(await services.setup.create(input));
    session.user = created.user;
    return created;
  }),
  hubs: os.hubs.handler(() => services.setup.hubs()),
  join: os.join.handler(async ({ input }) => answer(await services.setup.join(input))),
  cancelJoin: os.cancelJoin.handler(() => {
    services.setup.cancelJoin();
    return done;
  }),
  sample: os.sample.handler(async ({ input }) => answer(await services.setup.sample(input))),
  joinSecret: os.joinSecret.handler(() => {
    caller.user('organisation.secret');
    return answer(services.setup.joinSecret());
  }),
});

export const syncProcedures = (os: Implementer['sync'], services: CoreServices, caller: Caller) => ({
  status: os.status.handler(() => services.sync.status()),
  peers: os.peers.handler(() => {
    caller.user();
    return services.sync.peers();
  }),
  refusals: os.refusals.handler(() => {
    caller.user();
    return services.sync.refusals();
  }),
  addAddress: os.addAddress.handler(({ input }) =>
    caller.write('network.connect', () => {
      const added = services.sync.addAddress(input.address);
      return added.ok ? ok(done) : added;
    }),
  ),
  takeHub: os.takeHub.handler(({ input }) =>
    caller.write('hub.take', (command) => {
      const secret = parseJoinSecret(input.secret);
      return secret.ok ? hubTake(command, { secret: secret.value }) : secret;
    }),
  ),
  stateHash: os.stateHash.handler(() => caller.read(({ connection }) => stateHash(connection))),
});
