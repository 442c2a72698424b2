// The player writes the address itself, so that a server that is lost or busy cannot make it wrong, and adds no Back entry.

/** The address of what is shown: every field. */
export function address(query, t, code, location) {
  const url = new URL(location);
  for (const [name, value] of Object.entries({ ...query, t: String(t + 1), op: code })) url.searchParams.set(name, value);
  return url;
}

/** Writes the address once it rests, since browsers limit how often it may change; `cancel` when the page is left. */
export class Link {
  #timer = null;

  write(query, t, code) {
    this.cancel();
    this.#timer = setTimeout(() => {
      const url = address(query, t, code, window.location.href);
      if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
    }, 150);
  }

  cancel() { clearTimeout(this.#timer); }
}
