/** The few forms of Protocol Buffers' encoding that a model in ONNX needs: https://protobuf.dev/programming-guides/encoding */

/** @type {(n: number) => number[]} Seven bits a byte, the lowest first. */
const varint = (n) => (n < 128 ? [n] : [n % 128 + 128, ...varint(Math.floor(n / 128))])

/** @type {(field: number, n: number) => Buffer} A whole number of at least 0. */
export const whole = (field, n) => Buffer.from([...varint(8 * field), ...varint(n)])

/**
 * A text, bytes, or a message of fields.
 * @type {(field: number, content: string | Uint8Array | readonly Uint8Array[]) => Buffer}
 */
export const bytes = (field, content) => {
  const body = Array.isArray(content) ? Buffer.concat(content) : Buffer.from(content)
  return Buffer.concat([Buffer.from([...varint(8 * field + 2), ...varint(body.length)]), body])
}
