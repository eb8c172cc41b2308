import {
  createTheme,
  defaultVariantColorsResolver,
  Drawer,
  Modal,
  Tooltip,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

const GREYS: MantineColorsTuple = [
  "#f3f5f4", "#e9edeb", "#d8dedb", "#b9c2bf", "#8a9794", "#5d6b69", "#3f4f4d", "#2b3b39", "#1b2927", "#12201f",
]; // prettier-ignore

/** Colours of buttons from our tokens, so that light and dark need no second table. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const bad = input.color === "bad";
  const [solid, solidHover, onSolid] = bad ? ["--bad", "--bad-hover", "--on-bad"] : ["--ink", "--ink-hover", "--on-ink"];
  const clear = { background: "transparent", border: "1px solid transparent", color: `var(${solid})` };
  switch (input.variant) {
    case "filled":
      return { background: `var(${solid})`, hover: `var(${solidHover})`, color: `var(${onSolid})`, border: "1px solid transparent" };
    case "default":
      return {
        background: "var(--sheet)",
        hover: "var(--sunk)",
        color: `var(${solid})`,
        border: "1px solid var(--line-strong)",
      };
    case "subtle":
      return { ...clear, hover: "var(--sunk)" };
    default:
      return defaultVariantColorsResolver(input);
  }
};

/** The scroll lock of dialogs is off: it writes a style element, and the page behind does not scroll (the shell does). */
export const theme = createTheme({
  colors: { ink: GREYS, bad: GREYS },
  primaryColor: "ink",
  primaryShade: 9,
  fontFamily: "var(--sans)",
  fontFamilyMonospace: "var(--mono)",
  defaultRadius: "var(--round)",
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true, overlayProps: { color: "var(--veil)", backgroundOpacity: 1 } } }),
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false, position: "right", overlayProps: { color: "var(--veil)", backgroundOpacity: 1 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
  },
});
