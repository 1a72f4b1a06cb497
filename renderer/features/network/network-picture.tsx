// Who is linked to this PC right now. Links between others are not known here, and not drawn.
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import type { Peer } from './device-table.tsx';
import classes from './network.module.css';

const width = 320;
const height = 210;
const centre = { x: width / 2, y: height / 2 + 8 };
const radius = { x: 122, y: 76 };
const nodeRadius = 19;

type Placed = { readonly peer: Peer; readonly x: number; readonly y: number };

/** Around this PC, the hub at the top. */
function place(others: readonly Peer[]): readonly Placed[] {
  const hubFirst = others.toSorted((a, b) => Number(b.role === 'hub') - Number(a.role === 'hub'));
  return hubFirst.map((peer, index) => {
    const angle = -Math.PI / 2 + (2 * Math.PI * index) / hubFirst.length;
    return { peer, x: centre.x + radius.x * Math.cos(angle), y: centre.y + radius.y * Math.sin(angle) };
  });
}

function Link({ peer, x, y }: Placed) {
  return (
    <line
      x1={centre.x}
      y1={centre.y}
      x2={x}
      y2={y}
      stroke={peer.connected ? 'var(--pd-green)' : 'var(--pd-muted)'}
      strokeWidth={peer.connected ? 2 : 1.5}
      strokeDasharray={peer.connected ? undefined : '4 5'}
    />
  );
}

function Node({ peer, x, y }: Placed) {
  const { t } = useTranslation();
  const format = useFormat();
  const fill = peer.self ? 'var(--pd-accent)' : 'var(--pd-panel)';
  const stroke = peer.self || peer.connected ? 'var(--pd-accent)' : 'var(--pd-muted)';
  const ink = peer.self ? 'var(--pd-on-accent)' : peer.connected ? 'var(--pd-ink)' : 'var(--pd-muted)';
  const label = peer.self ? t('network.self') : peer.role === 'hub' ? t('network.hub') : null;
  return (
    <g>
      <circle cx={x} cy={y} r={nodeRadius} fill={fill} stroke={stroke} strokeWidth={1.5} />
      <text x={x} y={y} style={{ fill: ink }}>
        {peer.code === null ? '؟' : format.digits(peer.code)}
      </text>
      {label ? (
        <text className={classes.label} x={x} y={y + (peer.self ? nodeRadius + 11 : -nodeRadius - 10)}>
          {label}
        </text>
      ) : null}
    </g>
  );
}

export function NetworkPicture({ peers }: { readonly peers: readonly Peer[] }) {
  const { t } = useTranslation();
  const self = peers.find((peer) => peer.self);
  const placed = place(peers.filter((peer) => !peer.self));
  const connected = placed.filter(({ peer }) => peer.connected).length;
  const title = t('network.picture', { connected, lost: placed.length - connected });
  return (
    <svg className={classes.picture} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
      <title>{title}</title>
      {placed.map((node) => (
        <Link key={node.peer.deviceId} {...node} />
      ))}
      {placed.map((node) => (
        <Node key={node.peer.deviceId} {...node} />
      ))}
      {self ? <Node peer={self} x={centre.x} y={centre.y} /> : null}
    </svg>
  );
}
