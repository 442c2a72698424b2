import { decode, restore, unpack } from "/player/blob.js";
import { deepEqual, equal, throws } from "./assert.js";

function blob(header, ...numbers) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + numbers.length * 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(new Uint8Array(Float64Array.from(numbers).buffer), 8 + text.length);
  return bytes;
}

const header = {
  __metadata__: { meta: '{"word":"遗忘门"}' },
  f: { dtype: "F64", shape: [2], data_offsets: [0, 16] },
  g: { dtype: "F32", shape: [2], data_offsets: [16, 24] },
};

export function test_arrays_and_words_come_out_as_they_went_in() {
  const { meta, arrays } = decode(blob(header, 0.1, -2, 0));
  equal(meta.word, "遗忘门");
  deepEqual([...arrays.f.data], [0.1, -2]);
  deepEqual(arrays.f.shape, [2]);
  equal(arrays.g.data instanceof Float32Array, true);
}

export function test_bytes_may_start_anywhere_in_their_buffer() {
  const whole = blob(header, 0.1, -2, 0), shifted = new Uint8Array(whole.length + 3);
  shifted.set(whole, 3);
  deepEqual([...decode(shifted.subarray(3)).arrays.f.data], [0.1, -2]);
}

export function test_a_cut_blob_is_an_error() { throws(() => decode(blob(header, 0.1).subarray(0, 40))); }

export function test_references_in_a_spec_become_arrays() {
  const { arrays } = decode(blob(header, 0.1, -2, 0));
  const spec = restore({ data: [{ y: { array: "f" }, name: "array", mode: null }], layout: { range: [0, 1] } }, arrays);
  equal(spec.data[0].y, arrays.f.data);
  deepEqual(spec.layout, { range: [0, 1] });
  equal(spec.data[0].name, "array");
}

export function test_what_was_sent_once_stands_in_every_place_by_itself() {
  const meta = JSON.stringify({ a: { same: 0 }, b: [{ same: 0 }], text: { same: "higher" }, shared: [{ range: [0, 1] }] });
  const { meta: found } = decode(blob({ ...header, __metadata__: { meta } }, 0.1, -2, 0));
  deepEqual(found, { a: { range: [0, 1] }, b: [{ range: [0, 1] }], text: { same: "higher" } });
  found.a.range[0] = 5; // Plotly writes into what it is given
  equal(found.b[0].range[0], 0);
}

export function test_a_matrix_becomes_its_rows() {
  const spec = restore({ z: { array: "m" } }, { m: { shape: [2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6]) } });
  deepEqual(spec.z.map((row) => [...row]), [[1, 2, 3], [4, 5, 6]]);
}

export async function test_compressed_words_come_out_as_they_went_in() {
  const words = new TextEncoder().encode(JSON.stringify({ word: "遗忘门", a: { same: 0 }, shared: [{ b: 1 }] }));
  const packed = new Uint8Array(await new Response(new Blob([words]).stream().pipeThrough(new CompressionStream("deflate"))).arrayBuffer());
  const head = new TextEncoder().encode(JSON.stringify({ meta: { dtype: "U8", shape: [packed.length], data_offsets: [0, packed.length] } }));
  const bytes = new Uint8Array(8 + head.length + packed.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(packed, 8 + head.length);
  const { meta, arrays } = await unpack(bytes);
  deepEqual(meta, { word: "遗忘门", a: { b: 1 } });
  deepEqual(Object.keys(arrays), []);
}
