/** Of everybody in the sample call centre: it has nothing to protect, and the sign-in screen says it. */
export const samplePassword = 'paydar-1405';
