// Who signed in last on this PC: the name stands ready, the password never does.
const storageKey = 'paydar.last-name';

export const lastName = (): string => localStorage.getItem(storageKey) ?? '';

export const rememberName = (name: string): void => localStorage.setItem(storageKey, name);
