// What a test of the player's JavaScript may claim; each throws when the claim is false.

const show = (value) => JSON.stringify(value, (_, v) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v))

export function ok(value, message = "expected a truth") {
  if (!value) throw new Error(`${message}: found ${show(value)}`)
}

export function equal(found, expected, message = "equal") {
  if (!Object.is(found, expected)) throw new Error(`${message}: found ${show(found)}, expected ${show(expected)}`)
}

export function deepEqual(found, expected, message = "deepEqual") {
  if (!same(found, expected)) throw new Error(`${message}: found ${show(found)}, expected ${show(expected)}`)
}

export function close(found, expected, tolerance = 1e-12, message = "close") {
  if (!(Math.abs(found - expected) <= tolerance)) {
    throw new Error(`${message}: found ${found}, expected ${expected} within ${tolerance}`)
  }
}

export function throws(act, pattern = /./, message = "throws") {
  try {
    act()
  } catch (error) {
    if (pattern.test(String(error.message))) return
    throw new Error(`${message}: threw '${error.message}', expected ${pattern}`)
  }
  throw new Error(`${message}: nothing was thrown`)
}

function same(a, b) {
  if (Object.is(a, b)) return true
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
}
