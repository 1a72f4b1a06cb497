// Language, direction and theme of the window: read from this PC's preferences, switched without a restart.
import { DirectionContext, MantineProvider } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { type ReactNode, useEffect, useMemo } from 'react';
import type { ApiOutputs } from '../../shared/contract/index.ts';
import type { Language } from '../../shared/lib/language.ts';
import { api, queryClient } from './api.ts';
import { createFormat, FormatContext } from './format.ts';
import { directionOf, languageOrPersian } from './i18n.ts';
import { cssVariablesResolver, themeIn } from './theme.ts';

export type Preferences = ApiOutputs['preference']['get'];

const rememberedKey = 'paydar.preferences';

/** What the last window showed: the first frame looks right before the core answers. */
export function rememberedPreferences(): Preferences {
  const stored = new URLSearchParams(localStorage.getItem(rememberedKey) ?? '');
  const wanted = stored.get('theme');
  return {
    language: languageOrPersian(stored.get('language') ?? undefined),
    theme: wanted === 'light' || wanted === 'dark' ? wanted : 'auto',
  };
}

export function usePreferences(): Preferences {
  const { data } = useQuery(api.preference.get.queryOptions());
  return data ?? rememberedPreferences();
}

/** Changes language or theme at once, and stores the choice on this PC. */
export function useSetPreferences(): (changes: Partial<Preferences>) => void {
  const present = usePreferences();
  const key = api.preference.get.queryKey();
  const { mutate } = useMutation(
    api.preference.set.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
    }),
  );
  return (changes) => {
    queryClient.setQueryData(key, { ...present, ...changes });
    mutate(changes);
  };
}

function useDocumentLanguage(language: Language): void {
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
    void i18next.changeLanguage(language).then(() => {
      document.title = i18next.t('shell.wordmark');
    });
  }, [language]);
}

const ignored = () => undefined;

export function LocaleProvider({ children }: { readonly children: ReactNode }) {
  const { language, theme: wanted } = usePreferences();
  const { data: status } = useQuery(api.setup.status.queryOptions());
  const timeZoneOffsetMin = status?.organisation?.timeZoneOffsetMin ?? 210;
  const rialPerToman = status?.organisation?.rialPerToman ?? 10;
  const direction = directionOf(language);
  const format = useMemo(
    () => createFormat({ language, timeZoneOffsetMin, rialPerToman }),
    [language, timeZoneOffsetMin, rialPerToman],
  );
  const directionValue = useMemo(
    () => ({ dir: direction, toggleDirection: ignored, setDirection: ignored }),
    [direction],
  );
  const theme = useMemo(() => {
    const t = i18next.getFixedT(language);
    return themeIn({ close: t('common.close'), showPassword: t('common.showPassword') });
  }, [language]);
  useDocumentLanguage(language);
  useEffect(() => {
    localStorage.setItem(rememberedKey, new URLSearchParams({ language, theme: wanted }).toString());
  }, [language, wanted]);

  return (
    <DirectionContext value={directionValue}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        defaultColorScheme="auto"
        {...(wanted === 'auto' ? {} : { forceColorScheme: wanted })}
      >
        <FormatContext value={format}>{children}</FormatContext>
      </MantineProvider>
    </DirectionContext>
  );
}
