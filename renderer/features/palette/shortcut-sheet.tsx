import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Action, actionGroups, allKeys, enabledActions } from '../../app/actions.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { SectionTitle } from '../../ui/section-title.tsx';
import classes from './palette.module.css';

type ShortcutSheetProps = { readonly opened: boolean; readonly onClose: () => void };

function SheetRow({ action }: { readonly action: Action }) {
  const { t } = useTranslation();
  return (
    <div className={classes.sheetRow}>
      <span>{t(action.labelKey)}</span>
      <span className={classes.sheetKeys}>
        {allKeys(action).map((keys) => (
          <Kbd key={keys} keys={keys} />
        ))}
      </span>
    </div>
  );
}

function SheetBody() {
  const { t } = useTranslation();
  const actions = enabledActions().filter((action) => action.keys !== undefined);
  return (
    <div className={classes.sheet}>
      {actionGroups.map((group) => {
        const own = actions.filter((action) => action.group === group);
        if (own.length === 0) return null;
        return (
          <section key={group} className={classes.sheetGroup}>
            <SectionTitle>{t(`common.actionGroups.${group}`)}</SectionTitle>
            {own.map((action) => (
              <SheetRow key={action.id} action={action} />
            ))}
          </section>
        );
      })}
    </div>
  );
}

/** Every key of this screen and of all screens, in one look. */
export function ShortcutSheet({ opened, onClose }: ShortcutSheetProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={720}
      title={<strong>{t('shell.actions.shortcuts')}</strong>}
    >
      {opened ? <SheetBody /> : null}
      <p className={classes.sheetHint}>{t('shell.sheet.hint')}</p>
    </Modal>
  );
}
