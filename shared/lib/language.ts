/** The languages of the interface: Persian, Arabic, English. */
export type Language = 'fa' | 'ar' | 'en';
