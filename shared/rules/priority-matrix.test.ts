import { describe, expect, it } from 'vitest';
import { ticketLevels } from '../entities/ticket.ts';
import { urgencyLevel } from './priority-matrix.ts';

const order = ['low', 'medium', 'high', 'critical'];

describe('impact × urgency', () => {
  it('the corners and the middle', () => {
    expect(urgencyLevel('high', 'high')).toBe('critical');
    expect(urgencyLevel('high', 'low')).toBe('medium');
    expect(urgencyLevel('medium', 'medium')).toBe('medium');
    expect(urgencyLevel('low', 'low')).toBe('low');
  });

  it('is symmetric, and more impact never makes a ticket less pressing', () => {
    const [high, medium, low] = ticketLevels;
    for (const urgency of ticketLevels) {
      for (const impact of ticketLevels) {
        expect(urgencyLevel(impact, urgency)).toBe(urgencyLevel(urgency, impact));
      }
      const rising = [low, medium, high].map((impact) => order.indexOf(urgencyLevel(impact, urgency)));
      expect(rising).toEqual([...rising].sort((a, b) => a - b));
    }
  });
});
