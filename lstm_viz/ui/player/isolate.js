// While one part of the page fills the window, the rest is neither focused, nor clicked, nor read aloud.

import { mark } from "./dom.js";

const SILENT = ["SCRIPT", "STYLE", "LINK", "TEMPLATE"];

/** Make everything beside `node` inert, up to the body, also what is added later; returns the function that undoes it. */
export function isolate(node) {
  const made = new Set(), path = [], skipped = []; // [what holds the node, its place in the order of Tab]
  for (let at = node; at.parentElement && at !== document.body; at = at.parentElement) path.push(at);
  for (const holder of path.slice(1)) {
    if (holder.tabIndex < 0) continue;
    skipped.push([holder, holder.getAttribute("tabindex")]);
    holder.tabIndex = -1;
  }
  const shut = () => {
    for (const at of path) {
      for (const other of at.parentElement?.children ?? []) {
        if (path.includes(other) || other.inert || SILENT.includes(other.tagName)) continue;
        other.inert = true;
        made.add(other);
      }
    }
  };
  const observer = new MutationObserver(shut);
  for (const at of path) observer.observe(at.parentElement, { childList: true });
  shut();
  return () => {
    observer.disconnect();
    for (const [holder, before] of skipped) mark(holder, "tabindex", before);
    for (const other of made) other.inert = false; // what was inert before stays so
  };
}
