import type { DeviceId } from '../../../shared/lib/ids.ts';

const neighbourCount = 2;

/**
 * Whom this device keeps a connection to: the hub, and its two neighbours, the next in device-id order
 * (a ring) among those that can be tried. So the graph stays connected when the hub goes, without a
 * connection for every pair.
 */
export const wantedPeers = (
  ownId: DeviceId,
  hubId: DeviceId,
  reachable: readonly DeviceId[],
): readonly DeviceId[] => {
  const ring = reachable.filter((id) => id !== ownId && id !== hubId).sort();
  const after = ring.filter((id) => id > ownId);
  const neighbours = [...after, ...ring.filter((id) => id < ownId)].slice(0, neighbourCount);
  return hubId === ownId ? neighbours : [hubId, ...neighbours];
};

/** Of two connections between the same devices both ends keep the one that the smaller id dialled. */
export const isKept = (ownId: DeviceId, peerId: DeviceId, dialledHere: boolean): boolean =>
  dialledHere === ownId < peerId;
