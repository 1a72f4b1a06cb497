/**
 * A code or number for the middle of a sentence: isolated, and held left to right, since Arabic digits would
 * otherwise turn round at every hyphen.
 */
export const isolatedNumber = (text: string): string => `\u2066\u202d${text}\u202c\u2069`;
