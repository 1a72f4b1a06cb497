import { useFormat } from '../app/format.ts';
import classes from './ui.module.css';

const labelByKey: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  alt: 'Alt',
  shift: '⇧',
  enter: '⏎',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  delete: 'Del',
  home: 'Home',
  end: 'End',
  space: 'Space',
};

type KbdProps = {
  /** As in an action: `mod+k`. */
  readonly keys: string;
};

/** Names the key of an action, on its button or in a list. */
export function Kbd({ keys }: KbdProps) {
  const format = useFormat();
  const parts = keys.split('+').map((part) => labelByKey[part.toLowerCase()] ?? part.toUpperCase());
  return (
    <kbd className={classes.kbd} dir="ltr">
      {format.digits(parts.join(' '))}
    </kbd>
  );
}
