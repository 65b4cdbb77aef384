/**
 * Parameters of a network alone, whatever else a file holds: `checkpoint.params(net).load(file)` reads them out of a training's
 * checkpoint, a saved model, or a file of nothing else.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * const net = pipe(n.input([2]), n.dense(3))
 * const { encode, decode } = params(net)
 * pipe(net.init(random.key(0)), encode, decode, E.map(([{ weights }]) => weights.shape)) // Right: [2, 3]
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { expectNetwork, type AnyNetwork, type Network } from '../network/network.js'
import { printType } from '../program/infer.js'
import { key } from '../random/key.js'
import { fail, TenfoldError } from '../shape/error.js'
import { aString, check } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import type { DTypes, Form } from '../tensor/form.js'
import { isTensor, type AnyTensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { decode as decodeFile } from './decode.js'
import { encode as encodeFile } from './encode.js'
import { wrong, type Problem, type Safetensors } from './safetensors.js'
import { sealed } from './seal.js'
import { reading, writing } from './stored.js'

/** Reads and writes the parameters of one network. */
export interface ParamsFile<P> {
  /** The parameters in a file. One that cannot be read, or in which a tensor is missing or of another type, is a `Left`. */
  readonly load: (file: string) => TE.TaskEither<TenfoldError, P>
  /** The same in the bytes of a file, such as a page's `fetch` gives; `file` is what errors call it. */
  readonly decode: (bytes: Uint8Array, file?: string) => E.Either<TenfoldError, P>
  /** Writes the parameters and nothing else, whole or not at all; the same parameters are the same bytes. */
  readonly save: (file: string) => (params: P) => TE.TaskEither<TenfoldError, void>
  /** The bytes of such a file. */
  readonly encode: (params: P) => Uint8Array
}

/** What the names of parameters begin with, in checkpoints and models too. */
const prefix = 'params.'

/** What the metadata of a file of parameters says that it is. */
const format = 'tenfold parameters 1'

/** Missing or misfit tensors that are told one by one. */
const most = 3

/** Parameters of a network by what there is, or what is wrong with them. */
export const paramsIn = <P>(net: AnyNetwork & { readonly init: (key: any) => P }, { tensors }: Safetensors): E.Either<Problem, P> => {
  // Traced, so that nothing is drawn: only the types are looked at.
  const model = trace(net.init, key(0)).result
  const own = [...tensors.keys()].some((name) => name.startsWith(prefix)) ? prefix : ''
  const places = tree.leaves(model)
  const wrongs = places.flatMap(({ path, tensor }) => {
    const found = tensors.get(own + path)
    return found !== undefined && raw.sameType(found, tensor) ? []
      : [{ place: `${own}${path}`, expected: printType(tensor), received: found === undefined ? 'no such tensor' : printType(found) }]
  })
  const [first] = wrongs
  if (first === undefined) return E.right(tree.replace(model, places.map(({ path }) => tensors.get(own + path) as AnyTensor)))
  const others = wrongs.slice(1, most).map(({ place, expected, received }) => `${place}: expected ${expected}, received ${received}`)
  const more = wrongs.length > most ? [`and ${wrongs.length - most} more`] : []
  return E.left({ ...first, received: [first.received, ...others, ...more].join('; ') })
}

/** Parameters as named tensors. */
export const tensorsOfParams = (params: unknown): ReadonlyMap<string, AnyTensor> =>
  new Map(tree.leaves(params).map(({ path, tensor }) => [prefix + path, tensor]))

/**
 * Reads and writes the parameters of a network alone, from a file or from bytes. What else a file holds is left aside: the rest of a
 * training's state, a model's schema, tensors of other networks. Tensors are found by their paths, `params.0.weights`, or without
 * `params.` where no name begins so.
 *
 * @example
 * import { tmpdir } from 'os'
 * const net = pipe(n.input([2]), n.dense(3))
 * const { save, load } = params(net)
 * const file = `${tmpdir()}/dense.safetensors`
 * await pipe(net.init(random.key(0)), save(file))() // Right
 * await load(file)() // Right
 */
export const params = <P, I extends Form, O extends Form, D extends DTypes, X extends DTypes>(
  net: Network<P, I, O, D, X>,
): ParamsFile<P> => {
  expectNetwork('checkpoint.params', net)
  const contents = (given: P): Safetensors => {
    const model = tree.leaves(trace(net.init, key(0)).result)
    const own = tree.byPath(given)
    const odd = model.find(({ path, tensor }) => { const x = own.get(path); return !isTensor(x) || !raw.sameType(x, tensor) })
    if (odd !== undefined) {
      fail('checkpoint.params', {
        argument: `params.${odd.path}`, expected: printType(odd.tensor), received: own.get(odd.path),
      })
    }
    if (own.size > model.length)
      fail('checkpoint.params', { argument: 'params', expected: `${model.length} tensors, as the network has`, received: own.size })
    return sealed({ tensors: tensorsOfParams(given), metadata: new Map([['format', format]]) })
  }
  return {
    load: (file) => {
      check('checkpoint.params', { file }, { file: aString })
      const at = callSite()
      return pipe(
        reading(file),
        TE.chainEitherK((found) => paramsIn(net, found)),
        TE.mapLeft((problem) => wrong('checkpoint.params', file, problem, at)),
      )
    },
    decode: (bytes, file = 'the file') => pipe(
      decodeFile(bytes, file),
      E.chain((found) => pipe(paramsIn(net, found), E.mapLeft((problem) => wrong('checkpoint.params', file, problem)))),
    ),
    save: (file) => {
      check('checkpoint.params', { file }, { file: aString })
      return (given) => writing('checkpoint.params', file, 'the parameters', () => contents(given), callSite())
    },
    encode: (given) => encodeFile(contents(given)),
  }
}
