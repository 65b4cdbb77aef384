/** What a text of JSON would become, estimated before it is parsed: few brackets can be many objects. */

/** A list or record in memory, and what stands between two commas. */
const [containerBytes, itemBytes] = [64, 16]

/** How deep and how heavy a text is. */
export interface Weight {
  readonly depth: number
  readonly bytes: number
}

/**
 * The depth of the brackets of a text outside of its strings, and the bytes that its values take, at least. Nothing is said of a
 * text that is no JSON, but that it takes no more than its length to see.
 *
 * @example
 * weigh('[[1, 2], "[[["]').depth // 2
 */
export const weigh = (text: string): Weight => {
  let [depth, deepest, bytes] = [0, 0, text.length]
  let isString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (isString) {
      if (c === 0x5c) i++
      else if (c === 0x22) isString = false
    } else if (c === 0x22) {
      isString = true
    } else if (c === 0x5b || c === 0x7b) {
      if (++depth > deepest) deepest = depth
      bytes += containerBytes
    } else if (c === 0x5d || c === 0x7d) {
      depth--
    } else if (c === 0x2c) {
      bytes += itemBytes
    }
  }
  return { depth: deepest, bytes }
}
