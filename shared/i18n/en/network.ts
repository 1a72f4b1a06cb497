import type { network as master } from '../fa/network.ts';
import type { English } from '../translation.ts';

export const network: English<typeof master> = {
  title: 'Network',
};
