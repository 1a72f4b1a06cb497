import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { useFormat } from '../../app/format.ts';
import { useDuration } from '../../app/use-duration.ts';
import { useNow } from '../../app/use-now.ts';
import { Chip } from '../../ui/chip.tsx';
import { Ltr } from '../../ui/ltr.tsx';
import classes from './network.module.css';

export type Peer = ApiOutputs['sync']['peers'][number];

const agreeingMs = 5000;

const columns = [
  'code',
  'name',
  'state',
  'behind',
  'ahead',
  'clock',
  'roundTrip',
  'version',
  'address',
] as const;

const dash = <span className={classes.quiet}>—</span>;

function State({ peer }: { readonly peer: Peer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (peer.self) return <span className={classes.quiet}>{t('network.self')}</span>;
  if (peer.connected) {
    return (
      <Chip tone="green" dot>
        {t('network.connected')}
      </Chip>
    );
  }
  const seen =
    peer.lastSeenAt === null
      ? t('network.neverSeen')
      : t('network.seen', { when: format.relative(peer.lastSeenAt, now) });
  return <Chip tone="amber">{seen}</Chip>;
}

function Changes({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  if (count === 0) return <span className={classes.quiet}>{t('network.upToDate')}</span>;
  return <>{t('network.changes', { count })}</>;
}

function Clock({ offsetMs }: { readonly offsetMs: number | null }) {
  const { t } = useTranslation();
  const duration = useDuration();
  if (offsetMs === null) return dash;
  if (Math.abs(offsetMs) < agreeingMs) return <span className={classes.quiet}>{t('network.clockFits')}</span>;
  const key = offsetMs > 0 ? 'network.clockSlow' : 'network.clockFast';
  return <Chip tone="amber">{t(key, { duration: duration(Math.abs(offsetMs)) })}</Chip>;
}

function DeviceRow({ peer }: { readonly peer: Peer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const roundTrip = peer.roundTripMs === null ? null : Math.max(1, Math.round(peer.roundTripMs));
  return (
    <tr>
      <td className={classes.code}>{peer.code === null ? dash : format.digits(peer.code)}</td>
      <td>
        <span className={classes.name}>
          <bdi>{peer.name}</bdi>
          {peer.role === 'hub' ? (
            <Chip tone="accent" small>
              {t('network.hub')}
            </Chip>
          ) : null}
        </span>
      </td>
      <td>
        <State peer={peer} />
      </td>
      <td>{peer.self ? dash : <Changes count={peer.behind} />}</td>
      <td>{peer.self ? dash : <Changes count={peer.ahead} />}</td>
      <td>{peer.self ? dash : <Clock offsetMs={peer.clockOffsetMs} />}</td>
      <td>{roundTrip === null ? dash : t('common.time.milliseconds', { value: roundTrip })}</td>
      <td>{peer.appVersion === null ? dash : <Ltr>{peer.appVersion}</Ltr>}</td>
      <td>{peer.address === null ? dash : <Ltr className={classes.quiet}>{peer.address}</Ltr>}</td>
    </tr>
  );
}

/** This PC first, then the hub, then by code. */
const rank = (peer: Peer) => (peer.self ? -2 : peer.role === 'hub' ? -1 : (peer.code ?? 1000));

export function DeviceTable({ peers }: { readonly peers: readonly Peer[] }) {
  const { t } = useTranslation();
  return (
    <div className={classes.tableBox}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`network.columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {peers
            .toSorted((a, b) => rank(a) - rank(b))
            .map((peer) => (
              <DeviceRow key={peer.deviceId} peer={peer} />
            ))}
        </tbody>
      </table>
    </div>
  );
}
