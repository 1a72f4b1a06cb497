import { implement } from '@orpc/server';
import { contract } from '../../../shared/contract/index.ts';
import { failureOf } from './answer.ts';
import type { CoreServices } from './context.ts';

/** The contract, ready to be filled in: every failure on the way becomes one that the contract knows. */
export const createImplementer = ({
  onFault,
  isRestarting,
}: Pick<CoreServices, 'onFault' | 'isRestarting'>) =>
  implement(contract).use(async ({ next }) => {
    try {
      await isRestarting();
      return await next();
    } catch (cause) {
      throw failureOf(cause, onFault);
    }
  });

export type Implementer = ReturnType<typeof createImplementer>;
