import { z } from 'zod';

/** Counts how often a peer has told what it holds in this session; 0 is the opening. */
export const run = z.int().min(0);
