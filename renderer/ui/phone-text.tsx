import { useFormat } from '../app/format.ts';
import { Ltr } from './ltr.tsx';

type PhoneTextProps = {
  /** E.164, or as typed where it could not be read. */
  readonly phone: string;
  readonly className?: string | undefined;
};

export function PhoneText({ phone, className }: PhoneTextProps) {
  const format = useFormat();
  return <Ltr className={className}>{format.phone(phone)}</Ltr>;
}
