// The helpers can fail: a helper that never throws would make every other test here pass.

import { close, deepEqual, equal, ok, throws } from "./assert.js"

export function test_true_claims_pass() {
  ok(1)
  equal(NaN, NaN)
  deepEqual({ a: [1, { b: new Float64Array([2]) }] }, { a: [1, { b: new Float64Array([2]) }] })
  close(0.1 + 0.2, 0.3)
  throws(() => null.x, /null/)
}

export function test_false_claims_throw() {
  throws(() => ok(0), /truth/)
  throws(() => equal(0, -0), /found 0/)
  throws(() => deepEqual([1, 2], [1, 3]), /found \[1,2\]/)
  throws(() => deepEqual([1], { 0: 1 }))
  throws(() => deepEqual({ a: undefined }, { b: undefined }))
  throws(() => close(NaN, NaN), /NaN/)
  throws(() => throws(() => {}), /nothing/)
  throws(() => throws(() => ok(0), /another/), /another/)
}

export async function test_a_test_may_wait() {
  equal(await Promise.resolve(3), 3)
}
