/** Inputs that stand among values: low, but with the letters of the values around them. */
export const compactField = {
  size: 'xs',
  styles: {
    input: { fontSize: 13 },
    description: { fontSize: 12 },
    error: { fontSize: 12 },
    label: { fontSize: 12 },
  },
} as const;
