import { contractError } from './answer.ts';
import type { FileRights, SessionHolder } from './context.ts';

/** Refuses a path that nobody gave to this connection for this use. */
export const mustBeGiven = async (
  { files }: SessionHolder,
  path: string,
  use: keyof FileRights,
): Promise<void> => {
  if (files !== undefined && !(await files[use](path)))
    throw contractError({ code: 'file-not-found', data: { path } });
};
