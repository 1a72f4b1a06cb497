import { useNavigation } from '../../app/navigation.ts';
import { CustomerBrowser } from './customer-browser.tsx';
import { CustomerDesk } from './customer-desk.tsx';
import classes from './customers.module.css';
import { NewCustomerDialog } from './new-customer.tsx';

/** Everyone, and the one who is on the line. */
export default function CustomersScreen() {
  const customerId = useNavigation(({ place }) => place.customerId);
  return (
    <div className={classes.screen}>
      <CustomerBrowser />
      <NewCustomerDialog />
      {customerId === undefined ? (
        // Only while there is nobody: the list beside it says what fills it.
        <div className={classes.nobody} />
      ) : (
        <CustomerDesk key={customerId} customerId={customerId} />
      )}
    </div>
  );
}
