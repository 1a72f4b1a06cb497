import { useDirection } from '@mantine/core';
import { Notifications } from '@mantine/notifications';

/** Pixels: no wider than the pane that they lie on. */
const width = 290;

/** At the far end of the reading direction, where neither the queue nor the composer is. */
export function Toasts() {
  const { dir } = useDirection();
  return <Notifications position={dir === 'rtl' ? 'bottom-left' : 'bottom-right'} containerWidth={width} />;
}
