import { Button, Select } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../app/actions.ts';
import { useFormat } from '../../app/format.ts';
import { go } from '../../app/navigation.ts';
import { useRight } from '../../app/use-right.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { CustomerFilter } from './customer-filter.tsx';
import classes from './customer-list.module.css';
import { CustomerList, customerRowHeight, type Listing } from './customer-list.tsx';
import { openNewCustomer } from './new-customer.tsx';
import { SearchResults } from './search-results.tsx';
import { type CustomerSort, useCustomerRows } from './use-customer-rows.ts';
import { useCustomerSearch } from './use-customer-search.ts';
import { useSelection } from './use-selection.ts';

const sorts = ['name', 'recent', 'newest'] as const satisfies readonly CustomerSort[];

/** The left of the desk: a filter, an order, and the list under them. */
export function CustomerBrowser() {
  const { t } = useTranslation();
  const format = useFormat();
  const [sort, setSort] = useState<CustomerSort>('name');
  const [typed, setTyped] = useState('');
  const filter = useRef<HTMLInputElement>(null);
  const [isPointedAt, setPointedAt] = useState(false);
  const rows = useCustomerRows(sort, isPointedAt);
  const search = useCustomerSearch(typed);
  const found = search.found?.customers ?? [];
  const listing: Listing = search.active
    ? { count: found.length, rowAt: (index) => found[index] ?? null }
    : { count: rows.total ?? 0, rowAt: rows.rowAt };
  const selection = useSelection(listing);
  const mayWrite = useRight('customer.write');
  const focusFilter = () => {
    filter.current?.focus();
    filter.current?.select();
  };
  // Whoever was looked for and is not here is most likely the new one.
  const create = () => openNewCustomer(search.active && found.length === 0 ? typed.trim() : '');

  useActions([
    {
      id: 'customer.filter',
      labelKey: 'customers.shortcuts.filter',
      keys: '/',
      group: 'customer',
      run: focusFilter,
    },
    {
      id: 'customer.create',
      labelKey: 'customers.shortcuts.newCustomer',
      keys: 'n',
      group: 'customer',
      enabled: mayWrite,
      run: create,
    },
    {
      id: 'customer.next',
      labelKey: 'customers.shortcuts.next',
      keys: ['j', 'ArrowDown'],
      group: 'customer',
      keyOnly: true,
      run: () => selection.move(1),
    },
    {
      id: 'customer.previous',
      labelKey: 'customers.shortcuts.previous',
      keys: ['k', 'ArrowUp'],
      group: 'customer',
      keyOnly: true,
      run: () => selection.move(-1),
    },
  ]);

  const isEmpty = !search.active && rows.total === 0;
  return (
    <section className={classes.browser} aria-label={t('customers.listLabel')}>
      <header className={classes.head}>
        <h1 className={classes.title}>{t('customers.title')}</h1>
        {rows.total === null ? null : (
          <span className={classes.count} title={t('customers.total', { count: rows.total })}>
            {format.number(rows.total)}
          </span>
        )}
        <Button
          className={classes.create}
          size="compact-md"
          leftSection={<IconUserPlus size={16} />}
          rightSection={<Kbd keys="n" />}
          aria-keyshortcuts="n"
          disabled={!mayWrite}
          onClick={create}
        >
          {t('customers.new')}
        </Button>
      </header>
      <div className={classes.tools}>
        <CustomerFilter ref={filter} value={typed} onChange={setTyped} onMove={selection.move} />
        <Select
          className={classes.sort}
          aria-label={t('customers.sort.label')}
          data={sorts.map((value) => ({ value, label: t(`customers.sort.${value}`) }))}
          value={sort}
          disabled={search.active}
          onChange={(value) => setSort(value ?? 'name')}
          comboboxProps={{ width: 150, position: 'bottom-end' }}
        />
      </div>
      {search.active ? (
        <SearchResults search={search} typed={typed} onCreate={mayWrite ? create : undefined} />
      ) : null}
      {rows.changed && !search.active ? (
        <button type="button" className={classes.changed} onClick={rows.settle}>
          {t('customers.changed')}
        </button>
      ) : null}
      <div
        className={classes.rows}
        onPointerEnter={() => setPointedAt(true)}
        onPointerLeave={() => setPointedAt(false)}
      >
        {isEmpty ? (
          <EmptyState
            title={t('customers.empty.title')}
            text={t('customers.empty.body')}
            action={{ label: t('customers.importFile'), run: () => go({ screen: 'import' }) }}
          />
        ) : !search.active && rows.error ? (
          <ErrorNotice error={rows.error} retry={rows.retry} />
        ) : !search.active && rows.total === null ? (
          <ListSkeleton rowHeight={customerRowHeight} rows={10} />
        ) : listing.count > 0 ? (
          <CustomerList
            // Another order or another question is another list: it starts at its top.
            key={search.active ? 'found' : sort}
            listing={listing}
            selection={selection}
            label={t('customers.listLabel')}
            onSelect={selection.select}
            onOpen={() => document.getElementById('customer-desk')?.focus()}
            {...(search.active ? {} : { onRange: rows.onRange })}
          />
        ) : null}
      </div>
    </section>
  );
}
