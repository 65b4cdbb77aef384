/** Records of tensors inside a network: several outputs, and layers for some of a record. */
import type { Shape } from '../shape/shape.js'
import { fail } from '../shape/error.js'
import { isOne, tensorAt, typeAt, type DTypes, type Tensors, type TypeAt } from '../tensor/form.js'
import {
  expectBlocks, grow, recordOf, type Blocks, type OutputIn, type ParamsIn, type RulesIn, type Told, type TypeIn, type Unknown,
} from './branches.js'
import { formLayerOf, type Layer } from './layer.js'
import { follow, type AnyNetwork } from './network.js'
import type { LayerRule } from './rule.js'

/** Forms of one tensor each, or what is said of those that are none. */
type Each<Name extends string, Os> =
  Os extends Readonly<Record<string, Shape>> ? Os : Told<Name, Os, keyof Os>

/** What `outputs` does to types. */
export interface OutputsRule<Rs> extends LayerRule {
  readonly name: 'outputs'
  readonly out: [Missing<'outputs', Rs, this['in']>] extends [never]
    ? Each<'outputs', { readonly [K in keyof Rs]: OutputIn<Rs, this['in'], this['dtype'], K> }> : Missing<'outputs', Rs, this['in']>
  readonly params: readonly [{ readonly [K in keyof Rs]: ParamsIn<Rs, this['in'], this['dtype'], K> }]
  readonly takes: DTypes
  readonly gives: { readonly [K in keyof Rs]: TypeIn<Rs, this['in'], this['dtype'], K> }
}

/** Of a record of inputs each needs a block. */
type Missing<Name extends string, Rs, O> =
  O extends Shape ? never
  : Exclude<keyof O, keyof Rs> extends infer K extends string ? `${Name} has no block for ${K}` : never

/**
 * Several outputs: a block for each, all on the same inputs, which make a record by their names. Where the inputs are a record,
 * each block is on what has its name. The blocks' parameters are one entry, a record.
 *
 * @example
 * const net = pipe(input([8]), dense(16), relu, outputs({ price: dense(1), kind: sequential(dropout(0.1), dense(3)) }))
 * net.output // { price: [1], kind: [3] }
 * net.apply(net.init(random.key(0)))(t.zeros([5, 8])).kind.shape // [5, 3]
 */
export const outputs = <const Bs extends Blocks>(blocks: Bs): Layer<OutputsRule<RulesIn<Bs, 'outputs'>>> => {
  const given = expectBlocks('outputs', blocks)
  const keys = Object.keys(given)
  return formLayerOf('outputs', (net) => {
    const grown = grow('outputs', given, net)
    const output = recordOf(keys, grown.outputs)
    return follow<AnyNetwork>(net, [{
      ...grown.placed, input: net.output, output, ...grown.joined((_, made) => recordOf(keys, made)),
    }], output, recordOf(keys, grown.dtypes))
  })
}

/** What `each` does to types. */
export interface EachRule<Rs> extends LayerRule {
  readonly name: 'each'
  readonly out: EachOut<Rs, this['in'], this['dtype']>
  readonly params: readonly [{ readonly [K in keyof Rs]: ParamsIn<Rs, this['in'], this['dtype'], K> }]
  readonly takes: DTypes
  readonly gives: {
    readonly [K in keyof this['in']]:
      K extends keyof Rs ? TypeIn<Rs, this['in'], this['dtype'], K> : TypeAt<this['dtype'], K>
  }
}

type EachOut<Rs, O, D> =
  O extends Shape ? 'each takes a record, received one tensor'
  : Exclude<keyof Rs, keyof O> extends never ? Changed<O, Each<'each', { readonly [K in keyof Rs]: OutputIn<Rs, O, D, K> }>> : Unknown<'each', Rs, O>
type Changed<O, Os> =
  Os extends string ? Os : { readonly [K in keyof O]: K extends keyof Os ? Os[K] : O[K] } extends infer N ? N : never

/**
 * A record of tensors, some of which go through a block each; the others stay as they are. The blocks' parameters are one entry,
 * a record.
 *
 * @example
 * const net = pipe(input({ words: input([10], 'i32'), numbers: [4] }), each({ words: embedding(50, 8) }))
 * net.output // { words: [10, 8], numbers: [4] }
 */
export const each = <const Bs extends Blocks>(blocks: Bs): Layer<EachRule<RulesIn<Bs, 'each'>>> => {
  const given = expectBlocks('each', blocks)
  return formLayerOf('each', (net) => {
    const { output: before, dtype } = net
    if (isOne(before)) {
      const message = 'each takes a record, received one tensor'
      return fail('each', { argument: 'network', expected: 'of a record', received: before, message })
    }
    const grown = grow('each', given, net, true)
    const [keys, names] = [Object.keys(given), Object.keys(before)]
    const at = (name: string): number => keys.indexOf(name)
    const output = recordOf(names, names.map((name) => grown.outputs[at(name)] ?? before[name] as Shape))
    const join = (x: Tensors, made: readonly Tensors[]): Tensors =>
      recordOf(names, names.map((name) => made[at(name)] ?? tensorAt(x, name))) as Tensors
    return follow<AnyNetwork>(net, [{ ...grown.placed, input: before, output, ...grown.joined(join) }], output,
      recordOf(names, names.map((name) => grown.dtypes[at(name)] ?? typeAt(dtype, name))))
  })
}
