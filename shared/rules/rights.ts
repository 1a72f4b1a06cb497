/**
 * Who may do what. One table for the window, which shows only what is possible, and for the core, which
 * refuses the rest. Reading needs no entry: everybody who signed in may read.
 */
import type { roles } from '../entities/user.ts';

export type Role = (typeof roles)[number];

const everybodyButViewers: readonly Role[] = ['agent', 'senior', 'level2', 'supervisor', 'admin'];
const admins: readonly Role[] = ['admin'];

const rolesByRight = {
  /** Customers with their contacts, tags, notes and calls. */
  'customer.write': everybodyButViewers,
  'customer.import': everybodyButViewers,
  'ticket.write': everybodyButViewers,
  /** To be the one whom the customer waits for. */
  'ticket.own': everybodyButViewers,
  'conflict.decide': everybodyButViewers,
  /** To dial another device by its address. */
  'network.connect': everybodyButViewers,
  /** To add files to customers and tickets, take them off, fetch and save them. */
  'attachment.use': everybodyButViewers,
  /** To write the changes held here to a file, and to bring in those of one. */
  'changes.carry': everybodyButViewers,
  /** To make budgets and to say which device may spend how much of them. */
  'budget.manage': admins,
  'grant.transfer': everybodyButViewers,
  'grant.spend': everybodyButViewers,
  'user.manage': admins,
  /** To make this PC the hub in place of one that is gone. */
  'hub.take': admins,
  /** To see the secret that lets a device join. */
  'organisation.secret': admins,
} as const satisfies Record<string, readonly Role[]>;

export type Right = keyof typeof rolesByRight;

export const rights = Object.keys(rolesByRight) as readonly Right[];

export const hasRight = (role: Role, right: Right): boolean => rolesByRight[right].includes(role);
