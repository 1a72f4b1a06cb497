import { describe, expect, it } from 'vitest';
import { roles } from '../entities/user.ts';
import { hasRight, rights } from './rights.ts';

describe('rights', () => {
  it('a viewer may write nothing', () => {
    expect(rights.filter((right) => hasRight('viewer', right))).toEqual([]);
  });

  it('an admin may do everything', () => {
    expect(rights.filter((right) => !hasRight('admin', right))).toEqual([]);
  });

  it('only an admin makes users and sees the secret that lets a device join', () => {
    for (const right of ['user.manage', 'organisation.secret'] as const) {
      expect(roles.filter((role) => hasRight(role, right))).toEqual(['admin']);
    }
  });
});
