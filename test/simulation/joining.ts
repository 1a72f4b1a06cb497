/** Who belongs to the simulated call centre, and how one comes to belong. */
import { olderModel } from '../support/data-models.ts';
import type { Day } from './day.ts';
import { addressOf, type SimNode } from './sim-node.ts';

export const isMember = (node: SimNode): boolean => node.isUp && node.membership() !== null;

export const isJoining = ({ joining }: Day, node: SimNode): boolean =>
  node.isUp && joining.get(node) === node.life();

/** Whether somebody can sign in: a PC whose join goes on has no users yet. */
export const canWork = (day: Day, node: SimNode): boolean =>
  isMember(node) && !isJoining(day, node) && node.hasUser(day.office.user.id);

/** Another PC, of the version that the day says. */
export const addPc = ({ office, older }: Day): Promise<SimNode> =>
  office.addNode(older.includes(office.nodes.length) ? { model: olderModel } : {});

/** What people in the office say the hub is: whoever became it last, as long as it says so itself. */
const theHub = ({ office, hubs }: Day): SimNode => {
  const isHub = (node: SimNode): boolean => isMember(node) && node.membership()?.role === 'hub';
  return hubs.findLast(isHub) ?? office.nodes.find(isHub) ?? office.hub;
};

/** Starts or goes on with joining; at a PC that belongs to the call centre already it does nothing. */
export const beginJoin = (day: Day, node: SimNode): void => {
  const { office, joining } = day;
  if (!node.isUp || node.membership() !== null || isJoining(day, node)) return;
  const life = node.life();
  joining.set(node, life);
  const over = (): void => {
    if (joining.get(node) === life) joining.delete(node);
  };
  const address = addressOf(theHub(day).name);
  // Whether it worked shows in the membership; one that failed is tried again.
  node.api(office.user).setup.join({ address, secret: office.joinSecret }).then(over, over);
};

/** A new PC is set up in the middle of the day. */
export const join = async (day: Day, index: number): Promise<string> => {
  // Nodes are numbered without gaps, also in a schedule from which steps were taken out.
  const node = day.office.nodes[index] ?? (await addPc(day));
  beginJoin(day, node);
  return node.name;
};
