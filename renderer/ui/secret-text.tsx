import { Button, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './ui.module.css';

const groupLength = 4;

/** Groups of four when it comes as one piece: what is read aloud is read in groups. */
const grouped = (secret: string): string =>
  /[\s-]/.test(secret) ? secret : (secret.match(new RegExp(`.{1,${groupLength}}`, 'g')) ?? []).join('-');

/** A secret that people read to each other and type: large, grouped, copied with one click. */
export function SecretText({ secret }: { readonly secret: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.secretBox}>
      <code className={classes.secretText} dir="ltr">
        {grouped(secret)}
      </code>
      <CopyButton value={grouped(secret)}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="light" onClick={copy}>
            {copied ? t('common.copied') : t('common.copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
