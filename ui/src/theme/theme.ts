// Mantine's theme: one accent (deep teal), greys with a hint of blue, small radius. Tokens of our own are in tokens.css.
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const teal: MantineColorsTuple = [
  "#e9f7f5", "#d2ece8", "#a6d9d2", "#74c3b9", "#47ab9f", "#23978b", "#0f7f75", "#0b6b63", "#085850", "#04453f",
];
const slate: MantineColorsTuple = [
  "#f7f8fa", "#eef0f3", "#e1e5ea", "#cfd5dd", "#aab3bf", "#848f9d", "#626d7b", "#4a5462", "#333b47", "#1d232c",
];
const dark: MantineColorsTuple = [
  "#d5dae1", "#b4bcc7", "#929cab", "#6b7685", "#434c59", "#303843", "#222932", "#181d24", "#12161c", "#0c0f13",
];

export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: { light: 7, dark: 6 },
  colors: { teal, gray: slate, dark },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.45", lg: "1.45", xl: "1.3" },
  defaultRadius: 6,
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  headings: { fontWeight: "600", sizes: { h1: { fontSize: "20px" }, h2: { fontSize: "15px" }, h3: { fontSize: "14px" } } },
  components: {
    Tooltip: { defaultProps: { openDelay: 250, withinPortal: true, fz: 12 } },
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 90 } } },
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs" } },
    NumberInput: { defaultProps: { size: "xs" } },
    SegmentedControl: { defaultProps: { size: "xs" } },
    Checkbox: { defaultProps: { size: "xs" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Modal: { defaultProps: { transitionProps: { duration: 90 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
  },
});
