// For values in the middle of a sentence: Unicode isolates, so that neither turns the other round (UAX #9).

/** A name or another text of people: keeps its own direction. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;

/** A path or an address: left to right. */
export const isolatedLtr = (text: string): string => `\u2066${text}\u2069`;

/** A code or number: also held in its order, since Arabic digits would otherwise turn round at every hyphen. */
export const isolatedNumber = (text: string): string => `\u2066\u202d${text}\u202c\u2069`;
