import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { SectionTitle } from '../../ui/section-title.tsx';
import { AddUser } from './add-user.tsx';
import classes from './settings.module.css';

export function UserList() {
  const { t } = useTranslation();
  const users = useQuery(api.user.list.queryOptions());
  const status = useQuery(api.setup.status.queryOptions());
  const count = users.data?.length;
  return (
    <section className={classes.section}>
      <SectionTitle order={2} aside={count === undefined ? null : t('settings.usersCount', { count })}>
        {t('settings.users')}
      </SectionTitle>
      <p className={classes.note}>{t('settings.usersText')}</p>
      {users.isError ? <ErrorNotice error={users.error} retry={() => void users.refetch()} /> : null}
      {users.isPending ? <ListSkeleton rows={3} rowHeight={44} /> : null}
      {users.data?.map((user) => (
        <div key={user.id} className={classes.row}>
          <span className={classes.person}>
            <Avatar name={user.name} size={28} />
            <bdi>{user.name}</bdi>
            {user.status === 'disabled' ? <Chip small>{t('settings.disabled')}</Chip> : null}
          </span>
          <span className={classes.quiet}>{t(`common.roles.${user.role}`)}</span>
        </div>
      ))}
      {status.data?.user?.role === 'admin' ? (
        <AddUser />
      ) : (
        <p className={classes.note}>{t('settings.onlyAdmin')}</p>
      )}
    </section>
  );
}
