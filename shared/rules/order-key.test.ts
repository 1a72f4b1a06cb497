import { describe, expect, it } from 'vitest';
import { orderKey } from './order-key.ts';

const sorted = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : orderKey(a) > orderKey(b) ? 1 : 0));

describe('the order of names', () => {
  it('is the Persian alphabet, also for the letters that Unicode has elsewhere', () => {
    const names = [
      'ژاله',
      'یاسر',
      'هما',
      'گلی',
      'وحید',
      'پری',
      'کاوه',
      'بابک',
      'تارا',
      'چمن',
      'زهرا',
      'لاله',
      'قاسم',
      'جواد',
      'سارا',
      'حمید',
    ];
    expect(sorted(names)).toEqual([
      'بابک',
      'پری',
      'تارا',
      'جواد',
      'چمن',
      'حمید',
      'زهرا',
      'ژاله',
      'سارا',
      'قاسم',
      'کاوه',
      'گلی',
      'لاله',
      'وحید',
      'هما',
      'یاسر',
    ]);
  });

  it('agrees with the platform’s collation for Persian on whole names', () => {
    const names = [
      'علی رضایی',
      'علیرضا آذر',
      'آرزو پارسا',
      'ارسلان تاجیک',
      'پیام چراغی',
      'بهار گودرزی',
      'هومن وکیلی',
      'وهاب هاشمی',
      'Mark Hughes',
      'arun Bennett',
      '۱۲ بهمن',
      '3M Iran',
    ];
    expect(sorted(names)).toEqual([...names].sort(new Intl.Collator('fa').compare));
  });

  it('takes both keyboards for one, and words before letters', () => {
    expect(orderKey('علي كريمي')).toBe(orderKey('علی کریمی'));
    expect(sorted(['علیرضا', 'علی رضا'])).toEqual(['علی رضا', 'علیرضا']);
    expect(orderKey('می‌شود')).toBe(orderKey('می شود'));
  });
});
