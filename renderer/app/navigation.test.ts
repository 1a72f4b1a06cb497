import { beforeEach, describe, expect, it } from 'vitest';
import { go, useNavigation } from './navigation.ts';

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

  it('stays where it is at either end', () => {
    useNavigation.getState().back();
    useNavigation.getState().forward();
    expect(screenNow()).toBe('queue');
  });
});
