// The desk's frame: header, rail, and the screen where one is.
import { useSpotlight } from '@mantine/spotlight';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../shared/contract/index.ts';
import { Palette } from '../features/palette/palette.tsx';
import { openPalette, paletteStore } from '../features/palette/palette-store.ts';
import { ShortcutSheet } from '../features/palette/shortcut-sheet.tsx';
import { NewTicketDialog } from '../features/tickets/new-ticket-dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { useFormat } from './format.ts';
import { useNavigation } from './navigation.ts';
import { NoticeBanners } from './notice-banners.tsx';
import { Rail } from './rail.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { screens } from './screens.tsx';
import classes from './shell.module.css';
import { StatusChips } from './status-chips.tsx';
import { useNow } from './use-now.ts';
import { useShellActions } from './use-shell-actions.ts';
import { UserMenu } from './user-menu.tsx';

type SetupStatus = ApiOutputs['setup']['status'];

type ShellProps = { readonly status: SetupStatus; readonly user: NonNullable<SetupStatus['user']> };

function Clock() {
  const format = useFormat();
  const now = useNow(5000);
  return (
    <span className={classes.date}>
      {format.date(now)}
      <span className={classes.time}> · {format.time(now)}</span>
    </span>
  );
}

function SearchButton() {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={classes.search}
      title={t('shell.actions.palette')}
      aria-keyshortcuts="Control+K"
      onClick={openPalette}
    >
      <span>{t('shell.search')}</span>
      <Kbd keys="mod+k" />
    </button>
  );
}

function PresentScreen() {
  const { t } = useTranslation();
  const screen = useNavigation(({ place }) => place.screen);
  const Screen = screens[screen];
  return (
    <main id="screen" className={classes.screen} tabIndex={-1}>
      <ScreenBoundary key={screen}>
        <Suspense fallback={<ListSkeleton />}>
          {Screen ? <Screen /> : <EmptyState title={t('shell.screenMissing')} />}
        </Suspense>
      </ScreenBoundary>
    </main>
  );
}

export function Shell({ status, user }: ShellProps) {
  const { t } = useTranslation();
  const [sheetOpen, setSheetOpen] = useState(false);
  const { opened: paletteOpen } = useSpotlight(paletteStore);
  useShellActions({ openPalette, openSheet: () => setSheetOpen(true) });
  return (
    <div className={classes.shell}>
      <a href="#screen" className={classes.skip}>
        {t('shell.skip')}
      </a>
      <header className={classes.header}>
        <span className={classes.wordmark}>{t('shell.wordmark')}</span>
        <SearchButton />
        <div className={classes.facts} role="status">
          <StatusChips />
        </div>
        <Clock />
        <UserMenu deviceCode={status.device?.code} user={user} />
      </header>
      <Rail />
      <div className={classes.desk}>
        <NoticeBanners />
        <PresentScreen />
      </div>
      <Palette open={paletteOpen} />
      <NewTicketDialog />
      <ShortcutSheet opened={sheetOpen} onClose={() => setSheetOpen(false)} />
    </div>
  );
}
