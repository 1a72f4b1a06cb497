import { notifications } from '@mantine/notifications';

/** Copies and says so. Numbers leave in ASCII digits, so that they can be pasted anywhere (F-74). */
export function copyText(text: string, said: string): void {
  void navigator.clipboard.writeText(text).then(
    () => notifications.show({ message: said, autoClose: 2500 }),
    (error: unknown) => console.error('The clipboard refused the text.', error),
  );
}
