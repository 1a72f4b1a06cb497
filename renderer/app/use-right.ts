import { useQuery } from '@tanstack/react-query';
import { hasRight, type Right } from '../../shared/rules/rights.ts';
import { api } from './api.ts';

/** Whether the signed-in person may do it: the core decides again, this only spares a refused click. */
export function useRight(right: Right): boolean {
  const { data } = useQuery(api.setup.status.queryOptions());
  return data?.user ? hasRight(data.user.role, right) : false;
}
