import type { AppError } from '../../../shared/contract/errors.ts';
import type { ApiInputs, ApiOutputs } from '../../../shared/contract/index.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { acceptKey } from '../db/device-keys.ts';
import { forgetMembership } from '../db/forget.ts';
import { writeMembership } from '../db/meta.ts';
import { countOperations } from '../db/operation-log.ts';
import { ownDeviceId, ownOperationKey } from '../db/own-keys.ts';
import { addTypedAddress } from '../db/peers.ts';
import { isRejoining } from '../db/rejoining.ts';
import type { Replica } from '../db/replica.ts';
import { checkPassword, hashPassword } from '../identity/password.ts';
import type { Network } from '../network.ts';
import { requestJoin } from '../sync/join.ts';
import { createOrganisation } from './create-organisation.ts';
import { parseJoinSecret } from './join-secret.ts';
import { fillSample, type SampleSize } from './sample/fill-sample.ts';

type SetupInputs = ApiInputs['setup'];
type SetupOutputs = ApiOutputs['setup'];
type JoinProgress = NonNullable<SetupOutputs['status']['join']>;

/** The first download of a large call centre takes its time; silence is what ends it. */
const silenceLimitMs = 60_000;
const progressEveryMs = 100;

export interface SetupService {
  hubs(): SetupOutputs['hubs'];
  create(input: SetupInputs['create']): Promise<Result<SetupOutputs['create'], AppError>>;
  join(input: SetupInputs['join']): Promise<Result<SetupOutputs['join'], AppError>>;
  cancelJoin(): void;
  sample(input: SampleSize): Promise<Result<SetupOutputs['sample'], AppError>>;
  joinSecret(): Result<SetupOutputs['joinSecret'], AppError>;
  joinProgress(): JoinProgress | null;
}

export interface SetupParts {
  readonly replica: Replica;
  readonly network: Network;
  /** Addresses under which others on the network reach this PC, without the port. */
  readonly ownHosts: () => readonly string[];
  /** `host:port` from what a person typed. */
  readonly readAddress: (typed: string) => Result<string, AppError>;
  /** While the database is replaced nothing can be read: the parts given here are then between two lives. */
  readonly isRestarting: () => Promise<void> | null;
  /** Bytes of a copy of the whole, while one comes instead of the log. */
  readonly copyProgress: () => { readonly received: number; readonly total: number } | null;
  readonly onChange: () => void;
  readonly onFault: (cause: unknown) => void;
}

export const createSetupService = ({
  replica,
  network,
  ownHosts,
  readAddress,
  isRestarting,
  copyProgress,
  onChange,
  onFault,
}: SetupParts): SetupService => {
  let progress: JoinProgress | null = null;
  let joining: AbortController | null = null;

  const report = (next: JoinProgress | null): void => {
    progress = next;
    onChange();
  };

  /** A join under way counts: its answer must not find another call centre here. */
  const isTaken = (): boolean => replica.membership() !== null || joining !== null;

  const undo = async (): Promise<void> => {
    await network.leave();
    forgetMembership(replica.db.writer);
    replica.refreshMembership();
  };

  const create: SetupService['create'] = async ({ password, ...input }) => {
    if (isTaken()) return err({ code: 'already-set-up' });
    const usable = checkPassword(password);
    if (!usable.ok) return usable;
    const passwordHash = await hashPassword(password, replica.random);
    // Two windows may have asked at once.
    if (isTaken()) return err({ code: 'already-set-up' });
    const created = createOrganisation(replica, { ...input, passwordHash });
    if (!created.ok) return created;
    const started = await network.join();
    if (!started.ok) {
      // A call centre that nobody can join, and whose secret was not shown, is none.
      await undo();
      return err({ code: 'input-not-valid', data: { field: 'syncPort', problem: 'taken' } });
    }
    onChange();
    return ok({
      joinSecret: created.value.joinSecret,
      user: { id: created.value.userId, name: input.adminName, role: 'admin' },
    });
  };

  /** Waits until what the hub held at admission is here. */
  const download = async (target: number, signal: AbortSignal): Promise<Result<null, AppError>> => {
    const { promise, resolve } = Promise.withResolvers<Result<null, AppError>>();
    let received = 0;
    let copied: number | null = null;
    let lastNewsMs = replica.clock.monotonicMs();
    const look = (): void => {
      const restart = isRestarting();
      if (restart !== null) {
        lastNewsMs = replica.clock.monotonicMs();
        restart.then(look, onFault);
        return;
      }
      if (signal.aborted) return resolve(err({ code: 'join-cancelled' }));
      const now = countOperations(replica.db.reader);
      if (now !== received) {
        received = now;
        lastNewsMs = replica.clock.monotonicMs();
        report({ phase: 'receiving', unit: 'operations', received, total: Math.max(target, received) });
      }
      const copy = copyProgress();
      // While a copy is made or checked nothing comes, and that has its own limits of time.
      if (copy !== null) lastNewsMs = replica.clock.monotonicMs();
      if (copy !== null && copy.received !== copied) {
        copied = copy.received;
        report({ phase: 'receiving', unit: 'bytes', ...copy });
      }
      if (received >= target) return resolve(ok(null));
      if (replica.clock.monotonicMs() - lastNewsMs > silenceLimitMs)
        return resolve(err({ code: 'join-timed-out' }));
      replica.clock.after(progressEveryMs, look);
    };
    look();
    return promise;
  };

  const joinOnce = async (
    input: SetupInputs['join'],
    signal: AbortSignal,
  ): Promise<Result<SetupOutputs['join'], AppError>> => {
    const address = readAddress(input.address);
    if (!address.ok) return address;
    const secret = parseJoinSecret(input.secret);
    if (!secret.ok) return secret;
    report({ phase: 'connecting', unit: 'operations', received: 0, total: 0 });
    const deviceId = ownDeviceId(replica);
    const operationKey = ownOperationKey(replica);
    const admitted = await requestJoin({
      transport: network.transport,
      random: replica.random,
      address: address.value,
      secret: secret.value,
      ownId: deviceId,
      deviceName: input.deviceName ?? '',
      operationKey,
      signal,
    });
    if (!admitted.ok) return admitted;
    // The answer and the click may have crossed.
    if (signal.aborted) return err({ code: 'join-cancelled' });
    const { organisationId, deviceCode, hubDeviceId, hubOperationKey } = admitted.value;
    const { operations, organisationName } = admitted.value;
    // With where the hub is: after a power cut here, a desk that does not know it would wait for ever.
    replica.db.writer.sqlite.transaction(() => {
      writeMembership(replica.db.writer, {
        organisationId,
        deviceId,
        deviceCode,
        role: 'desk',
        epoch: 1,
        secret: secret.value,
        hubDeviceId,
      });
      acceptKey(replica.db.writer, deviceId, operationKey);
      acceptKey(replica.db.writer, hubDeviceId, hubOperationKey);
      addTypedAddress(replica.db.writer, address.value);
    })();
    replica.refreshMembership();
    const started = await network.join();
    if (!started.ok) {
      await undo();
      return err({ code: 'input-not-valid', data: { field: 'syncPort', problem: 'taken' } });
    }
    const downloaded = await download(operations, signal);
    if (!downloaded.ok) {
      await undo();
      return downloaded;
    }
    return ok({ deviceCode, organisationName });
  };

  return {
    hubs: () => network.hubs(),
    create,
    join: async (input) => {
      if (isTaken()) return err({ code: 'already-set-up' });
      joining = new AbortController();
      try {
        const joined = await joinOnce(input, joining.signal);
        report(null);
        return joined;
      } finally {
        joining = null;
        progress = null;
      }
    },
    cancelJoin: () => {
      if (joining !== null) joining.abort();
      // The power went in the middle of a join, and the hub is not found again: nothing has come here yet, so
      // this PC can be set up anew.
      else if (
        replica.membership() !== null &&
        !isRejoining(replica.db.reader) &&
        countOperations(replica.db.reader) === 0
      )
        undo().then(onChange, onFault);
    },
    sample: async (input) => {
      const users = fillSample.users(input.language);
      const created = await create({
        organisationName: users.organisationName,
        adminName: users.adminName,
        password: users.password,
        workingWeek: users.workingWeek,
        language: input.language,
        deviceName: users.deviceName,
      });
      if (!created.ok) return created;
      const filled = await fillSample.fill(replica, created.value.user.id, input);
      if (!filled.ok) return filled;
      onChange();
      return ok({ userName: users.adminName, agentName: users.agentName, password: users.password });
    },
    joinSecret: () => {
      const secret = replica.membership()?.secret;
      if (secret === undefined) return err({ code: 'not-set-up' });
      const port = network.mesh()?.port;
      return ok({ secret, addresses: port === undefined ? [] : ownHosts().map((host) => `${host}:${port}`) });
    },
    joinProgress: () => progress,
  };
};
