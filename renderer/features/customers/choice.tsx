import { Menu, VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRight } from '../../app/use-right.ts';
import classes from './customers.module.css';

type ChoiceProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChoose: (value: Value) => void;
  readonly children: ReactNode;
  readonly className?: string | undefined;
};

/** A value with a few possibilities, changed where it stands. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { t } = useTranslation();
  const mayWrite = useRight('customer.write');
  if (!mayWrite) return <span className={props.className}>{props.children}</span>;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          className={`${classes.editable} ${props.className ?? ''}`}
          title={t('customers.edit.action', { field: props.label })}
        >
          <VisuallyHidden>{t('customers.edit.action', { field: props.label })}: </VisuallyHidden>
          {props.children}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{props.label}</Menu.Label>
        {props.options.map((option) => (
          <Menu.Item
            key={option.value}
            rightSection={option.value === props.value ? <IconCheck size={14} /> : undefined}
            onClick={() => {
              if (option.value !== props.value) props.onChoose(option.value);
            }}
          >
            {option.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
