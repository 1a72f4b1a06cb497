import { beforeEach, describe, expect, it } from 'vitest';
import { idSchema } from '../../shared/lib/ids.ts';
import { go, goToScreen, useNavigation } from './navigation.ts';

const screenNow = () => useNavigation.getState().place.screen;

describe('navigation', () => {
  beforeEach(() => useNavigation.getState().reset());

  it('goes back and forward along the way that was taken', () => {
    go({ screen: 'customers' });
    go({ screen: 'network' });
    useNavigation.getState().back();
    expect(screenNow()).toBe('customers');
    useNavigation.getState().back();
    expect(screenNow()).toBe('queue');
    useNavigation.getState().forward();
    expect(screenNow()).toBe('customers');
  });

  it('forgets the way forward when another way is taken', () => {
    go({ screen: 'customers' });
    useNavigation.getState().back();
    go({ screen: 'settings' });
    useNavigation.getState().forward();
    expect(screenNow()).toBe('settings');
  });

  it('counts no step for going where one is, or for a selection that follows the arrows', () => {
    go({ screen: 'customers' });
    go({ screen: 'customers' });
    useNavigation.getState().replace({ screen: 'customers' });
    useNavigation.getState().back();
    expect(screenNow()).toBe('queue');
  });

  it('comes back to what was last looked at on a screen', () => {
    const ticketId = idSchema<'ticket'>().parse('0192f0c1-2d3e-7a4b-8c5d-6e7f8a9b0c1d');
    go({ screen: 'queue', ticketId });
    goToScreen('customers');
    goToScreen('queue');
    expect(useNavigation.getState().place).toEqual({ screen: 'queue', ticketId });
  });

  it('stays where it is at either end', () => {
    useNavigation.getState().back();
    useNavigation.getState().forward();
    expect(screenNow()).toBe('queue');
  });
});
