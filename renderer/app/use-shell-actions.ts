import { useComputedColorScheme } from '@mantine/core';
import { type Action, useActions } from './actions.ts';
import { useSetPreferences } from './locale.tsx';
import { goToScreen, type ScreenId, useNavigation } from './navigation.ts';
import { useSignOut } from './use-sign-out.ts';

const keysByScreen: Readonly<Record<ScreenId, string>> = {
  queue: 'alt+1',
  customers: 'alt+2',
  import: 'alt+3',
  conflicts: 'alt+4',
  network: 'alt+5',
  settings: 'alt+6',
};

const screenOrder = ['queue', 'customers', 'import', 'conflicts', 'network', 'settings'] as const;

type ShellActions = { readonly openPalette: () => void; readonly openSheet: () => void };

/** What can be done on every screen of the desk. */
export function useShellActions({ openPalette, openSheet }: ShellActions): void {
  const setPreferences = useSetPreferences();
  const signOut = useSignOut();
  const scheme = useComputedColorScheme('light');
  const toScreens = screenOrder.map(
    (screen): Action => ({
      id: `go.${screen}`,
      labelKey: `shell.screens.${screen}`,
      keys: keysByScreen[screen],
      group: 'go',
      run: () => goToScreen(screen),
    }),
  );
  const { back, forward } = useNavigation.getState();
  const toggleTheme = () => setPreferences({ theme: scheme === 'dark' ? 'light' : 'dark' });
  const set = (language: 'fa' | 'ar' | 'en') => () => setPreferences({ language });
  useActions([
    ...toScreens,
    { id: 'go.back', labelKey: 'shell.actions.back', keys: 'alt+ArrowLeft', group: 'go', run: back },
    {
      id: 'go.forward',
      labelKey: 'shell.actions.forward',
      keys: 'alt+ArrowRight',
      group: 'go',
      run: forward,
    },
    {
      id: 'palette.open',
      labelKey: 'shell.actions.palette',
      keys: ['mod+k', '/'],
      group: 'general',
      run: openPalette,
      keyOnly: true,
    },
    { id: 'sheet.open', labelKey: 'shell.actions.shortcuts', keys: '?', group: 'general', run: openSheet },
    { id: 'theme.toggle', labelKey: 'shell.actions.toggleTheme', group: 'general', run: toggleTheme },
    { id: 'language.fa', labelKey: 'shell.actions.toFa', group: 'general', run: set('fa') },
    { id: 'language.ar', labelKey: 'shell.actions.toAr', group: 'general', run: set('ar') },
    { id: 'language.en', labelKey: 'shell.actions.toEn', group: 'general', run: set('en') },
    {
      id: 'session.sign-out',
      labelKey: 'shell.actions.signOut',
      keys: 'mod+shift+l',
      group: 'general',
      run: signOut,
    },
  ]);
}
