// Numbers as people read them. The rule (half away from zero on the exact double) is that of lstm_viz/rounding.py, and
// tests/vectors/rounding.json holds both to it. `toFixed` follows it; `Intl.NumberFormat` does not (it gives 1.005 → 1.01).

const MINUS = "\u2212";

/** A computed number with exactly `decimals` decimals. */
export function shown(x, decimals) {
  const magnitude = Math.abs(x);
  const digits = magnitude < 1e21 ? magnitude.toFixed(decimals) : `${BigInt(magnitude)}.${"0".repeat(decimals)}`;
  return (x < 0 && /[1-9]/.test(digits) ? MINUS : "") + digits;
}

/** A given number (input, weight): at most `decimals` decimals, no zeros at the end. */
export function given(x, decimals) {
  const digits = shown(x, decimals).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return digits === `${MINUS}0` ? "0" : digits;
}

/** How many decimals a column of given numbers needs, so that it aligns at the decimal point. */
export function decimalsOf(column, most) {
  return Math.max(0, ...Array.from(column, (x) => (given(x, most).split(".")[1] ?? "").length));
}

/** A share as whole per cent; what is not quite all or nothing does not read as if it were. */
export function percent(share) {
  if (share > 0 && share < 0.005) return "< 1";
  if (share < 1 && share >= 0.995) return "> 99";
  return (share * 100).toFixed(0);
}

/** 12 → '₁₂' */
export const subscript = (n) => String(n).replace(/\d/g, (d) => String.fromCharCode(0x2080 + Number(d)));

/** A number that follows an operator: a negative one stands in brackets. */
export const bracketed = (text) => (text.startsWith(MINUS) ? `(${text})` : text);
