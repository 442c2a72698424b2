// The keyboard, wherever the focus is, unless the focused thing needs the key itself.

/** The action of a key press, or null. */
export function action(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case " ": return "toggle";
    case "ArrowRight": return event.shiftKey ? "nextStep" : "next";
    case "ArrowLeft": return event.shiftKey ? "previousStep" : "previous";
    case "Home": return "first";
    case "End": return "last";
    case "Enter": return "ask";
    default: return null;
  }
}

/** Whether `node` is written into: there, undoing is the browser's. */
const writes = (node) => node instanceof Element && node.closest('input:not([type="checkbox"], [type="range"], [type="file"]), textarea, [contenteditable="true"]') !== null;

/** Ctrl + Z is 'undo', with Shift (or Ctrl + Y) 'redo'; null for any other key. */
export function backOrForth({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (!(ctrlKey || metaKey) || altKey) return null;
  if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  return key.toLowerCase() === "y" ? "redo" : null;
}

/** Whether `node` (the focused one) uses the key itself: text fields, lists, sliders; buttons use Space. */
export function occupied(node, key) {
  if (!(node instanceof Element)) return false;
  if (node.closest(".scrub")) return false; // it moves by our own rules, so that Shift is a time step there too
  if (node.matches("#lv-guess") && node.value === "" && key.startsWith("Arrow")) return false; // nothing to move in
  if (node.closest('input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="slider"], [role="listbox"], [role="combobox"], [role="radiogroup"], [role="tablist"], [role="menu"], [role="dialog"]')) return true;
  if (key.startsWith("Arrow") && node.closest('[data-roving="horizontal"]')) return true;
  if (key === "Enter") return node.closest('button, a, input[type="submit"], summary, [role="button"]') !== null;
  if (key === " ") return node.closest('button, a, input, summary, [role="button"]') !== null;
  return node.closest(".lv-scroll:focus") !== null && node.scrollWidth > node.clientWidth + 1 && key.startsWith("Arrow");
}

/** Listen to the whole page, and return the function that ends it; `ask` says whether it did something. */
export function listen(clock, lab, ask) {
  const onKey = (event) => {
    const back = backOrForth(event);
    if (back !== null && !event.defaultPrevented && !writes(event.composedPath()[0])) {
      event.preventDefault();
      lab[back]();
      return;
    }
    const what = action(event);
    if (what === null || event.defaultPrevented || occupied(event.composedPath()[0], event.key)) return;
    if (what === "ask" && (event.repeat || !ask())) return;
    event.preventDefault();
    event.stopPropagation();
    if (what === "toggle") clock.toggle(); else if (what !== "ask") clock.move(what);
  };
  document.addEventListener("keydown", onKey, true);
  return () => document.removeEventListener("keydown", onKey, true);
}
