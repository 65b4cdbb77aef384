/**
 * Parameters by another project's names and in its layout: `decode(encode(params))` is `params`, bit for bit. The names are a
 * tree like the parameters, so what one layer's names are can be said once, in a function.
 *
 * PyTorch has the weights of a dense layer as [out, in] and kernels as [out, in, height, width]; here they are [in, out] and
 * [height, width, in, out]. And it flattens [channels, height, width], so that a dense layer after it has these apart:
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * const conv = (name: string) => ({ kernel: { name: `${name}.weight`, permute: [2, 3, 1, 0] }, bias: `${name}.bias` })
 * const linear = (name: string) => ({ weights: { name: `${name}.weight`, permute: [1, 0] }, bias: `${name}.bias` })
 * const convolution = n.conv2d({ filters: 4, kernel: [3, 3] })
 * const net = pipe(n.input([8, 8, 1]), convolution, n.relu, n.flatten, n.dense(16), n.relu, n.dense(10))
 * const torch = named(net, [
 *   conv('features.0'),
 *   { weights: { name: 'fc1.weight', axes: [16, [4, 6, 6]], permute: [2, 3, 1, 0] }, bias: 'fc1.bias' },
 *   linear('fc2'),
 * ])
 * const theirs = torch.encode(net.init(random.key(0)))
 * theirs.tensors.get('features.0.weight')?.shape // [4, 1, 3, 3]
 * theirs.tensors.get('fc1.weight')?.shape // [16, 144]
 * torch.decode(theirs) // Right
 */
import * as E from 'fp-ts/lib/Either.js'
import { expectNetwork, type Network } from '../network/network.js'
import { printType } from '../program/infer.js'
import type { TensorType } from '../program/primitive.js'
import { key } from '../random/key.js'
import { TenfoldError } from '../shape/error.js'
import { check } from '../shape/options.js'
import type { DTypes, Form } from '../tensor/form.js'
import { isTensor, type AnyTensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { placeOf, reject, type Place, type Stored } from './place.js'
import { aSafetensors, type Safetensors } from './safetensors.js'

/** A tree like the parameters, with the name of each tensor. */
export type Names<P> = P extends AnyTensor ? string | Stored : { readonly [K in keyof P]: Names<P[K]> }

/** Parameters to and from what another project's file holds. */
export interface Named<P> {
  /** The parameters; tensors that are missing, of another type, or that nothing takes are a `Left` that lists them. */
  readonly decode: (contents: Safetensors) => E.Either<TenfoldError, P>
  /** The tensors by their names, without metadata. Parameters of another network are an error. */
  readonly encode: (params: P) => Safetensors
}

const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> => typeof u === 'object' && u !== null && !isTensor(u)

const isStored = (u: unknown): u is string | Stored => typeof (isRecord(u) ? u['name'] : u) === 'string'

const placesOf = (model: unknown, names: unknown, path = ''): readonly Place[] => {
  if (isTensor(model)) {
    return [isStored(names) ? placeOf(path, model, names) : reject(path, 'named by a text or a record with a name', names)]
  }
  if (!isRecord(model)) return []
  const given = isRecord(names) ? names : reject(path, `a tree with ${Object.keys(model).join(', ') || 'nothing in it'}`, names)
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  const surplus = Object.keys(given).find((name) => !Object.hasOwn(model, name))
  if (surplus !== undefined) reject(at(surplus), 'a place of the parameters', given[surplus])
  return Object.entries(model).flatMap(([name, child]) =>
    placesOf(child, Object.hasOwn(given, name) ? given[name] : undefined, at(name)))
}

/** The places by name. */
const byName = (places: readonly Place[]): ReadonlyMap<string, Place> => {
  const taken = new Map<string, Place>()
  for (const place of places) {
    const other = taken.get(place.name)
    if (other !== undefined) reject(place.path, `a name of its own: ${other.path} has it`, place.name)
    taken.set(place.name, place)
  }
  return taken
}

const isOf = (x: unknown, type: TensorType): x is AnyTensor => isTensor(x) && raw.sameType(x, type)

/** What keeps tensors from being those of the places, in a sentence for each kind of trouble. */
const misfits = (places: ReadonlyMap<string, Place>, tensors: ReadonlyMap<string, AnyTensor>): readonly string[] => {
  const list = (of: readonly string[]): string => of.map((name) => JSON.stringify(name)).join(', ')
  const missing = [...places.keys()].filter((name) => !tensors.has(name))
  const surplus = [...tensors.keys()].filter((name) => !places.has(name))
  const others = [...places].flatMap(([name, { there }]) => {
    const found = tensors.get(name)
    return found === undefined || isOf(found, there) ? []
      : [`${JSON.stringify(name)} is ${printType(found)}, not ${printType(there)}`]
  })
  return [
    ...(missing.length === 0 ? [] : [`missing: ${list(missing)}`]),
    ...(surplus.length === 0 ? [] : [`of no parameter: ${list(surplus)}`]),
    ...others,
  ]
}

/**
 * The parameters of a network as another project stores them. Names that are not a tree like the parameters, or that name a
 * tensor twice, and axes that do not fit are an error.
 */
export const named = <P, I extends Form, O extends Form, D extends DTypes, X extends DTypes>(
  net: Network<P, I, O, D, X>, names: Names<P>,
): Named<P> => {
  expectNetwork('checkpoint.named', net)
  // Traced, so that nothing is drawn: only the types are looked at.
  const model = trace(net.init, key(0)).result
  const places = byName(placesOf(model, names))
  const all = [...places.values()]
  return {
    decode: (contents) => {
      check('checkpoint.named', { contents }, { contents: aSafetensors })
      const { tensors } = contents
      const received = misfits(places, tensors)
      const expected = all.map(({ name, there }) => `${JSON.stringify(name)}: ${printType(there)}`).join(', ')
      const message = `tensors do not fit: ${received.join('; ')}`
      return received.length > 0
        ? E.left(new TenfoldError('checkpoint.named', { argument: 'tensors', expected, received, message }))
        : E.right(tree.replace(model, all.map(({ name, toHere }) => toHere(tensors.get(name) as AnyTensor))))
    },
    encode: (params) => {
      const given = tree.byPath(params)
      const wrong = all.find(({ path, here }) => !isOf(given.get(path), here))
      if (wrong !== undefined) reject(`params.${wrong.path}`, printType(wrong.here), given.get(wrong.path))
      if (given.size > all.length) reject('params', `${all.length} tensors, as the network has`, given.size)
      const tensors = new Map(all.map(({ path, name, toThere }) => [name, toThere(given.get(path) as AnyTensor)]))
      return { tensors, metadata: new Map() }
    },
  }
}
