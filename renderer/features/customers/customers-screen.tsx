import { useTranslation } from 'react-i18next';
import { useNavigation } from '../../app/navigation.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { CustomerBrowser } from './customer-browser.tsx';
import { CustomerDesk } from './customer-desk.tsx';
import classes from './customers.module.css';
import { NewCustomerDialog } from './new-customer.tsx';

/** Everyone, and the one who is on the line. */
export default function CustomersScreen() {
  const { t } = useTranslation();
  const customerId = useNavigation(({ place }) => place.customerId);
  return (
    <div className={classes.screen}>
      <CustomerBrowser />
      <NewCustomerDialog />
      {customerId === undefined ? (
        <div className={classes.nobody}>
          <EmptyState title={t('customers.choose.title')} text={t('customers.choose.body')} />
        </div>
      ) : (
        <CustomerDesk key={customerId} customerId={customerId} />
      )}
    </div>
  );
}
