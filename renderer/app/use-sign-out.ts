import { useMutation } from '@tanstack/react-query';
import { useQueueState } from '../features/tickets/queue-state.ts';
import { api, queryClient } from './api.ts';
import { notifyError } from './errors.ts';
import { useNavigation } from './navigation.ts';

/** Signs out and forgets what was read: the next person sees nothing of it. */
export function useSignOut(): () => void {
  const { mutate } = useMutation(
    api.session.signOut.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: api.setup.status.key() });
        queryClient.removeQueries({ predicate: (query) => query.getObserversCount() === 0 });
        useNavigation.getState().reset();
        useQueueState.setState({ scope: null });
      },
      onError: notifyError,
    }),
  );
  return () => mutate({});
}
