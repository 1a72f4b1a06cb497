import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useActions } from '../app/actions.ts';
import { Kbd } from './kbd.tsx';

const shownForMs = 8000;
const undoKey = 'z';

type UndoMessageProps = { readonly text: string; readonly onUndo: () => void };

/** The newest offer has the key, as long as it is on screen. */
function UndoMessage({ text, onUndo }: UndoMessageProps) {
  const { t } = useTranslation();
  useActions([{ id: 'undo', labelKey: 'common.undo', keys: undoKey, group: 'general', run: onUndo }]);
  return (
    <Group justify="space-between" wrap="nowrap" gap="md">
      <span>{text}</span>
      <Button
        size="compact-sm"
        variant="light"
        aria-keyshortcuts={undoKey}
        rightSection={<Kbd keys={undoKey} />}
        onClick={onUndo}
      >
        {t('common.undo')}
      </Button>
    </Group>
  );
}

/** Says what was done, with one button that takes it back. Nothing asks "are you sure?" beforehand. */
export function showUndo(text: string, undo: () => void): void {
  const onUndo = (): void => {
    notifications.hide(id);
    undo();
  };
  const id = notifications.show({
    autoClose: shownForMs,
    message: <UndoMessage text={text} onUndo={onUndo} />,
  });
}
