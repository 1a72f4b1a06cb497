import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { api } from '../../app/api.ts';

const pauseMs = 80;
export const searchLimit = 100;

export type CustomerSearch = {
  /** False while the field is empty. */
  readonly active: boolean;
  /** Undefined until the first answer; the previous answer stays until the next is here. */
  readonly found: ApiOutputs['search']['find'] | undefined;
  /** The answer belongs to what stands in the field now. */
  readonly settled: boolean;
  readonly error: unknown;
};

/** Searches as the person types, 80 ms after the last key. */
export function useCustomerSearch(typed: string): CustomerSearch {
  const [query] = useDebouncedValue(typed.trim(), pauseMs);
  const active = typed.trim() !== '';
  const { data, isPlaceholderData, error } = useQuery(
    api.search.find.queryOptions({ input: { query, limit: searchLimit }, enabled: query !== '' }),
  );
  return { active, found: data, settled: query === typed.trim() && !isPlaceholderData, error };
}
