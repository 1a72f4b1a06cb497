import { Menu } from '@mantine/core';
import { IconCheck, IconLogout } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../shared/contract/index.ts';
import { Kbd } from '../ui/kbd.tsx';
import { useFormat } from './format.ts';
import { languageChoices } from './full-page.tsx';
import { languageOrPersian } from './i18n.ts';
import { usePreferences, useSetPreferences } from './locale.tsx';
import classes from './shell.module.css';
import { useSignOut } from './use-sign-out.ts';

const themes = ['auto', 'light', 'dark'] as const;

type UserMenuProps = {
  readonly deviceCode: number | undefined;
  readonly user: NonNullable<ApiOutputs['setup']['status']['user']>;
};

const chosenMark = <IconCheck size={15} aria-hidden="true" />;

export function UserMenu({ deviceCode, user }: UserMenuProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { language, theme } = usePreferences();
  const setPreferences = useSetPreferences();
  const signOut = useSignOut();
  const code = deviceCode === undefined ? '' : format.digits(deviceCode);
  return (
    <Menu width={220} position="bottom-end">
      <Menu.Target>
        <button
          type="button"
          className={classes.device}
          aria-label={t('shell.user.menu', { code, name: user.name })}
        >
          {code}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.name} · {t(`common.roles.${user.role}`)} · {t('shell.user.device', { code })}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('shell.user.language')}</Menu.Label>
        {languageChoices.map(({ value, label }) => (
          <Menu.Item
            key={value}
            lang={value}
            closeMenuOnClick={false}
            rightSection={value === language ? chosenMark : null}
            onClick={() => setPreferences({ language: languageOrPersian(value) })}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('shell.user.theme')}</Menu.Label>
        {themes.map((choice) => (
          <Menu.Item
            key={choice}
            closeMenuOnClick={false}
            rightSection={choice === theme ? chosenMark : null}
            onClick={() => setPreferences({ theme: choice })}
          >
            {t(`shell.themes.${choice}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden="true" />}
          rightSection={<Kbd keys="mod+shift+l" />}
          onClick={signOut}
        >
          {t('shell.user.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
