// What a reload would lose, kept by the browser for this tab alone: offered, not forced upon who followed a link.

const KEY = "lstm-viz lab";

export function keep(text) {
  try { window.sessionStorage.setItem(KEY, text); } catch { /* full or forbidden: then a reload loses it */ }
}

export function kept() {
  try { return window.sessionStorage.getItem(KEY); } catch { return null; }
}
