import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

const shownForMs = 8000;

/** Says what was done, with one button that takes it back. Nothing asks "are you sure?" beforehand. */
export function showUndo(text: string, undo: () => void): void {
  const id = notifications.show({
    autoClose: shownForMs,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="md">
        <span>{text}</span>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {i18next.t('common.undo')}
        </Button>
      </Group>
    ),
  });
}
