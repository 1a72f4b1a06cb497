/**
 * Characters that come along when a text is copied and say nothing in a number, a date or an address: zero-width
 * space and joiners, direction marks and isolates, soft hyphen, byte order mark. Words need them: a zero-width
 * non-joiner parts «می‌شود», so search keys treat it as a space.
 */
const invisibleMarks = /[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\u00ad\ufeff]/g;

export const withoutInvisibleMarks = (text: string): string => text.replace(invisibleMarks, '');
