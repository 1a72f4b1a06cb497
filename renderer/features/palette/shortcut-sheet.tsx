import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Action, actionGroups, allKeys, enabledActions } from '../../app/actions.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { SectionTitle } from '../../ui/section-title.tsx';
import classes from './palette.module.css';

type ShortcutSheetProps = { readonly opened: boolean; readonly onClose: () => void };

type SheetRowProps = { readonly labelKey: Action['labelKey']; readonly combinations: readonly string[] };

function SheetRow({ labelKey, combinations }: SheetRowProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.sheetRow}>
      <span>{t(labelKey)}</span>
      <span className={classes.sheetKeys}>
        {combinations.map((keys) => (
          <Kbd key={keys} keys={keys} />
        ))}
      </span>
    </div>
  );
}

/** What fields and lists understand by themselves. */
const fixedKeys = [
  { labelKey: 'shell.sheet.save', keys: ['mod+Enter'] },
  { labelKey: 'shell.sheet.leave', keys: ['Escape'] },
  { labelKey: 'shell.sheet.ends', keys: ['Home', 'End'] },
  { labelKey: 'shell.sheet.moveContact', keys: ['alt+ArrowUp', 'alt+ArrowDown'] },
  { labelKey: 'shell.sheet.editContact', keys: ['Enter', 'Delete'] },
] as const;

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
              <SheetRow key={action.id} labelKey={action.labelKey} combinations={allKeys(action)} />
            ))}
          </section>
        );
      })}
      <section className={classes.sheetGroup}>
        <SectionTitle>{t('shell.sheet.fields')}</SectionTitle>
        {fixedKeys.map(({ labelKey, keys }) => (
          <SheetRow key={labelKey} labelKey={labelKey} combinations={keys} />
        ))}
      </section>
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
