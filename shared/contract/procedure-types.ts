import type { ContractProcedure, InferSchemaOutput } from '@orpc/contract';

/** What a procedure's code receives: its input once parsed, defaults filled in. */
export type InputOf<P> =
  P extends ContractProcedure<infer I, infer _O, infer _E, infer _M> ? InferSchemaOutput<I> : never;

/** What a procedure answers. */
export type OutputOf<P> =
  P extends ContractProcedure<infer _I, infer O, infer _E, infer _M> ? InferSchemaOutput<O> : never;
