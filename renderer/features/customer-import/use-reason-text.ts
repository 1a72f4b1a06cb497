import { useTranslation } from 'react-i18next';
import { customerImport } from '../../../shared/i18n/fa/import.ts';

type Reason = keyof typeof customerImport.reasons;

const isReason = (code: string): code is Reason => Object.hasOwn(customerImport.reasons, code);

/** The code of an issue in words. A code that this version does not know is shown as it is. */
export function useReasonText(): (code: string) => string {
  const { t } = useTranslation();
  return (code) => (isReason(code) ? t(`import.reasons.${code}`) : t('import.issueOther', { code }));
}
