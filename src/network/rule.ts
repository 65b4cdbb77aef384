/**
 * Layers as functions on types. A rule is an interface whose members speak of `this['in']`, the shape that comes; to apply it is
 * to intersect it with what it is given: `(R & { in: readonly [28, 28, 1] })['out']`. So rules compose before any network is
 * there, and a block whose width is a type parameter has a type.
 */
import type { Add } from '../shape/arithmetic.js'
import type { Same } from '../shape/fits.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import type { ShapeText } from '../shape/text.js'
import type { DTypes, Form, TypeAt } from '../tensor/form.js'
import type { Network } from './network.js'
import type { Append, Entries, Twice } from './params.js'

/**
 * What a layer does to types. A rule of one's own extends it and says `out` at least.
 */
export interface LayerRule {
  /** What messages call the layer. */
  readonly name: unknown
  /** The shape of an example that comes, and its element type; of a record of tensors, records of those. */
  readonly in: unknown
  readonly dtype: unknown
  /** The shape that goes, or a sentence that says why what comes does not fit. */
  readonly out: unknown
  /** The parameters that are added, a tuple with a record for each layer that has some; none by default. */
  readonly params: unknown
  /**
   * The element types that the layer takes, f32 and f64 by default, and the one that it gives, by default the same. One that
   * takes a record of tensors says `DTypes`.
   */
  readonly takes: unknown
  readonly gives: unknown
}

/** The element types that a layer takes. */
type Takes<R extends LayerRule> = unknown extends R['takes'] ? Float : R['takes']
type NameOf<R extends LayerRule> = R['name'] extends string ? R['name'] : 'the layer'
type TypesText<D> = [D] extends [Float] ? Float extends D ? 'f32 or f64' : D & string : D & string

/** Whether a rule takes an element type, or nobody knows which it is. */
type IsTaken<R extends LayerRule, D> = [D] extends [Takes<R>] ? true : DType extends D ? true : false

/** What a layer gives for examples of the form `O` and element type `D`: a form, or a sentence. */
export type Out<R extends LayerRule, O, D> =
  IsTaken<R, D> extends true
    ? (R & { readonly in: O; readonly dtype: D })['out']
    : O extends Shape ? `${NameOf<R>} takes ${TypesText<Takes<R>>}, received ${D & string}`
    : `${NameOf<R>} takes one tensor, received a record: concatenate and parallel join its tensors, each changes some`

/** The parameters that a layer adds. */
export type Added<R extends LayerRule, O, D> =
  (R & { readonly in: O; readonly dtype: D })['params'] extends infer P extends readonly unknown[] ? P : readonly []

/** What a network has for parameters after a layer that refused it, and why: nothing is that. */
export interface Refused<Sentence> {
  readonly error: Sentence
}

/**
 * The parameters `P` of a network after a layer; or, where the layer gives a sentence, that: the compiler, which refuses the network
 * for it, prints it near the beginning of its message. The sentence is not looked at here: what the compiler never prints it
 * should not compute.
 */
export type Accepted<P, Given> = [Extract<Given, string>] extends [never] ? P : Refused<Given>

/** The element type that a layer gives. */
export type Gives<R extends LayerRule, O, D> =
  (R & { readonly in: O; readonly dtype: D })['gives'] extends infer T extends DTypes ? T : D

/** A layer that keeps the shape and has no parameters. */
export interface KeepsRule<Name extends string> extends LayerRule {
  readonly name: Name
  readonly out: this['in']
}

/**
 * The shape in `this['in']`, where a type function takes nothing else. Of `any` elements: whether a size that is a type parameter
 * is a `number` is put off by the compiler until it is known, and with it all that follows.
 */
export type ShapeIn<O> = O extends readonly any[] ? O : never

/** The element type in `this['dtype']`, where it is a float. */
export type FloatIn<D> = Extract<D, Float>

/** Anything with a rule, whatever it is: to ask for `Layer<LayerRule>` would compare call signatures, and refuse. */
export interface Ruled {
  // A layer's rule is known where it is used, by what is inferred.
  readonly rule?: any
}

/** What may stand inside a combinator: a layer, a block of layers, or a network. */
export type Block = Ruled | Network<any, any, any, any, any>

/** The rule of a layer or a network; `Name` is what a network that does not fit is told by. */
export type RuleOf<B, Name extends string> =
  B extends Network<infer P, infer I, infer O, infer D, infer X> ? NetworkRule<Name, P, I, O, D, X>
  : B extends { readonly rule?: infer R } ? Exclude<R, undefined> extends infer X extends LayerRule ? X : never
  : never
/** The rules of some blocks. */
export type RulesOf<Bs extends readonly unknown[], Name extends string> = { readonly [K in keyof Bs]: RuleOf<Bs[K], Name> }

/** The rules of blocks one after another; those of a sequence among them are spliced in, so that the compiler goes less deep. */
export type RulesInTurn<Bs extends readonly unknown[], Name extends string> =
  Bs extends readonly [infer B, ...infer T] ? readonly [...InTurn<RuleOf<B, Name>>, ...RulesInTurn<T, Name>]
  : Bs extends readonly [...infer T, infer B] ? readonly [...RulesInTurn<T, Name>, ...InTurn<RuleOf<B, Name>>]
  : Bs extends readonly [] ? readonly [] : readonly [ListRule<RuleOf<Bs[number], Name>>]
/** The rules that a rule stands for: those of a sequence, or itself. */
export type InTurn<R> = R extends { readonly sequence: infer Rs extends readonly unknown[] } ? Rs : readonly [R]

/** What a network asks of what comes before it: its inputs. */
export type Starts<Name extends string, I extends Form, O> =
  Same<I, O> extends true ? I
  : I extends Shape ? `${Name} takes ${ShapeText<I>}, received ${ShapeText<ShapeIn<O>>}`
  : O extends Shape ? `${Name} takes a record, received one tensor` : never

/** What of a record does not fit a network that takes a record, in sentences. */
type Misfits<Name extends string, I, X, O, D> =
  | { [K in keyof I & string]:
      K extends keyof O
        ? Same<I[K], O[K]> extends true
          ? Same<TypeAt<X, K>, TypeAt<D, K>> extends true ? never
          : `${Name} takes ${K} of ${TypeAt<X, K> & string}, received ${TypeAt<D, K> & string}`
        : `${Name} takes ${K} of ${ShapeText<ShapeIn<I[K]>>}, received ${ShapeText<ShapeIn<O[K]>>}`
      : `${Name} takes a record with ${K}, received one without it` }[keyof I & string]
  | { [K in Exclude<keyof O, keyof I> & string]: `${Name} takes no ${K}` }[Exclude<keyof O, keyof I> & string]

/** The same of forms and element types. */
type StartsForm<Name extends string, I extends Form, X, O, D> =
  I extends Shape ? Starts<Name, I, O>
  : O extends Shape ? Starts<Name, I, O>
  : [Misfits<Name, I, X, O, D>] extends [never] ? I : Misfits<Name, I, X, O, D>

/** A network as a layer. */
export interface NetworkRule<Name extends string, P, I extends Form, O extends Form, D extends DTypes, X extends DTypes>
  extends LayerRule {
  readonly name: Name
  readonly out: StartsForm<Name, I, X, this['in'], this['dtype']> extends infer S extends string ? S : O
  readonly params: Entries<P>
  readonly takes: X extends DType ? X : DTypes
  readonly gives: D
}

/** The parameters of a block, as one entry among those of the network around it. */
export type BlockParams<R extends LayerRule, O, D> = Append<readonly [], Added<R, O, D>>

/** What a sequence of layers comes to: shape or sentence, element type, parameters. */
interface Passed<O, D, P extends readonly unknown[]> {
  readonly out: O
  readonly dtype: D
  readonly params: P
}
type Pass<Rs extends readonly unknown[], O, D, P extends readonly unknown[] = readonly []> =
  O extends string ? Passed<O, D, P>
  : Rs extends readonly [infer R extends LayerRule, ...infer T]
    ? Pass<T, Out<R, O, D>, Gives<R, O, D>, readonly [...P, ...Added<R, O, D>]>
    : Passed<[Twice<P>] extends [never] ? O : Twice<P>, D, P>

/** What every one of a list of layers makes of a shape: itself, a sentence, or a shape that only run time knows. */
type Through<R, O, D> =
  0 extends 1 & R ? readonly number[]
  : R extends LayerRule
    ? Out<R, O, D> extends infer N ? N extends string ? N : Same<N, O> extends true ? O : readonly number[] : never
    : never
/** With `number` for what only some of them do, as `[8] | readonly number[]` is `readonly number[]`. */
type Settled<N, O> = [Extract<N, string>] extends [never] ? Same<N, O> extends true ? O : readonly number[] : Extract<N, string>
type AddedBy<R, D> = 0 extends 1 & R ? unknown : R extends LayerRule ? Added<R, readonly number[], D>[number] : never
type GivenBy<R, O, D> = 0 extends 1 & R ? D : R extends LayerRule ? Gives<R, O, D> : never

/** Layers one after another whose number only run time knows: an array that was spread. */
export interface ListRule<R> extends LayerRule {
  readonly name: 'sequential'
  readonly out: Settled<Through<R, this['in'], this['dtype']>, this['in']>
  readonly params: readonly AddedBy<R, this['dtype']>[]
  readonly takes: DType
  readonly gives: GivenBy<R, this['in'], this['dtype']> | this['dtype']
}

/** Layers one after another. */
export interface SequentialRule<Rs extends readonly unknown[]> extends LayerRule {
  readonly name: 'sequential'
  /** The rules that it is made of. */
  readonly sequence: Rs
  readonly out: Pass<Rs, this['in'], this['dtype']>['out']
  readonly params: Pass<Rs, this['in'], this['dtype']>['params']
  readonly takes: DTypes
  readonly gives: Pass<Rs, this['in'], this['dtype']>['dtype']
}

/** A block so many times as only run time knows: its parameters have no type. */
interface UncountedRule extends LayerRule {
  readonly name: 'repeat'
  readonly out: 'repeat needs a number of times that the compiler knows, received number'
  readonly takes: DType
}

/** `N` times the same list. */
export type Repeated<Xs extends readonly unknown[], N extends number> =
  [N] extends [never] ? Xs : number extends N ? readonly [UncountedRule] : Times<Xs, N>
type Times<Xs extends readonly unknown[], N extends number, T extends readonly unknown[] = readonly [], C extends number = 0> =
  C extends N ? T : Times<Xs, N, readonly [...T, ...Xs], Add<C, 1>>
