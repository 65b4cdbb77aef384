/** Pairs of words that stand for false and true, in small letters. */
const pairs: readonly (readonly [no: string, yes: string])[] = [
  ['false', 'true'], ['no', 'yes'], ['n', 'y'], ['f', 't'], ['off', 'on'], ['nein', 'ja'], ['falsch', 'wahr'],
  ['non', 'oui'], ['no', 'sí'],
]

/** The pair that some texts are of, in any case of letters; nothing where they are other words, too. */
export const truthWords = (texts: Iterable<string>): readonly [no: string, yes: string] | undefined => {
  const words = new Set([...texts].map((text) => text.toLowerCase()))
  return words.size === 2 ? pairs.find((pair) => pair.every((word) => words.has(word))) : undefined
}
