/** Bytes at once: more arguments than an engine's stack has room for would be too many. */
const piece = 4096

/** Bytes as text of as many letters. */
export const lettersOf = (bytes: Uint8Array): string => {
  let text = ''
  for (let i = 0; i < bytes.length; i += piece)
    // Spread arguments would take five times as long.
    text += String.fromCharCode.apply(null, bytes.subarray(i, i + piece) as unknown as number[])
  return text
}
