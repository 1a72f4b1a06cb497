/** A simulated day as data: what happens, step by step, so that it can be written down, shortened and repeated. */
import { z } from 'zod';
import { workKinds } from './desk-work.ts';

/** Position of a PC in the office; 0 is the hub. */
const node = z.int().min(0).max(20);
const ms = z.int();

/** The step's own stream of chance follows from its id, so that leaving out others does not change it. */
const common = { id: z.int().min(0), pauseMs: z.int().min(0) };

const stepSchema = z.discriminatedUnion('do', [
  /** An agent works at a PC. */
  z.object({ ...common, do: z.literal('work'), node, kind: z.enum(workKinds) }),
  /** Cables between `side` and all others are pulled. */
  z.object({ ...common, do: z.literal('cut'), side: z.array(node) }),
  z.object({ ...common, do: z.literal('heal') }),
  z.object({ ...common, do: z.literal('break'), node, other: node }),
  z.object({ ...common, do: z.literal('black-hole'), node, other: node }),
  /** A slow link: from now on every frame between the two takes so long. */
  z.object({ ...common, do: z.literal('slow'), node, other: node, minMs: ms, maxMs: ms }),
  /** A lossy link: a connection between the two breaks at one frame in `every`. */
  z.object({ ...common, do: z.literal('flaky'), node, other: node, every: z.int().min(0) }),
  z.object({ ...common, do: z.literal('power-cut'), node }),
  /** Power goes at the `writes`th write to the disk from now, before or after it is carried out. */
  z.object({ ...common, do: z.literal('cut-at-write'), node, writes: z.int().min(1), after: z.boolean() }),
  z.object({ ...common, do: z.literal('start'), node }),
  z.object({ ...common, do: z.literal('clock'), node, skewMs: ms }),
  z.object({ ...common, do: z.literal('fill-disk'), node }),
  z.object({ ...common, do: z.literal('free-disk'), node }),
  /** What a PC holds is written to a stick: everything, or what `other` lacks as far as is known there. */
  z.object({ ...common, do: z.literal('write-stick'), node, other: node.nullable() }),
  /** One of the sticks so far is read, perhaps again, perhaps damaged. */
  z.object({
    ...common,
    do: z.literal('read-stick'),
    node,
    /** The newest one when it is null. */
    stick: z.int().min(0).nullable(),
    isDamaged: z.boolean(),
  }),
  /** A PC packs all of its log that every live device is known to hold. */
  z.object({ ...common, do: z.literal('compact'), node }),
  /** A PC gets a newer version of the program: the shipped one, or the next. */
  z.object({ ...common, do: z.literal('upgrade'), node, to: z.enum(['shipped', 'newer']).default('newer') }),
  /** A page of a table of the database turns to noise while the PC is off; it is switched on again. */
  z.object({ ...common, do: z.literal('damage'), node, part: z.string(), page: z.int().min(0) }),
  /** Somebody makes a PC the hub. */
  z.object({ ...common, do: z.literal('take-hub'), node }),
  /** From now on a PC alters one in `every` messages with the operations of others that it passes on; none with 0. */
  z.object({ ...common, do: z.literal('tamper'), node, every: z.int().min(0) }),
  /** All PCs are off for so many days, and then all but one are switched on. */
  z.object({ ...common, do: z.literal('holidays'), node, days: z.int().min(1).max(400) }),
  /** A copy of a PC's disk is put away. */
  z.object({ ...common, do: z.literal('backup'), node }),
  /** One of the copies so far takes the place of the disk that it was taken from. */
  z.object({ ...common, do: z.literal('restore'), backup: z.int().min(0) }),
  /** Another PC is started from one of the copies, beside the one that it was taken from. */
  z.object({ ...common, do: z.literal('clone'), backup: z.int().min(0) }),
  /** A new PC is set up in the middle of the day. */
  z.object({ ...common, do: z.literal('join'), node }),
  z.object({ ...common, do: z.literal('wait') }),
]);

export const scheduleSchema = z.object({
  seed: z.int().min(0),
  /** PCs besides the hub that are there from the beginning. */
  desks: z.int().min(0).max(20),
  /** Those, and later ones, that are set up with the version before the shipped one. */
  older: z.array(node).default([]),
  steps: z.array(stepSchema),
});

export type Step = z.output<typeof stepSchema>;
export type StepOf<D extends Step['do']> = Extract<Step, { do: D }>;
export type Schedule = z.output<typeof scheduleSchema>;

/** One line for a person who has to understand what happened. */
export const describeStep = ({ id, pauseMs, do: what, ...details }: Step): string =>
  `#${id} ${what} ${JSON.stringify(details)} then ${pauseMs} ms`;
