// Text onto the clipboard, also where the browser withholds its clipboard (plain http in a classroom).

import { h } from "./dom.js";

/** Whether `text` was copied; the focus stays where it was. */
export async function copy(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* no permission, or not a secure page */ }
  const focused = document.activeElement;
  const field = h("textarea", { class: "lv-hidden", "aria-hidden": "true", text });
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy"); // the only way left
  field.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}
