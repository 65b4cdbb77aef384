/** Bytes as text (RFC 4648, section 4), and back. */

/** Bytes that are encoded at once: a multiple of 3, so that the texts of pieces join to that of the whole. */
const piece = 24_576

export const toBase64 = (bytes: Uint8Array): string => {
  const texts: string[] = []
  for (let at = 0; at < bytes.length; at += piece)
    texts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + piece))))
  return texts.join('')
}

/** The bytes of a text; what is none is an error. */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => {
  const codes = atob(text)
  return Uint8Array.from({ length: codes.length }, (_, i) => codes.charCodeAt(i))
}
