/**
 * Blocks beside each other: in a list, all on the same inputs; or in a record, on the same inputs, or each on what has its name
 * where the inputs are a record, too.
 */
import { fail } from '../shape/error.js'
import { check, isRecord } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { formed, isOne, namesText, tensorAt, typeAt, type DTypes, type Form, type Tensors, type TypeAt } from '../tensor/form.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { joiningForms, keyed } from './combine.js'
import { aBlock, blockAfter } from './layer.js'
import { beginningFrom, expectNamed, names, operationsOf, type AnyNetwork, type PlacedLayer } from './network.js'
import type { Block, BlockParams, Gives, LayerRule, Out, RuleOf } from './rule.js'

/** Blocks by name. */
export type Blocks = Readonly<Record<string, Block>>

/** The rules of blocks, in a list or by name. */
export type RulesIn<Bs, Name extends string> = { readonly [K in keyof Bs]: RuleOf<Bs[K], Name> }

type OutOf<R, O, D> = R extends LayerRule ? Out<R, O, D> : never
type GivesOf<R, O, D> = R extends LayerRule ? Gives<R, O, D> : never
type ParamsOf<R, O, D> = R extends LayerRule ? BlockParams<R, O, D> : never

/** What the block `K` of some gets of the inputs. */
type PartOf<Rs, O, K> = Rs extends readonly unknown[] ? O : O extends Shape ? O : K extends keyof O ? O[K] : never
type PartType<Rs, O, D, K> = Rs extends readonly unknown[] ? D : O extends Shape ? D : TypeAt<D, K>

/** What the block `K` gives: a form, or a sentence. Rules write records of these out, so that the compiler shows what they are. */
export type OutputIn<Rs, O, D, K extends keyof Rs> = OutOf<Rs[K], PartOf<Rs, O, K>, PartType<Rs, O, D, K>>

/** The element type that it gives. */
export type TypeIn<Rs, O, D, K extends keyof Rs> = GivesOf<Rs[K], PartOf<Rs, O, K>, PartType<Rs, O, D, K>>

/** Its parameters. */
export type ParamsIn<Rs, O, D, K extends keyof Rs> = ParamsOf<Rs[K], PartOf<Rs, O, K>, PartType<Rs, O, D, K>>

/** Names that blocks and a record of inputs don't have both, in sentences. */
export type Unmatched<Name extends string, Rs, O> =
  Rs extends readonly unknown[] ? never : O extends Shape ? never
  : `${Name} has no block for ${Exclude<keyof O, keyof Rs> & string}` | Unknown<Name, Rs, O>

/** Names of blocks that are none of a record's. */
export type Unknown<Name extends string, Rs, O> =
  `${Name} has a block for ${Exclude<keyof Rs, keyof O> & string}, which is not among its inputs`

/** What is not one tensor among outputs: the sentences of blocks, or one about a record. */
export type Told<Name extends string, Os, K extends keyof Os> =
  [Extract<Os[K], string>] extends [never]
    ? Os[K] extends Shape ? never : `${Name} takes blocks that give one tensor each, received one that gives a record`
    : Extract<Os[K], string>

/** Blocks that have grown on a network. */
export interface Grown {
  readonly blocks: readonly AnyNetwork[]
  /** What the i-th takes of the inputs. */
  readonly part: (x: Tensors, i: number) => Tensors
  /** Their shapes and element types. */
  readonly outputs: readonly Shape[]
  readonly dtypes: readonly DType[]
  /** What the layer around them has of them. */
  readonly placed: Pick<PlacedLayer, 'name' | 'operations'>
  /** The layer's parameters and function, whatever it makes of the outputs. */
  readonly joined: (join: (x: Tensors, outputs: readonly AnyTensor[]) => Tensors) => Pick<PlacedLayer, 'init' | 'apply' | 'branches'>
}

/** The network that a block of this name begins with. */
const beginning = (net: AnyNetwork, name: string): AnyNetwork => {
  if (isOne(net.output)) return net
  const [shape, dtype] = [net.output[name] as Shape, typeAt(net.dtype, name)]
  return beginningFrom(net, shape, dtype)
}

/** The names of blocks and inputs have to be the same, or, where others pass, those of blocks among those of inputs. */
const expectMatch = (name: string, blocks: Blocks, output: Form, mayPass: boolean): void => {
  if (isOne(output)) return
  const complain = (received: string, message: string): never =>
    fail(name, { argument: 'blocks', expected: `blocks for ${namesText(Object.keys(output))}`, received, message })
  const missing = Object.keys(output).find((key) => !Object.hasOwn(blocks, key))
  if (missing !== undefined && !mayPass) complain(missing, `${name} has no block for ${missing}`)
  const other = Object.keys(blocks).find((key) => !Object.hasOwn(output, key))
  if (other !== undefined) complain(other, `${name} has a block for ${other}, which is not among its inputs`)
}

/** Blocks are checked where they are written. */
export const expectBlocks = (name: string, blocks: unknown): Blocks => {
  check(name, { blocks }, { blocks: { expected: 'a record of layers, blocks of layers or networks', holds: isRecord } })
  expectNamed(name, 'blocks', blocks as Blocks)
  for (const [key, block] of Object.entries(blocks as Blocks)) check(name, { [key]: block }, { [key]: aBlock })
  return blocks as Blocks
}

/** Blocks, each grown on what it is given of a network. */
export const grow = (name: string, given: readonly Block[] | Blocks, net: AnyNetwork, mayPass = false): Grown => {
  const isList = Array.isArray(given)
  if (!isList) expectMatch(name, given as Blocks, net.output, mayPass)
  const isApart = !isList && !isOne(net.output)
  const keys = Object.keys(given)
  const blocks = keys.map((key) => blockAfter(name, (given as Blocks)[key] as Block, isApart ? beginning(net, key) : net))
  for (const { output } of blocks) {
    const message = `${name} takes blocks that give one tensor each, received one that gives a record`
    if (!isOne(output)) fail(name, { argument: 'blocks', expected: 'of one tensor', received: output, message })
  }
  const part = (x: Tensors, i: number): Tensors => (isApart ? tensorAt(x, keys[i] as string) : x)
  return {
    blocks,
    part,
    outputs: blocks.map(({ output }) => output as Shape),
    dtypes: blocks.map(({ dtype }) => dtype as DType),
    placed: {
      name: `${name}(${isList ? blocks.map(names).join(' | ') : keys.join(' | ')})`,
      operations: blocks.reduce((n, block) => n + operationsOf(block), 0),
    },
    joined: (given) => {
      // Blocks of one tensor give one.
      const join = given as (x: Tensors, outputs: readonly Tensors[]) => Tensors
      return {
        ...joiningForms(blocks, part, join, isList ? undefined : keyed(keys)),
        ...(isList ? {} : { branches: { blocks: Object.fromEntries(keys.map((key, i) => [key, blocks[i] as AnyNetwork])), join } }),
      }
    },
  }
}

/** A record of these names. */
export const recordOf = <A>(keys: readonly string[], values: readonly A[]): Readonly<Record<string, A>> =>
  formed(Object.fromEntries(keys.map((key) => [key, []])), values) as Readonly<Record<string, A>>

/** The element types of a record of outputs. */
export type TypesByName = Exclude<DTypes, DType>
