import { useQuery } from '@tanstack/react-query';
import type { UserId } from '../../../shared/lib/ids.ts';
import { api } from '../../app/api.ts';

export type Office = {
  readonly rialPerToman: number;
  /** Minutes east of UTC. */
  readonly timeZoneOffsetMin: number;
  readonly userId: UserId | null;
};

/** What the forms of this screen need to know of the call centre and of who is signed in. */
export function useOffice(): Office {
  const { data } = useQuery(api.setup.status.queryOptions());
  return {
    rialPerToman: data?.organisation?.rialPerToman ?? 10,
    timeZoneOffsetMin: data?.organisation?.timeZoneOffsetMin ?? 210,
    userId: data?.user?.id ?? null,
  };
}
