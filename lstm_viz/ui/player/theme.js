// The colours of the page we stand in.

/** Set the palette's custom properties on `root`, and say which theme it is: 'light' or 'dark'. */
export function themed(root, palette) {
  const [r, g, b] = getComputedStyle(root).getPropertyValue("--st-background-color").match(/\w\w/g).map((x) => parseInt(x, 16));
  const theme = r * 0.3 + g * 0.6 + b * 0.1 > 127 ? "light" : "dark";
  for (const [name, value] of Object.entries(palette[theme])) root.style.setProperty(name, value);
  return theme;
}
