// A small card that a button opens: the browser closes it by Escape and by a click elsewhere.

import { h } from "./dom.js";

/** A button with its card; `fill()` gives the card's content each time it opens. */
export function popover(label, face, fill, className = "") {
  const card = h("div", { popover: "auto", class: `lv-popover ${className}`, role: "dialog", "aria-label": label });
  const button = h("button", { type: "button", class: "lv-button", "aria-label": label, title: label, "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => card.togglePopover({ source: button }) }, face);
  card.addEventListener("beforetoggle", ({ newState }) => { if (newState === "open") card.replaceChildren(...fill(card)); });
  card.addEventListener("toggle", ({ newState }) => {
    button.setAttribute("aria-expanded", String(newState === "open"));
    if (newState !== "open") return;
    const at = button.getBoundingClientRect(), { offsetWidth: width, offsetHeight: height } = card;
    card.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
    const below = at.bottom + 4, above = at.top - height - 4, lowest = window.innerHeight - height - 8;
    card.style.top = `${Math.max(8, below <= lowest ? below : above >= 8 ? above : lowest)}px`;
    card.querySelector("button, input, select")?.focus();
  });
  return { button, card, close: () => { if (card.matches(":popover-open")) card.hidePopover(); } };
}
