/**
 * Text as UTF-8, and bytes as text: by the host's own encoder and decoder where it has them, which are quicker, and by the same
 * rules (The Unicode Standard, section 3.9; WHATWG Encoding) where it has not.
 */

interface Host {
  readonly TextEncoder?: new () => { readonly encode: (text: string) => Uint8Array<ArrayBuffer> }
  readonly TextDecoder?: new (label: 'utf-8', options: Utf8) => { readonly decode: (bytes: Uint8Array) => string }
}
const hostOf = (): Host => globalThis as Host

/** How bytes are read. */
export interface Utf8 {
  /** Whether bytes that are not UTF-8 are an error; they become U+FFFD otherwise. */
  readonly fatal?: boolean
  /** Whether a byte order mark at the beginning stays. */
  readonly ignoreBOM?: boolean
}

/**
 * The bytes of a text; a lone surrogate becomes U+FFFD.
 *
 * @example
 * toUtf8('é€') // [195, 169, 226, 130, 172]
 */
export const toUtf8 = (text: string, { TextEncoder: encoder } = hostOf()): Uint8Array<ArrayBuffer> => {
  if (encoder !== undefined) return new encoder().encode(text)
  // Three bytes for each code unit are enough: a pair of surrogates has four.
  const [bytes, length] = [new Uint8Array(3 * text.length), { now: 0 }]
  const put = (byte: number): void => { bytes[length.now++] = byte }
  for (const letter of text) {
    const given = letter.codePointAt(0) as number
    const point = given >= 0xd800 && given < 0xe000 ? 0xfffd : given
    const more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3
    put(more === 0 ? point : ((0xf00 >> (more + 1)) & 0xff) | (point >> (6 * more)))
    for (let i = more - 1; i >= 0; i--) put(0x80 | ((point >> (6 * i)) & 0x3f))
  }
  return bytes.slice(0, length.now)
}

/** The bytes that follow a first one, and the range of the first of those (The Unicode Standard, table 3-7). */
export const following = (first: number): readonly [count: number, low: number, high: number] | undefined =>
  first < 0x80 ? [0, 0, 0]
  : first < 0xc2 ? undefined
  : first < 0xe0 ? [1, 0x80, 0xbf]
  : first === 0xe0 ? [2, 0xa0, 0xbf]
  : first === 0xed ? [2, 0x80, 0x9f]
  : first < 0xf0 ? [2, 0x80, 0xbf]
  : first === 0xf0 ? [3, 0x90, 0xbf]
  : first < 0xf4 ? [3, 0x80, 0xbf]
  : first === 0xf4 ? [3, 0x80, 0x8f]
  : undefined

/** Every byte counts: a mark stays, and what is not UTF-8 is an error. */
export const exact: Utf8 = { fatal: true, ignoreBOM: true }

/** The host's decoders, of which there is one for each way of reading: to make one takes longer than a few letters do. */
const decoders = new WeakMap<object, Map<string, { readonly decode: (bytes: Uint8Array) => string }>>()
const decoderOf = (made: NonNullable<Host['TextDecoder']>, options: Utf8) => {
  const name = `${options.fatal} ${options.ignoreBOM}`
  const known = decoders.get(made) ?? new Map()
  decoders.set(made, known)
  const decoder = known.get(name) ?? new made('utf-8', options)
  known.set(name, decoder)
  return decoder
}

/**
 * The text of bytes. Those that are not UTF-8 are U+FFFD, or a TypeError where that is asked for.
 *
 * @example
 * fromUtf8(Uint8Array.of(195, 169, 98)) // 'éb'
 */
export const fromUtf8 = (bytes: Uint8Array, options: Utf8 = {}, { TextDecoder: decoder } = hostOf()): string => {
  if (decoder !== undefined) return decoderOf(decoder, options).decode(bytes)
  const { fatal = false, ignoreBOM = false } = options
  let [text, at] = ['', 0]
  while (at < bytes.length) {
    const first = bytes[at++] as number
    const [count, ...range] = following(first) ?? [-1, 0, 0]
    let [low, high] = range
    let point = count === 0 ? first : first & (0x3f >> count)
    let left = count
    for (let next = bytes[at]; left > 0 && next !== undefined && next >= low && next <= high; next = bytes[at]) {
      [low, high] = [0x80, 0xbf]
      point = (point << 6) | (next & 0x3f)
      left--
      at++
    }
    if (fatal && left !== 0) throw new TypeError('bytes that are not UTF-8')
    text += left === 0 ? String.fromCodePoint(point) : '\ufffd'
  }
  return !ignoreBOM && text.startsWith('\ufeff') ? text.slice(1) : text
}
