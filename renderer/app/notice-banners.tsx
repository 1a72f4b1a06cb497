// What the user must know now: one calm line each, above the screen, gone when it is no longer true.
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../shared/contract/index.ts';
import { assertNever } from '../../shared/lib/assert-never.ts';
import { isolatedLtr } from '../ui/isolated.ts';
import { api } from './api.ts';
import { dataPath } from './data-path.ts';
import { useFormat } from './format.ts';
import { host } from './host.ts';
import { goToScreen } from './navigation.ts';
import classes from './notice-banners.module.css';
import { useDuration } from './use-duration.ts';

type Listed = ApiOutputs['notices']['list'][number];
type Notice = Listed['notice'];

const severities = {
  'clock-wrong': 'warning',
  'clock-unknown': 'note',
  'identity-renewed': 'warning',
  'code-changed': 'warning',
  'database-set-aside': 'warning',
  'disk-full': 'problem',
  'disk-low': 'warning',
  'checkpoint-receiving': 'note',
  'data-mending': 'note',
  'replica-differs': 'problem',
} as const satisfies Record<Notice['kind'], string>;

const rank = { problem: 0, warning: 1, note: 2 } as const;

/** More lines than these would push the work off a small screen. */
const shownAtOnce = 2;

const bytesPerMegabyte = 1024 * 1024;

function useNoticeText(): (notice: Notice) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const duration = useDuration();
  const size = (bytes: number): string =>
    t('notices.megabytes', { value: format.number(Math.floor(bytes / bytesPerMegabyte)) });
  return (notice) => {
    switch (notice.kind) {
      case 'clock-wrong': {
        const words = { duration: duration(Math.abs(notice.offsetMs)) };
        return notice.offsetMs > 0 ? t('notices.clockBehind', words) : t('notices.clockAhead', words);
      }
      case 'clock-unknown':
        return t('notices.clockUnknown');
      case 'identity-renewed':
        return t('notices.identityRenewed', {
          old: format.digits(notice.oldCode),
          new: format.digits(notice.newCode),
          count: notice.reissued,
        });
      case 'code-changed':
        return t('notices.codeChanged', {
          old: format.digits(notice.oldCode),
          new: format.digits(notice.newCode),
          count: notice.renumbered,
        });
      case 'database-set-aside': {
        const said =
          notice.cause === 'corrupt'
            ? t('notices.databaseCorrupt', { count: notice.recovered })
            : t('notices.databaseReplaced', { count: notice.recovered });
        const path = isolatedLtr(dataPath(host.info, notice.path));
        return notice.left === 0
          ? said
          : `${said} ${t('notices.databaseLeft', { count: notice.left, path })}`;
      }
      case 'disk-full':
        return t('notices.diskFull', { size: size(notice.freeBytes) });
      case 'disk-low':
        return t('notices.diskLow', { size: size(notice.freeBytes) });
      case 'checkpoint-receiving':
        return t('notices.checkpointReceiving', {
          percent: format.percent(notice.received / Math.max(1, notice.total)),
        });
      case 'data-mending':
        return t('notices.dataMending', { percent: format.percent(notice.done / Math.max(1, notice.total)) });
      case 'replica-differs':
        return t('notices.replicaDiffers', { code: format.digits(notice.deviceCode) });
      default:
        return assertNever(notice);
    }
  };
}

function Banner({ listed }: { readonly listed: Listed }) {
  const { t } = useTranslation();
  const text = useNoticeText();
  const dismiss = useMutation(api.notices.dismiss.mutationOptions());
  const { key, notice, isDismissible } = listed;
  const severity = severities[notice.kind];
  return (
    <li
      className={classes.banner}
      data-severity={severity}
      // A figure that grows would be read out anew at every step.
      aria-live={'total' in notice ? 'off' : undefined}
    >
      {severity === 'note' ? (
        <IconInfoCircle size={16} aria-hidden="true" />
      ) : (
        <IconAlertTriangle size={16} aria-hidden="true" />
      )}
      <p className={classes.text} title={'path' in notice ? dataPath(host.info, notice.path) : undefined}>
        {text(notice)}
      </p>
      {notice.kind === 'replica-differs' ? (
        <Button size="compact-xs" variant="default" onClick={() => goToScreen('network')}>
          {t('notices.openNetwork')}
        </Button>
      ) : null}
      {isDismissible ? (
        <Button size="compact-xs" variant="default" onClick={() => dismiss.mutate({ key })}>
          {t('notices.understood')}
        </Button>
      ) : null}
    </li>
  );
}

/** The gravest first; beyond two the rest waits behind a button. */
export function NoticeBanners() {
  const { t } = useTranslation();
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const { data = [] } = useQuery(api.notices.list.queryOptions());
  const notices = data.toSorted((a, b) => rank[severities[a.notice.kind]] - rank[severities[b.notice.kind]]);
  const hidden = notices.length - shownAtOnce;
  return (
    <section className={classes.banners} role="status" aria-label={t('notices.label')}>
      {notices.length === 0 ? null : (
        <ul id={listId} className={classes.list}>
          {notices.slice(0, isOpen ? undefined : shownAtOnce).map((listed) => (
            <Banner key={listed.key} listed={listed} />
          ))}
        </ul>
      )}
      {hidden > 0 ? (
        <button
          type="button"
          className={classes.more}
          aria-expanded={isOpen}
          aria-controls={listId}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? t('notices.fewer') : t('notices.more', { count: hidden })}
        </button>
      ) : null}
    </section>
  );
}
