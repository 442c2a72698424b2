// Numbers as people read them. The rule (half away from zero on the exact double) is that of lstm_viz/rounding.py, and
// tests/vectors/rounding.json holds both to it. `toFixed` follows it; `Intl.NumberFormat` does not (it gives 1.005 → 1.01).

const MINUS = "\u2212";
const SHORT = 7; // characters: 0.00001, 1000000, 123.456

/** A computed number with exactly `decimals` decimals. */
export function shown(x, decimals) {
  const magnitude = Math.abs(x);
  const digits = magnitude < 1e21 ? magnitude.toFixed(decimals) : `${BigInt(magnitude)}.${"0".repeat(decimals)}`;
  return (x < 0 && /[1-9]/.test(digits) ? MINUS : "") + digits;
}

/** A given number (input, weight): as it was given if that is short, else at most `decimals` decimals; never a false 0. */
export function given(x, decimals) {
  if (String(Math.abs(x)).length <= SHORT) return String(x === 0 ? 0 : x).replace(/-/g, MINUS);
  const digits = shown(x, decimals).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return digits === "0" ? x.toExponential(1).replace(/-/g, MINUS) : digits;
}

/** Given numbers as a column that aligns at the decimal point: spaces as wide as a point or a digit fill up the right. */
export function column(numbers, decimals) {
  const texts = Array.from(numbers, (x) => given(x, decimals));
  const tails = texts.map((text) => (text.match(/\.\d*$/) ?? [""])[0].length);
  const longest = Math.max(...tails);
  const filled = (text, tail) => (tail ? text : `${text}\u2008`) + "\u2007".repeat(longest - Math.max(tail, 1));
  return longest ? texts.map((text, k) => filled(text, tails[k])) : texts;
}

/** A share as whole per cent; what is not quite all or nothing does not read as if it were. */
export function percent(share) {
  if (share > 0 && share < 0.005) return "< 1";
  if (share < 1 && share >= 0.995) return "> 99";
  return (Number(share.toFixed(2)) * 100).toFixed(0); // rounded as the share itself would be
}

/** 12 → '₁₂' */
export const subscript = (n) => String(n).replace(/\d/g, (d) => String.fromCharCode(0x2080 + Number(d)));

/** 12 → '⁽¹²⁾', the upper index of a unit */
export const superscript = (n) => `⁽${String(n).replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d])}⁾`;

/** A number that follows an operator: a negative one stands in brackets. */
export const bracketed = (text) => (text.startsWith(MINUS) ? `(${text})` : text);
