import { useEffect, useState } from 'react';
import classes from './ui.module.css';

const appearsAfterMs = 150;

type ListSkeletonProps = {
  readonly rows?: number;
  /** Pixels, the same as the rows that will come, so that nothing jumps. */
  readonly rowHeight?: number;
};

/** What stands where a list will be. A list that arrives within 150 ms shows nothing before it. */
export function ListSkeleton({ rows = 8, rowHeight = 59 }: ListSkeletonProps) {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), appearsAfterMs);
    return () => clearTimeout(timer);
  }, []);
  if (!visible) return null;
  return (
    <div aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all the same and never move
        <div key={row} className={classes.skeletonRow} style={{ blockSize: rowHeight }}>
          <span className={classes.skeletonSquare} />
          <span style={{ flex: 1, display: 'grid', gap: 8 }}>
            <span className={classes.skeletonBar} style={{ inlineSize: `${36 + ((row * 17) % 28)}%` }} />
            <span className={classes.skeletonBar} style={{ inlineSize: `${52 + ((row * 23) % 36)}%` }} />
          </span>
        </div>
      ))}
    </div>
  );
}
