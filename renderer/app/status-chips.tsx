// The header's honest part: who is seen, what exists here only, what waits for a decision.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../shared/contract/index.ts';
import { Chip, type Tone } from '../ui/chip.tsx';
import { PlainButton } from '../ui/plain-button.tsx';
import { api } from './api.ts';
import type { Translate } from './i18n.ts';
import { goToScreen } from './navigation.ts';
import classes from './shell.module.css';
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

/** A fact in full, and in few words where the window is narrow. */
function Fact({ tone, full, short }: { readonly tone: Tone; readonly full: string; readonly short: string }) {
  return (
    <Chip tone={tone} title={full}>
      <span className={classes.wide}>{full}</span>
      <span className={classes.narrow}>{short}</span>
    </Chip>
  );
}

function ClockChip({ offsetMs }: { readonly offsetMs: number }) {
  const { t } = useTranslation();
  const duration = useDuration();
  if (Math.abs(offsetMs) < tolerableOffsetMs) return null;
  const words = { duration: duration(Math.abs(offsetMs)) };
  const key = offsetMs > 0 ? 'clockBehind' : 'clockAhead';
  return (
    <Fact tone="red" full={t(`shell.status.${key}`, words)} short={t(`shell.status.short.${key}`, words)} />
  );
}

export function StatusChips() {
  const { t } = useTranslation();
  const { data: status } = useSyncStatus();
  if (!status) return null;
  const { tone, text } = reach(status, t);
  const inSync = tone === 'green' && status.onlyHere === 0 && status.peers > 0;
  const said = inSync ? `${text} · ${t('shell.status.inSync')}` : text;
  return (
    <>
      {status.clockOffsetMs === null ? null : <ClockChip offsetMs={status.clockOffsetMs} />}
      {status.openConflicts > 0 ? (
        <PlainButton onClick={() => goToScreen('conflicts')}>
          <Chip tone="amber">{t('shell.status.conflicts', { count: status.openConflicts })}</Chip>
        </PlainButton>
      ) : null}
      {status.onlyHere > 0 ? (
        <Fact
          tone="amber"
          full={t('shell.status.onlyHere', { count: status.onlyHere })}
          short={t('shell.status.short.onlyHere', { n: status.onlyHere })}
        />
      ) : null}
      <PlainButton onClick={() => goToScreen('network')} label={`${t('shell.status.label')}: ${said}`}>
        <Chip tone={tone} dot>
          {text}
          {inSync ? <span className={classes.wide}> · {t('shell.status.inSync')}</span> : null}
        </Chip>
      </PlainButton>
    </>
  );
}
