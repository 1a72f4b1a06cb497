import { useTranslation } from 'react-i18next';

export default function NetworkScreen() {
  const { t } = useTranslation();
  return <h1>{t('network.title')}</h1>;
}
