// The player writes the address itself, so that a server that is lost or busy cannot make it wrong, and adds no Back entry.

/** The address of what is shown: every field. */
export function address(query, t, code, location) {
  const url = new URL(location);
  for (const [name, value] of Object.entries({ ...query, t: String(t + 1), op: code })) url.searchParams.set(name, value);
  return url;
}

let timer = null;

/** Browsers limit how often an address may change, so a fast scrub is written once it rests. */
export function write(query, t, code) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const url = address(query, t, code, window.location.href);
    if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
  }, 150);
}
