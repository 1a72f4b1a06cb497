// The tokens of the look, as Mantine's theme and as `--pd-*` variables for our own styles.
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  mergeThemeOverrides,
  rem,
} from '@mantine/core';

type Tokens = Readonly<Record<(typeof tokenNames)[number], string>>;

const tokenNames = [
  'bg',
  'panel',
  'line',
  'ink',
  'muted',
  'accent',
  'accent-hover',
  'on-accent',
  'accent-soft',
  'accent-line',
  'red',
  'red-soft',
  'red-line',
  'amber',
  'amber-soft',
  'amber-line',
  'green',
  'green-soft',
  'blue',
  'blue-soft',
  'violet',
  'violet-soft',
  'neutral-soft',
  'note-soft',
  'note-line',
] as const;

export const lightTokens: Tokens = {
  bg: '#f6f7f9',
  panel: '#ffffff',
  line: '#e6e8ec',
  ink: '#1b2130',
  // A touch darker than the `#667085` of the picture, which reaches 4.3:1 only on a selected row.
  muted: '#626b80',
  accent: '#0f6e66',
  'accent-hover': '#0b5a54',
  'on-accent': '#ffffff',
  'accent-soft': '#e3f2f0',
  'accent-line': '#c4e2de',
  red: '#c8321f',
  'red-soft': '#fdecea',
  'red-line': '#f3c6bf',
  amber: '#a15c07',
  'amber-soft': '#fdf3e1',
  'amber-line': '#f0dcb4',
  green: '#1d7a3f',
  'green-soft': '#e7f5ec',
  blue: '#2457c5',
  'blue-soft': '#e8effd',
  violet: '#6b3fb5',
  'violet-soft': '#efe8fb',
  'neutral-soft': '#eef0f4',
  'note-soft': '#fffbe8',
  'note-line': '#f0e3a8',
};

export const darkTokens: Tokens = {
  bg: '#14171c',
  panel: '#1b1f26',
  line: '#2b313b',
  ink: '#e8ebf0',
  muted: '#9aa4b2',
  accent: '#3fb5a8',
  'accent-hover': '#5cc7bb',
  'on-accent': '#0d1a19',
  'accent-soft': '#173633',
  'accent-line': '#24524d',
  red: '#ff8a78',
  'red-soft': '#3a1d1a',
  'red-line': '#5c2b25',
  amber: '#f0b35a',
  'amber-soft': '#33260f',
  'amber-line': '#573f14',
  green: '#6fcf97',
  'green-soft': '#142c1e',
  blue: '#8fb2ff',
  'blue-soft': '#1a2640',
  violet: '#c3a6f5',
  'violet-soft': '#2d2140',
  'neutral-soft': '#252b34',
  'note-soft': '#1f1d12',
  'note-line': '#6b5a1f',
};

/** Mantine asks for ten shades; what is seen comes from the variables below. */
const accentShades = [
  '#e3f2f0',
  '#c4e2de',
  '#9fd0ca',
  '#78beb5',
  '#3fb5a8',
  '#2a948a',
  '#0f6e66',
  '#0b5a54',
  '#084743',
  '#173633',
] as const;

/** Mantine's own greys are warm and neutral; inputs and borders take these. */
const darkShades = [
  darkTokens.ink,
  '#c6ccd5',
  darkTokens.muted,
  '#76808f',
  '#3a424e',
  '#252b34',
  darkTokens.bg,
  darkTokens.panel,
  '#101318',
  '#0b0d11',
] as const;

const greyShades = [
  lightTokens.bg,
  lightTokens['neutral-soft'],
  lightTokens.line,
  '#d5d9e0',
  '#c3c8d2',
  '#98a1b0',
  lightTokens.muted,
  '#4d576a',
  '#333c4d',
  lightTokens.ink,
] as const;

const own = (tokens: Tokens) => Object.fromEntries(tokenNames.map((name) => [`--pd-${name}`, tokens[name]]));

/** The four roles that a Mantine colour plays, taken from our tokens. */
function coloursOf(tokens: Tokens): Record<string, string> {
  const soft = { paydar: 'accent', red: 'red', yellow: 'amber', green: 'green', blue: 'blue' } as const;
  return Object.fromEntries(
    Object.entries(soft).flatMap(([colour, token]) => [
      [`--mantine-color-${colour}-text`, tokens[token]],
      [`--mantine-color-${colour}-filled`, tokens[token]],
      [`--mantine-color-${colour}-filled-hover`, token === 'accent' ? tokens['accent-hover'] : tokens[token]],
      [`--mantine-color-${colour}-light`, tokens[`${token}-soft`]],
      [
        `--mantine-color-${colour}-light-hover`,
        token === 'accent' ? tokens['accent-line'] : tokens[`${token}-soft`],
      ],
      [`--mantine-color-${colour}-light-color`, tokens[token]],
      [`--mantine-color-${colour}-outline`, tokens[token]],
    ]),
  );
}

const mantineOf = (tokens: Tokens): Record<string, string> => ({
  ...own(tokens),
  ...coloursOf(tokens),
  '--mantine-primary-color-contrast': tokens['on-accent'],
  '--mantine-color-text': tokens.ink,
  '--mantine-color-bright': tokens.ink,
  '--mantine-color-body': tokens.panel,
  '--mantine-color-dimmed': tokens.muted,
  '--mantine-color-placeholder': tokens.muted,
  '--mantine-color-error': tokens.red,
  '--mantine-color-success': tokens.green,
  '--mantine-color-anchor': tokens.accent,
  '--mantine-color-default': tokens.panel,
  '--mantine-color-default-hover': tokens.bg,
  '--mantine-color-default-color': tokens.ink,
  '--mantine-color-default-border': tokens.line,
  '--mantine-color-disabled': tokens['neutral-soft'],
  '--mantine-color-disabled-color': tokens.muted,
  '--mantine-color-disabled-border': tokens.line,
});

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: mantineOf(lightTokens),
  dark: mantineOf(darkTokens),
});

const fontFamily = "'Vazirmatn Variable', 'Vazirmatn', system-ui, sans-serif";

const theme = createTheme({
  primaryColor: 'paydar',
  colors: { paydar: accentShades, dark: darkShades, gray: greyShades },
  primaryShade: { light: 6, dark: 4 },
  fontFamily,
  headings: { fontFamily, fontWeight: '700' },
  fontSizes: { xs: rem(11), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(20) },
  lineHeights: { xs: '1.45', sm: '1.54', md: '1.43', lg: '1.5', xl: '1.4' },
  spacing: { xs: rem(8), sm: rem(12), md: rem(16), lg: rem(24), xl: rem(32) },
  radius: { xs: rem(4), sm: rem(6), md: rem(8), lg: rem(12), xl: rem(16) },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input);
    // White on the light accent of the dark theme would not be readable.
    return input.variant === 'filled' ? { ...colours, color: 'var(--pd-on-accent)' } : colours;
  },
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { label: { fontWeight: 600 } } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false } },
    Textarea: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    // A dialog's head is no second banner of the page.
    ModalHeader: { defaultProps: { component: 'div' } },
    Modal: {
      defaultProps: {
        radius: 'lg',
        transitionProps: { duration: 80 },
        overlayProps: { backgroundOpacity: 0.35 },
      },
    },
    SegmentedControl: {
      styles: {
        root: { background: 'var(--pd-neutral-soft)' },
        indicator: { background: 'var(--pd-panel)' },
      },
    },
    Menu: { defaultProps: { transitionProps: { duration: 60 }, shadow: 'md' } },
  },
});

/** The theme, with what Mantine's own buttons are called in the language of the window. */
export const themeIn = (words: { readonly close: string; readonly showPassword: string }) => {
  const label = { 'aria-label': words.close };
  return mergeThemeOverrides(
    theme,
    createTheme({
      components: {
        ModalCloseButton: { defaultProps: label },
        Notification: { defaultProps: { closeButtonProps: label } },
        PasswordInput: {
          defaultProps: { visibilityToggleButtonProps: { 'aria-label': words.showPassword } },
        },
      },
    }),
  );
};
