// What the window shows: no core, first run, joining, sign-in, or the desk.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiOutputs } from '../../shared/contract/index.ts';
import { assertNever } from '../../shared/lib/assert-never.ts';
import { SignIn } from '../features/session/sign-in.tsx';
import { FirstRun, type FirstRunResult } from '../features/setup/first-run.tsx';
import { JoinProgress } from '../features/setup/join-progress.tsx';
import { JoinSecretPage } from '../features/setup/join-secret-page.tsx';
import { Rejoining } from '../features/setup/rejoining.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { useActionKeys } from './actions.ts';
import { api } from './api.ts';
import { FailurePage, StartingPage } from './core-pages.tsx';
import { FullPage } from './full-page.tsx';
import { Shell } from './shell.tsx';
import { useCoreState } from './use-core-state.ts';

type SetupStatus = ApiOutputs['setup']['status'];

/** First run stays until it says that it is done: the core is ready a moment before its answer arrives. */
function SetUpApp({ status }: { readonly status: SetupStatus }) {
  const [firstRunOpen, setFirstRunOpen] = useState(status.state === 'unconfigured');
  const [joinSecret, setJoinSecret] = useState<string | null>(null);
  function finishFirstRun(result: FirstRunResult): void {
    setFirstRunOpen(false);
    if (result.type === 'created') setJoinSecret(result.joinSecret);
  }
  if (firstRunOpen || status.state === 'unconfigured') return <FirstRun onFinished={finishFirstRun} />;
  if (joinSecret !== null && status.organisation) {
    const done = () => setJoinSecret(null);
    return <JoinSecretPage secret={joinSecret} organisationName={status.organisation.name} onDone={done} />;
  }
  if (status.state === 'joining')
    return status.rejoining ? <Rejoining /> : <JoinProgress join={status.join} />;
  return status.user ? <Shell status={status} user={status.user} /> : <SignIn status={status} />;
}

function ReadyApp() {
  const status = useQuery(api.setup.status.queryOptions());
  if (status.data) return <SetUpApp status={status.data} />;
  if (!status.isError) return <StartingPage />;
  return (
    <FullPage>
      <ErrorNotice error={status.error} retry={() => void status.refetch()} />
    </FullPage>
  );
}

export function App() {
  const core = useCoreState();
  useActionKeys();
  switch (core.state) {
    case 'starting':
      return <StartingPage />;
    case 'failed':
      return <FailurePage failure={core.error} />;
    case 'ready':
      return <ReadyApp />;
    default:
      return assertNever(core);
  }
}
