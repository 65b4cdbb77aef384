/** WAV files and archives, byte by byte, for tests. */

const ascii = (text: string): readonly number[] => [...text].map((c) => c.charCodeAt(0))
const little = (value: number, bytes: number): readonly number[] => Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256)

/** What `fmt ` says. */
export interface Form {
  readonly code: number
  readonly channels: number
  readonly rate: number
  readonly bits: number
}

export const chunk = (name: string, content: readonly number[]): readonly number[] =>
  [...ascii(name), ...little(content.length, 4), ...content, ...(content.length % 2 === 1 ? [0] : [])]

export const format = ({ code, channels, rate, bits }: Form): readonly number[] => {
  const block = (channels * bits) / 8
  return chunk('fmt ', [...little(code, 2), ...little(channels, 2), ...little(rate, 4), ...little(rate * block, 4), ...little(block, 2), ...little(bits, 2)])
}

export const riff = (...chunks: readonly (readonly number[])[]): Uint8Array => {
  const content = [...ascii('WAVE'), ...chunks.flat()]
  return Uint8Array.from([...ascii('RIFF'), ...little(content.length, 4), ...content])
}

/** A file of 16 bits. */
export const wav = (samples: readonly number[], rate = 8000): Uint8Array =>
  riff(format({ code: 1, channels: 1, rate, bits: 16 }), chunk('data', samples.flatMap((x) => little((x + 65536) % 65536, 2))))

/** A file in an archive; `kind` is a digit, or a letter for what is none. */
export const entry = (name: string, bytes: Uint8Array, kind = '0', prefix = ''): Uint8Array => {
  const header = new Uint8Array(512 + Math.ceil(bytes.length / 512) * 512)
  const put = (at: number, text: string): void => header.set(ascii(text), at)
  put(0, name)
  put(100, '0000644\0')
  put(124, `${bytes.length.toString(8).padStart(11, '0')}\0`)
  put(148, ' '.repeat(8))
  put(156, kind)
  put(257, 'ustar\x0000')
  put(345, prefix)
  put(148, `${header.subarray(0, 512).reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `)
  header.set(bytes, 512)
  return header
}

export const tar = (...entries: readonly Uint8Array[]): Uint8Array => {
  const all = [...entries, new Uint8Array(1024)]
  const whole = new Uint8Array(all.reduce((n, part) => n + part.length, 0))
  all.reduce((at, part) => (whole.set(part, at), at + part.length), 0)
  return whole
}
