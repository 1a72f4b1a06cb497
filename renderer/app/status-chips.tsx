// The header's honest part: who is seen, what exists here only, what waits for a decision.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../shared/contract/index.ts';
import { Chip, type Tone } from '../ui/chip.tsx';
import { PlainButton } from '../ui/plain-button.tsx';
import { api } from './api.ts';
import type { Translate } from './i18n.ts';
import { goToScreen } from './navigation.ts';
import { useDuration } from './use-duration.ts';

type SyncStatus = ApiOutputs['sync']['status'];

/** Below this, promises and deadlines are not touched by a wrong clock. */
const tolerableOffsetMs = 2 * 60_000;
/** Changes are told at once; this only bounds how long a lost message could mislead. */
const checkEveryMs = 5000;

export const useSyncStatus = () => useQuery(api.sync.status.queryOptions({ refetchInterval: checkEveryMs }));

function reach(status: SyncStatus, t: Translate): { readonly tone: Tone; readonly text: string } {
  if (status.role === 'hub') {
    return status.peers === 0
      ? { tone: 'green', text: t('shell.status.isHub') }
      : { tone: 'green', text: t('shell.status.isHubPeers', { count: status.peers }) };
  }
  const others = status.hubSeen ? status.peers - 1 : status.peers;
  if (!status.hubSeen) {
    return others > 0
      ? { tone: 'amber', text: t('shell.status.peersOnly', { count: others }) }
      : { tone: 'amber', text: t('shell.status.alone') };
  }
  return others > 0
    ? { tone: 'green', text: t('shell.status.hubAndPeers', { count: others }) }
    : { tone: 'green', text: t('shell.status.hubOnly') };
}

function ClockChip({ offsetMs }: { readonly offsetMs: number }) {
  const { t } = useTranslation();
  const duration = useDuration();
  if (Math.abs(offsetMs) < tolerableOffsetMs) return null;
  const key = offsetMs > 0 ? 'shell.status.clockBehind' : 'shell.status.clockAhead';
  return <Chip tone="red">{t(key, { duration: duration(Math.abs(offsetMs)) })}</Chip>;
}

export function StatusChips() {
  const { t } = useTranslation();
  const { data: status } = useSyncStatus();
  if (!status) return null;
  const { tone, text } = reach(status, t);
  const inSync = tone === 'green' && status.onlyHere === 0 && status.peers > 0;
  return (
    <>
      {status.clockOffsetMs === null ? null : <ClockChip offsetMs={status.clockOffsetMs} />}
      {status.openConflicts > 0 ? (
        <PlainButton onClick={() => goToScreen('conflicts')}>
          <Chip tone="amber">{t('shell.status.conflicts', { count: status.openConflicts })}</Chip>
        </PlainButton>
      ) : null}
      {status.onlyHere > 0 ? (
        <Chip tone="amber">{t('shell.status.onlyHere', { count: status.onlyHere })}</Chip>
      ) : null}
      <PlainButton onClick={() => goToScreen('network')} label={`${t('shell.status.label')}: ${text}`}>
        <Chip tone={tone} dot>
          {inSync ? `${text} · ${t('shell.status.inSync')}` : text}
        </Chip>
      </PlainButton>
    </>
  );
}
