import { describe, expect, it } from 'vitest';
import { ticketStatuses } from '../../../shared/entities/ticket.ts';
import { nextStatuses } from '../../../shared/rules/ticket-status.ts';
import { leadingSteps, offersStep, type StepName } from './ticket-facts.ts';

const steps: readonly StepName[] = [
  'assign',
  'resolve',
  'waitInternal',
  'waitCustomer',
  'resume',
  'reopen',
  'close',
  'cancel',
];

describe('the steps that a ticket offers', () => {
  it.each(ticketStatuses)('show no button that the status %s refuses', (status) => {
    for (const step of leadingSteps(status)) expect([step, offersStep(step, status)]).toEqual([step, true]);
  });

  it('reach every status that the rule allows by hand', () => {
    const stepTo = {
      resolved: ['resolve'],
      pending_internal: ['waitInternal'],
      pending_customer: ['waitCustomer'],
      closed: ['close'],
      cancelled: ['cancel'],
      open: ['resume', 'reopen', 'assign'],
    } as const satisfies Record<string, readonly StepName[]>;
    for (const from of ticketStatuses) {
      for (const [to, wanted] of Object.entries(stepTo)) {
        const allowed = nextStatuses(from).some((status) => status === to);
        const offered = wanted.some((step) => offersStep(step, from));
        if (allowed) expect([from, to, offered]).toEqual([from, to, true]);
      }
    }
  });

  it('offer nothing for a merged ticket, which lives on elsewhere', () => {
    expect(steps.filter((step) => offersStep(step, 'merged'))).toEqual([]);
  });
});
