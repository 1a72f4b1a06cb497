import {
  IconArrowsSplit2,
  IconFileImport,
  IconMenu2,
  IconSettings,
  IconUser,
  IconWifi,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from './api.ts';
import { useFormat } from './format.ts';
import { goToScreen, type ScreenId, useNavigation } from './navigation.ts';
import classes from './shell.module.css';
import { useSyncStatus } from './status-chips.tsx';

const iconByScreen: Readonly<Record<ScreenId, TablerIcon>> = {
  queue: IconMenu2,
  customers: IconUser,
  import: IconFileImport,
  conflicts: IconArrowsSplit2,
  network: IconWifi,
  settings: IconSettings,
};

const workScreens = ['queue', 'customers', 'import', 'conflicts'] as const;
const ownScreens = ['network', 'settings'] as const;

type RailItemProps = { readonly screen: ScreenId; readonly badge?: number | undefined };

function RailItem({ screen, badge = 0 }: RailItemProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const present = useNavigation(({ place }) => place.screen);
  const Icon = iconByScreen[screen];
  return (
    <button
      type="button"
      className={classes.railItem}
      aria-current={present === screen ? 'page' : undefined}
      onClick={() => goToScreen(screen)}
    >
      <Icon size={19} stroke={1.7} aria-hidden="true" />
      {t(`shell.screens.${screen}`)}
      {badge > 0 ? <span className={classes.badge}>{format.digits(Math.min(badge, 999))}</span> : null}
    </button>
  );
}

export function Rail() {
  const { t } = useTranslation();
  const mine = useQuery(api.ticket.list.queryOptions({ input: { scope: 'mine', limit: 1 } }));
  const status = useSyncStatus();
  const badges: Partial<Record<ScreenId, number | undefined>> = {
    queue: mine.data?.counts.mine,
    conflicts: status.data?.openConflicts,
  };
  return (
    <nav className={classes.rail} aria-label={t('shell.mainNavigation')}>
      {workScreens.map((screen) => (
        <RailItem key={screen} screen={screen} badge={badges[screen]} />
      ))}
      <span className={classes.railEnd} />
      {ownScreens.map((screen) => (
        <RailItem key={screen} screen={screen} />
      ))}
    </nav>
  );
}
