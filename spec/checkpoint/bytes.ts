/** A file of a header's text and data, whatever they say. */
export const fileOf = (header: string | Uint8Array, data: number | Uint8Array = 0): Uint8Array => {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header
  const tail = typeof data === 'number' ? new Uint8Array(data) : data
  const file = new Uint8Array(8 + text.length + tail.length)
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true)
  file.set(text, 8)
  file.set(tail, 8 + text.length)
  return file
}
