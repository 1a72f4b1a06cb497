import { Autocomplete } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { useRight } from '../../app/use-right.ts';
import { SectionTitle } from '../../ui/section-title.tsx';
import { showUndo } from '../../ui/show-undo.tsx';
import pane from './customers.module.css';
import classes from './tags.module.css';
import { type CustomerCard, patchCard } from './use-customer.ts';

type Tag = CustomerCard['tags'][number];

export function CustomerTags({ card }: { readonly card: CustomerCard }) {
  const { t } = useTranslation();
  const [isAdding, setAdding] = useState(false);
  const mayWrite = useRight('customer.write');
  const customerId = card.customer.id;
  const attach = useMutation(api.tag.attach.mutationOptions({ onError: notifyError }));
  const detach = useMutation(api.tag.detach.mutationOptions({ onError: notifyError }));

  function takeOff(tag: Tag): void {
    patchCard(customerId, (old) => ({ ...old, tags: old.tags.filter(({ id }) => id !== tag.id) }));
    detach.mutate({ customerId, tagId: tag.id });
    showUndo(t('customers.tags.detached', { name: tag.name }), () =>
      attach.mutate({ customerId, name: tag.name }),
    );
  }
  if (!mayWrite && card.tags.length === 0) return null;
  return (
    <section className={pane.section}>
      <SectionTitle>{t('customers.tags.title')}</SectionTitle>
      <div className={classes.tags}>
        {card.tags.map((tag) => (
          <span key={tag.id} className={classes.tag} data-colour={tag.colour}>
            <bdi>{tag.name}</bdi>
            {mayWrite ? (
              <button
                type="button"
                className={classes.tagRemove}
                aria-label={t('customers.tags.detach', { name: tag.name })}
                title={t('customers.tags.detach', { name: tag.name })}
                onClick={() => takeOff(tag)}
              >
                <IconX size={12} />
              </button>
            ) : null}
          </span>
        ))}
        {!mayWrite ? null : isAdding ? (
          <TagInput
            taken={card.tags.map(({ name }) => name)}
            onAdd={(name) => attach.mutate({ customerId, name })}
            onClose={() => setAdding(false)}
          />
        ) : (
          <button type="button" className={classes.tagAdd} onClick={() => setAdding(true)}>
            <IconPlus size={12} />
            {t('customers.tags.add')}
          </button>
        )}
      </div>
    </section>
  );
}

type TagInputProps = {
  readonly taken: readonly string[];
  readonly onAdd: (name: string) => void;
  readonly onClose: () => void;
};

function TagInput({ taken, onAdd, onClose }: TagInputProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const { data: tags } = useQuery(api.tag.list.queryOptions());
  const names = [...new Set((tags ?? []).map(({ name }) => name))].filter((name) => !taken.includes(name));

  function add(name: string): void {
    const wanted = name.trim();
    if (wanted !== '' && !taken.includes(wanted)) onAdd(wanted);
    setTyped('');
    onClose();
  }
  return (
    <Autocomplete
      autoFocus
      size="xs"
      className={classes.tagInput}
      aria-label={t('customers.tags.placeholder')}
      placeholder={t('customers.tags.placeholder')}
      data={names}
      value={typed}
      maxLength={60}
      onChange={setTyped}
      onOptionSubmit={add}
      onBlur={onClose}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        }
        // With an option highlighted, Enter is the option's.
        if (event.key === 'Enter' && event.currentTarget.getAttribute('aria-activedescendant') === null) {
          event.preventDefault();
          add(typed);
        }
      }}
    />
  );
}
