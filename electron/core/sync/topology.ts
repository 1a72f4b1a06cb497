import type { DeviceId } from '../../../shared/lib/ids.ts';

const neighbourCount = 2;

/** The devices after this one in device-id order, round the ring. */
const ringAfter = (ownId: DeviceId, devices: readonly DeviceId[]): DeviceId[] => {
  const ring = [...devices].sort();
  return [...ring.filter((id) => id > ownId), ...ring.filter((id) => id < ownId)];
};

/**
 * Whom this device keeps a connection to: the hub, and its two neighbours, the next in device-id order
 * among those that can be tried. So the graph stays connected when the hub goes, without a connection
 * for every pair. Devices that failed everywhere lately come last, but they come: when nobody else is
 * there, somebody has to try them again.
 */
export const wantedPeers = (
  ownId: DeviceId,
  hubId: DeviceId,
  promising: readonly DeviceId[],
  unpromising: readonly DeviceId[],
): readonly DeviceId[] => {
  const others = [...ringAfter(ownId, promising), ...ringAfter(ownId, unpromising)];
  const neighbours = others.filter((id) => id !== hubId).slice(0, neighbourCount);
  return hubId === ownId ? neighbours : [hubId, ...neighbours];
};

/**
 * Whether a connection serves nobody: neither end wants the other, as far as can be told from here. Every device
 * reckons with the same ring, and who does want it dials again.
 * @param devices all that can be tried from here.
 */
export const isUnwanted = (
  ownId: DeviceId,
  peerId: DeviceId,
  hubId: DeviceId,
  devices: readonly DeviceId[],
): boolean => {
  const all = [...new Set([...devices, ownId, peerId])];
  const wants = (one: DeviceId, other: DeviceId): boolean =>
    wantedPeers(
      one,
      hubId,
      all.filter((id) => id !== one),
      [],
    ).includes(other);
  return !wants(ownId, peerId) && !wants(peerId, ownId);
};

/** What two connections between the same devices are told apart by. */
interface Rival {
  readonly dialled: boolean;
  readonly channelBinding: Uint8Array;
}

/**
 * Of two connections between the same devices both ends keep the one that the smaller id dialled; between two PCs
 * of one id the one with the smaller binding, which both ends know.
 */
export const isKept = (ownId: DeviceId, peerId: DeviceId, one: Rival, other: Rival): boolean =>
  ownId === peerId
    ? Buffer.compare(one.channelBinding, other.channelBinding) < 0
    : one.dialled === ownId < peerId;
