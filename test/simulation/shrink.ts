import type { Schedule, Step } from './step.ts';

/** Whether a schedule still shows what is looked for. */
export type IsBad = (schedule: Schedule) => Promise<boolean>;

/** Leaves out more and more steps as long as the rest is still bad: halves first, at last single ones. */
const dropSteps = async (schedule: Schedule, isBad: IsBad): Promise<Schedule> => {
  let best = schedule;
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; ) {
    let isShorter = false;
    for (let from = 0; from < best.steps.length; ) {
      const steps = [...best.steps.slice(0, from), ...best.steps.slice(from + size)];
      if (await isBad({ ...best, steps })) {
        best = { ...best, steps };
        isShorter = true;
      } else from += size;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (!isShorter) break;
  }
  return best;
};

const dropDesks = async (schedule: Schedule, isBad: IsBad): Promise<Schedule> => {
  for (let desks = 1; desks < schedule.desks; desks += 1) {
    if (await isBad({ ...schedule, desks })) return { ...schedule, desks };
  }
  return schedule;
};

const shortenPauses = async (schedule: Schedule, isBad: IsBad): Promise<Schedule> => {
  let best = schedule;
  const shorter = (step: Step, pauseMs: number): Schedule => ({
    ...best,
    steps: best.steps.map((other) => (other === step ? { ...step, pauseMs } : other)),
  });
  for (let at = 0; at < best.steps.length; at += 1) {
    for (const pauseMs of [0, 100, 1000]) {
      const step = best.steps[at];
      if (step === undefined || step.pauseMs <= pauseMs) break;
      const next = shorter(step, pauseMs);
      if (!(await isBad(next))) continue;
      best = next;
      break;
    }
  }
  return best;
};

/** A schedule that is as bad as this one and has nothing in it that could be left out. @param mostRuns spent on it. */
export const shrink = async (schedule: Schedule, isBad: IsBad, mostRuns = 400): Promise<Schedule> => {
  let runs = 0;
  const isBadWithin: IsBad = async (candidate) => {
    runs += 1;
    return runs <= mostRuns && isBad(candidate);
  };
  const fewerSteps = await dropSteps(schedule, isBadWithin);
  const fewerDesks = await dropDesks(fewerSteps, isBadWithin);
  return shortenPauses(fewerDesks, isBadWithin);
};
