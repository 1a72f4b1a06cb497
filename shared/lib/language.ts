/** The languages of the interface and of customers: Persian, Arabic, English. */
export const languages = ['fa', 'ar', 'en'] as const;

export type Language = (typeof languages)[number];
