import { Notifications } from '@mantine/notifications';
import classes from './shell.module.css';

/** Pixels: narrower than the narrowest dialog, so that its close button stays free. */
const width = 340;

/** In the header, before the facts: never over a queue, a composer, a dialog's buttons or what is only here. */
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
