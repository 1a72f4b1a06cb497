import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { useActionKeys } from './actions.ts';
import { useNavigation } from './navigation.ts';
import { screens } from './screens.tsx';

export function App() {
  const { t } = useTranslation();
  const screen = useNavigation(({ place }) => place.screen);
  const Screen = screens[screen];
  useActionKeys();
  return (
    <Suspense fallback={<ListSkeleton />}>
      {Screen ? <Screen /> : <EmptyState title={t('shell.screenMissing')} />}
    </Suspense>
  );
}
