import { describe, expect, it } from 'vitest';
import { darkTokens, lightTokens } from './theme.ts';

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const surfaces = ['bg', 'panel', 'accent-soft', 'neutral-soft'] as const;
const tones = ['accent', 'red', 'amber', 'green', 'blue', 'violet'] as const;

describe.each([
  ['light', lightTokens],
  ['dark', darkTokens],
] as const)('the %s theme', (_name, tokens) => {
  it.each(surfaces)('is readable on %s (WCAG AA, 4.5:1)', (surface) => {
    const measured = (['ink', 'muted'] as const).map((ink) => [ink, contrast(tokens[ink], tokens[surface])]);
    expect(measured.filter(([, ratio]) => Number(ratio) < 4.5)).toEqual([]);
  });

  it.each(tones)('is readable in %s on its own soft colour, on paper and on the page', (tone) => {
    const grounds = [tokens[`${tone}-soft`], tokens.panel, tokens.bg];
    expect(grounds.filter((ground) => contrast(tokens[tone], ground) < 4.5)).toEqual([]);
  });

  it('has readable buttons and badges', () => {
    expect(contrast(tokens['on-accent'], tokens.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens['on-accent'], tokens['accent-hover'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens.panel, tokens.red)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens.ink, tokens['note-soft'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens.muted, tokens['note-soft'])).toBeGreaterThanOrEqual(4.5);
  });
});
