import type { ClipboardEvent, ReactNode } from 'react';
import { toAsciiDigits } from '../../shared/rules/digits.ts';

type LtrProps = { readonly children: ReactNode; readonly className?: string | undefined };

/** F-74: what is copied can be dialled and pasted anywhere, so it leaves in ASCII digits. */
function copyAscii(event: ClipboardEvent): void {
  const selected = window.getSelection()?.toString();
  if (!selected) return;
  event.clipboardData.setData('text/plain', toAsciiDigits(selected));
  event.preventDefault();
}

/**
 * Arabic digits (٠–٩) run right to left around a space or a hyphen even in left-to-right text (UAX #9, class AN):
 * a number without letters is therefore held in the order in which it is written.
 */
const needsOverride = (children: ReactNode): boolean =>
  typeof children === 'string' && !/\p{L}/u.test(children);

/** A phone number, a code or an address: keeps its own order inside right-to-left text. */
export function Ltr({ children, className }: LtrProps) {
  const style = needsOverride(children) ? ({ unicodeBidi: 'isolate-override' } as const) : undefined;
  return (
    <bdi dir="ltr" className={className} style={style} onCopy={copyAscii}>
      {children}
    </bdi>
  );
}
