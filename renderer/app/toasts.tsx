import { Notifications } from '@mantine/notifications';
import classes from './shell.module.css';

/** Pixels: narrower than the narrowest dialog, so that its close button stays free. */
const width = 340;

/** In the middle of the header, where nothing is pressed: never over a queue, a composer or a dialog's buttons. */
export function Toasts() {
  return (
    <Notifications
      position="top-center"
      containerWidth={width}
      limit={3}
      classNames={{ root: classes.toasts, notification: classes.toast }}
    />
  );
}
