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

/** A phone number, a code or an address: keeps its own order inside right-to-left text. */
export function Ltr({ children, className }: LtrProps) {
  return (
    <bdi dir="ltr" className={className} onCopy={copyAscii}>
      {children}
    </bdi>
  );
}
