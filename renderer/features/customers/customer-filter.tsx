import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { KeyboardEvent, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Kbd } from '../../ui/kbd.tsx';

type CustomerFilterProps = {
  readonly ref: Ref<HTMLInputElement>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The arrows walk through the list while the caret stays here. */
  readonly onMove: (by: number) => void;
};

export function CustomerFilter({ ref, value, onChange, onMove }: CustomerFilterProps) {
  const { t } = useTranslation();
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return;
    switch (event.key) {
      case 'ArrowDown':
        event.preventDefault();
        onMove(1);
        break;
      case 'ArrowUp':
        event.preventDefault();
        onMove(-1);
        break;
      case 'Enter':
        event.preventDefault();
        if (value.trim() !== '') onMove(0);
        event.currentTarget.blur();
        break;
      case 'Escape':
        event.preventDefault();
        if (value === '') event.currentTarget.blur();
        onChange('');
        break;
      default:
        break;
    }
  }
  return (
    <TextInput
      ref={ref}
      type="search"
      style={{ flex: 1 }}
      aria-label={t('customers.filter.label')}
      aria-keyshortcuts="/"
      placeholder={t('customers.filter.placeholder')}
      leftSection={<IconSearch size={16} />}
      rightSection={
        value === '' ? (
          <Kbd keys="/" />
        ) : (
          <CloseButton size="sm" aria-label={t('customers.filter.clear')} onClick={() => onChange('')} />
        )
      }
      value={value}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
