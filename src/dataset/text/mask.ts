/** Masks of texts that were filled up to a length. */
import { padding, type Mask, type PaddingOptions } from '../../network/mask.js'
import { fail } from '../../shape/error.js'
import type { Range } from '../../shape/slice.js'
import { expectVocabulary, type Vocabulary } from './vocabulary.js'

/**
 * The steps that are no padding of the vocabulary's: what layers take as their `mask`. A vocabulary without padding is an error:
 * its token 0 is a word like others. Where a layer sees only some of the steps, `range` says which; where a network has several
 * inputs, `{ input: 'words' }` says of which.
 *
 * @example
 * const vocabulary = fitWords({ padding: true, unknown: 'token' })('to be or not to be')
 * const [width, length] = [8, 6]
 * pipe(
 *   n.input([length], 'i32'), n.embedding(size(vocabulary), width),
 *   n.recurrent(n.gru(4), { mask: mask(vocabulary), returns: 'last' }), n.dense(2),
 * ) // [2]
 */
export const mask = (vocabulary: Vocabulary, range: Range | PaddingOptions = null): Mask => {
  expectVocabulary('text.mask', vocabulary)
  if (vocabulary.padding !== true)
    fail('text.mask', { argument: 'vocabulary', expected: 'one with padding', received: vocabulary.kind })
  return padding(0, range)
}
