import classes from './ui.module.css';

type AvatarProps = {
  readonly name: string;
  /** Pixels. */
  readonly size?: number;
};

/** The first letter of the last name: Persian letters of two names beside each other would join. */
function initial(name: string): string {
  const last = name.trim().split(/\s+/).at(-1) ?? '';
  const [first = ''] = new Intl.Segmenter('fa').segment(last)[Symbol.iterator]().next().value?.segment ?? '';
  return first.toUpperCase();
}

export function Avatar({ name, size = 42 }: AvatarProps) {
  return (
    <span
      className={classes.avatar}
      aria-hidden="true"
      style={{ inlineSize: size, blockSize: size, fontSize: Math.round(size * 0.38) }}
    >
      {initial(name)}
    </span>
  );
}
