import { type UseQueryResult, useMutation, useQuery } from '@tanstack/react-query';
import { api, queryClient } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import {
  goToStep,
  type ImportReport,
  type Inspection,
  showInspection,
  startOver,
  useImportState,
} from './import-state.ts';

const pollMs = 200;

export type Reading = Partial<Pick<Inspection, 'encoding' | 'delimiter'>>;

/** Reads a file's shape, with the encoding and delimiter that were asked for. */
export function useInspect() {
  const mutation = useMutation(
    api.customerImport.inspect.mutationOptions({
      onSuccess: (inspection, { path }) => showInspection(path, inspection),
    }),
  );
  const inspect = (path: string, { encoding, delimiter }: Reading = {}) =>
    mutation.mutate({ path, ...(encoding ? { encoding } : {}), ...(delimiter ? { delimiter } : {}) });
  return { inspect, isReading: mutation.isPending, path: mutation.variables?.path, error: mutation.error };
}

/** Where each step ends; a report that is not there yet is asked again. */
const endsOf: Readonly<Record<'check' | 'write', readonly ImportReport['state'][]>> = {
  check: ['planned', 'cancelled', 'failed'],
  write: ['done', 'cancelled', 'failed'],
};

const reportKey = (importId: string) => api.customerImport.report.queryKey({ input: { importId } });

/** Where the import stands, asked five times a second while it moves. */
export function useImportReport(importId: string, step: 'check' | 'write'): UseQueryResult<ImportReport> {
  return useQuery(
    api.customerImport.report.queryOptions({
      input: { importId },
      placeholderData: undefined,
      refetchInterval: ({ state }) => {
        const isOver = state.data !== undefined && endsOf[step].includes(state.data.state);
        return isOver || state.error ? false : pollMs;
      },
    }),
  );
}

/** The steps that the core takes. Each answers at once; the report tells how far it is. */
export function useImportSteps(importId: string) {
  const reread = () => queryClient.invalidateQueries({ queryKey: reportKey(importId) });
  const options = { onError: notifyError, onSettled: reread };
  const plan = useMutation(api.customerImport.plan.mutationOptions());
  const run = useMutation(api.customerImport.run.mutationOptions(options));
  const cancel = useMutation(api.customerImport.cancel.mutationOptions(options));
  return {
    plan: () =>
      plan.mutate(
        { importId, mapping: [...useImportState.getState().mapping] },
        {
          onSuccess: () => {
            // An earlier check of the same file must not show as this one's result.
            queryClient.removeQueries({ queryKey: reportKey(importId) });
            goToStep('check');
          },
        },
      ),
    planError: plan.error,
    isStarting: plan.isPending || run.isPending,
    run: () => run.mutate({ importId }, { onSuccess: () => goToStep('write') }),
    cancel: () => cancel.mutate({ importId }),
    isCancelling: cancel.isPending,
    /** Leaves this import; what was not written never will be. */
    leave: () => {
      cancel.mutate({ importId }, { onError: () => undefined });
      startOver();
    },
  };
}

export type ImportSteps = ReturnType<typeof useImportSteps>;
