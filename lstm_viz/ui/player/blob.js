// A safetensors blob → the numbers, and the words that go with them (in the header's metadata).

const KINDS = { F64: Float64Array, F32: Float32Array, U8: Uint8Array, U16: Uint16Array };

/** The words and numbers of a blob whose words are compressed, in an array of bytes. */
export async function unpack(bytes) {
  const { arrays: { meta: packed, ...arrays } } = tensors(bytes);
  const { shared, ...meta } = await new Response(new Blob([packed.data]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  return { meta: spread(meta, shared), arrays };
}

/** The words and numbers of a blob. */
export function decode(bytes) {
  const { metadata, arrays } = tensors(bytes), { shared = [], ...meta } = JSON.parse(metadata.meta);
  return { meta: spread(meta, shared), arrays };
}

/** @returns {{metadata: object, arrays: Object<string, {shape: number[], data: Float64Array|Float32Array|Uint8Array}>}} */
function tensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const { __metadata__: metadata, ...described } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const arrays = {};
  for (const [name, { dtype, shape, data_offsets: [start, end] }] of Object.entries(described)) {
    // A copy, since typed arrays must start at a multiple of their item size.
    arrays[name] = { shape, data: new KINDS[dtype](bytes.slice(8 + length + start, 8 + length + end).buffer) };
  }
  return { metadata, arrays };
}

/** What the server has sent once for several places, put back in each. */
function spread(part, shared) {
  if (Array.isArray(part)) return part.map((inner) => spread(inner, shared));
  if (part === null || typeof part !== "object") return part;
  if (typeof part.same === "number") return structuredClone(shared[part.same]);
  return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, spread(inner, shared)]));
}

/** A matrix as its rows, views of the same numbers; anything else as it is. */
const rows = ({ shape, data }) => (shape.length === 2 ? Array.from({ length: shape[0] }, (_, k) => data.subarray(k * shape[1], (k + 1) * shape[1])) : data);

/** A figure spec with `{array: name}` in place of its arrays → the spec with the arrays. */
export function restore(spec, arrays) {
  if (Array.isArray(spec)) return spec.map((part) => restore(part, arrays));
  if (spec === null || typeof spec !== "object") return spec;
  if (typeof spec.array === "string" && spec.array in arrays) return rows(arrays[spec.array]);
  return Object.fromEntries(Object.entries(spec).map(([key, part]) => [key, restore(part, arrays)]));
}
