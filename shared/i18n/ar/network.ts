import type { network as master } from '../fa/network.ts';
import type { Arabic } from '../translation.ts';

export const network: Arabic<typeof master> = {
  title: 'الشبكة',
};
