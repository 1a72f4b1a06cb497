// The state of the network in sentences.
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { useFormat } from '../../app/format.ts';
import { useDuration } from '../../app/use-duration.ts';
import { useNow } from '../../app/use-now.ts';
import classes from './network.module.css';

type SyncStatus = ApiOutputs['sync']['status'];

type Fact = { readonly tone: 'green' | 'amber' | 'red' | 'neutral'; readonly text: string };

/** Within this, two clocks agree for every purpose of a call centre. */
const agreeingMs = 5000;
const harmfulMs = 2 * 60_000;

function useHubFact(status: SyncStatus): Fact {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (status.role === 'hub') return { tone: 'green', text: t('network.facts.hubSelf') };
  if (status.hubSeen) return { tone: 'green', text: t('network.facts.hubSeen') };
  if (status.hubLastSeenAt === null) return { tone: 'amber', text: t('network.facts.hubNever') };
  const when = format.relative(status.hubLastSeenAt, now);
  return { tone: 'amber', text: t('network.facts.hubLost', { when }) };
}

function useClockFact(offsetMs: number | null): Fact {
  const { t } = useTranslation();
  const duration = useDuration();
  if (offsetMs === null) return { tone: 'neutral', text: t('network.facts.clockUnknown') };
  const distance = Math.abs(offsetMs);
  if (distance < agreeingMs) return { tone: 'green', text: t('network.facts.clockFits') };
  const key = offsetMs > 0 ? 'shell.status.clockBehind' : 'shell.status.clockAhead';
  return { tone: distance < harmfulMs ? 'amber' : 'red', text: t(key, { duration: duration(distance) }) };
}

export function NetworkFacts({ status }: { readonly status: SyncStatus }) {
  const { t } = useTranslation();
  const facts: readonly Fact[] = [
    useHubFact(status),
    status.peers > 0
      ? { tone: 'green', text: t('network.facts.peers', { count: status.peers }) }
      : { tone: 'amber', text: t('network.facts.noPeers') },
    status.onlyHere > 0
      ? { tone: 'amber', text: t('network.facts.onlyHere', { count: status.onlyHere }) }
      : { tone: 'green', text: t('network.facts.nothingOnlyHere') },
    useClockFact(status.clockOffsetMs),
  ];
  return (
    <ul className={classes.facts}>
      {facts.map(({ tone, text }) => (
        <li key={text}>
          <span className={classes.mark} data-tone={tone} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}
