import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { Clock, Connection, Transport } from './ports.ts';

const firstRetryMs = 500;
const longestRetryMs = 5000;
/** Failures in a row after which a device that is only reached there makes room for another neighbour. */
const promisingBelowFailures = 3;

/** Anybody on the network can name addresses: of so many the newest are remembered. */
const rememberedAddresses = 1000;

interface Attempt {
  readonly failures: number;
  readonly notBeforeMs: number;
}

export interface DiallerOptions {
  readonly clock: Clock;
  readonly transport: Transport;
  /** Whether a device has a session already. */
  readonly isConnected: (deviceId: DeviceId) => boolean;
  /** Owns the connection from here on, and says once whether its other end has proven itself. */
  readonly meet: (connection: Connection, address: string, onMet: (met: boolean) => void) => void;
  readonly onFault: (cause: unknown) => void;
}

/**
 * Where this device dials, and when: one attempt at an address at a time, and a longer pause after each failure in
 * a row, so that a peer that always refuses costs little. Whom to want and whom to trust is decided elsewhere.
 */
export interface Dialler {
  /** Dials now, unless somebody connected answers there, an attempt is under way, or its pause is not over. */
  dial(address: string): void;
  /** Dials one device: at the first of its addresses whose pause is over, never at two of them at once. */
  dialOne(addresses: readonly string[]): void;
  /** False for who failed everywhere lately. */
  isPromising(addresses: readonly string[]): boolean;
  /** Which device answers at an address, so that it is not dialled again while that device is connected. */
  noteAnswer(address: string, deviceId: DeviceId): void;
  /** This PC itself answers at an address. */
  noteSelf(address: string): void;
  /** The connection that was dialled there has ended. @param wasSound whether it had lived for a while. */
  noteEnd(address: string, wasSound: boolean): void;
  /** Forgets failures, pauses and who answered there: somebody says that the address is worth a try. */
  forgive(address: string): void;
  close(): void;
}

const remember = <T>(map: Map<string, T>, address: string, value: T): void => {
  map.delete(address);
  map.set(address, value);
  const oldest = map.keys().next();
  if (map.size > rememberedAddresses && !oldest.done) map.delete(oldest.value);
};

export const openDialler = ({ clock, transport, isConnected, meet, onFault }: DiallerOptions): Dialler => {
  const attempts = new Map<string, Attempt>();
  const dialling = new Set<string>();
  const deviceAt = new Map<string, DeviceId | 'self'>();
  let closed = false;

  const failuresAt = (address: string): number => attempts.get(address)?.failures ?? 0;
  const isDue = (address: string): boolean =>
    (attempts.get(address)?.notBeforeMs ?? Number.NEGATIVE_INFINITY) <= clock.monotonicMs();
  const isAnswered = (address: string): boolean => {
    const deviceId = deviceAt.get(address);
    return deviceId === 'self' || (deviceId !== undefined && isConnected(deviceId));
  };
  const holdBack = (address: string, failures: number): void => {
    const delayMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
    remember(attempts, address, { failures, notBeforeMs: clock.monotonicMs() + delayMs });
  };

  const attempt = async (address: string): Promise<void> => {
    dialling.add(address);
    const failed = (): void => {
      holdBack(address, failuresAt(address) + 1);
      dialling.delete(address);
    };
    const dialled = await transport.dial(address);
    if (!dialled.ok) return failed();
    // Both had dialled at once, and the other one's connection was here first: two would cost what it has sent.
    if (closed || isAnswered(address)) {
      dialled.value.close(closed ? 'closing' : 'connected already');
      dialling.delete(address);
      return;
    }
    meet(dialled.value, address, (met) => {
      if (met) dialling.delete(address);
      else failed();
    });
  };

  const dial = (address: string): void => {
    if (!isAnswered(address) && !dialling.has(address) && isDue(address)) attempt(address).catch(onFault);
  };

  return {
    dial,
    dialOne: (addresses) => {
      // An address may have gone over to another PC; then the device is looked for at its others.
      const due = addresses.find((address) => isDue(address) && !isAnswered(address));
      if (due !== undefined && !addresses.some((address) => dialling.has(address))) dial(due);
    },
    isPromising: (addresses) => addresses.some((address) => failuresAt(address) < promisingBelowFailures),
    noteAnswer: (address, deviceId) => {
      remember(deviceAt, address, deviceId);
    },
    noteSelf: (address) => {
      remember(deviceAt, address, 'self');
    },
    noteEnd: (address, wasSound) => holdBack(address, wasSound ? 1 : failuresAt(address) + 1),
    forgive: (address) => {
      attempts.delete(address);
      deviceAt.delete(address);
    },
    close: () => {
      closed = true;
    },
  };
};
