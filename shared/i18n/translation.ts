/**
 * The shape of a translation of the Persian master: the same keys, and for a text that counts
 * (`…_one`, `…_other`) every plural form that the language has. A missing key is a type error.
 */

type PluralBase<Key> = Key extends `${infer Base}_other` ? Base : never;

type Same<Master> = {
  readonly [Key in keyof Master]: Master[Key] extends string ? string : Same<Master[Key]>;
};

/** English has the two forms of the master. */
export type English<Master> = Same<Master>;

type ArabicForm = 'zero' | 'two' | 'few' | 'many';

/** Arabic has six (Unicode CLDR plural rules). */
export type Arabic<Master> = {
  readonly [Key in keyof Master]: Master[Key] extends string ? string : Arabic<Master[Key]>;
} & { readonly [Key in `${PluralBase<keyof Master>}_${ArabicForm}`]: string };
