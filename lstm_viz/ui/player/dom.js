// Elements, without a library. Text is always set as text.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) { if (value) node.addEventListener(name.slice(2), value); }
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const s = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** Set or remove an attribute, touching the document only if it changes. */
export function mark(node, name, value) {
  if (value === null) { if (node.hasAttribute(name)) node.removeAttribute(name); }
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

export function say(node, text) { if (node.textContent !== text) node.textContent = text; }

/** Scroll `inner` into the view of its scrolling `box` only; the page itself stays where it is. */
export function reveal(box, inner) {
  const outer = box.getBoundingClientRect(), part = inner.getBoundingClientRect();
  if (part.left < outer.left || part.right > outer.right) box.scrollLeft += part.left - outer.left - (outer.width - part.width) / 2;
  if (part.top < outer.top || part.bottom > outer.bottom) box.scrollTop += part.top - outer.top - (outer.height - part.height) / 2;
}
