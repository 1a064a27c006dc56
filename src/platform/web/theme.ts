import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Ten steps of the accent, light to dark; the tokens in tokens.css name the ones that text and surfaces use. */
const accent: MantineColorsTuple = [
  '#e3f1ef',
  '#c9e5e1',
  '#9dd0c9',
  '#6fbab0',
  '#46a498',
  '#258b7f',
  '#0f6b63',
  '#0d5f58',
  '#0a524c',
  '#073f3b',
];

const CLOSABLE = { closeButtonProps: { 'aria-label': 'Close' } };
/** The head of a dialog is not a second banner of the page. */
const PLAIN_HEAD = { defaultProps: { role: 'presentation' } };

/** The library dressed in our tokens. */
export const theme = createTheme({
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  colors: { accent },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  autoContrast: true,
  defaultRadius: 'sm',
  radius: { xs: '4px', sm: '6px', md: '10px' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1.0625rem' },
  headings: { fontWeight: '600' },
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } },
    Modal: { defaultProps: { ...CLOSABLE, centered: true, radius: 'md', transitionProps: { duration: 140 } } },
    Drawer: { defaultProps: { ...CLOSABLE, position: 'right', size: 'lg', transitionProps: { duration: 160 } } },
    ModalHeader: PLAIN_HEAD,
    DrawerHeader: PLAIN_HEAD,
    Tooltip: { defaultProps: { openDelay: 250, transitionProps: { duration: 100 } } },
  },
});
