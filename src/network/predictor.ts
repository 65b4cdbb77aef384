import type { AsyncJitOptions, JitOptions } from '../jit/options.js'
import type { Batched, DTypes, Example, Form } from '../tensor/form.js'

/** How a network with its parameters is run. */
export interface CompileOptions extends JitOptions {}
/** How it is run by a backend that answers later. */
export interface AsyncCompileOptions extends AsyncJitOptions {}

/** The output for one example, or the outputs for a batch, [batch, ...]: as the network's `apply` gives them, at inference. */
export interface Predict<I extends Form, O extends Form, D extends DTypes = 'f32', X extends DTypes = D> {
  (example: Example<I, X>): Example<O, D>
  <B extends number>(examples: Batched<B, I, X>): Batched<B, O, D>
}

/**
 * A network with its parameters. The parameters stay where the programs run; a prediction copies its examples there and
 * its outputs back. A program is made for one example at once, for a batch when the first of about that size comes.
 *
 * @example
 * const net = pipe(input([2]), dense(3, { bias: initializer.constant(1), weights: initializer.zeros }))
 * const { predict } = net.compile(net.init(random.key(0)))
 * predict(t.of([2], [5, 7])) // [1, 1, 1]
 * predict(t.zeros([4, 2])).shape // [4, 3]
 */
export interface Predictor<I extends Form, O extends Form, D extends DTypes = 'f32', X extends DTypes = D> {
  readonly predict: Predict<I, O, D, X>
}

/** As `Predict`, in a promise. */
export interface PredictAsync<I extends Form, O extends Form, D extends DTypes = 'f32', X extends DTypes = D> {
  (example: Example<I, X>): Promise<Example<O, D>>
  <B extends number>(examples: Batched<B, I, X>): Promise<Batched<B, O, D>>
}

/** A network with its parameters on a backend that answers later. Several predictions may be on their way at once. */
export interface AsyncPredictor<I extends Form, O extends Form, D extends DTypes = 'f32', X extends DTypes = D> {
  readonly predictAsync: PredictAsync<I, O, D, X>
}

/** A network made ready to predict with parameters, on a backend that answers later or at once. */
export interface CompileWith<P, I extends Form, O extends Form, D extends DTypes = 'f32', X extends DTypes = D> {
  (params: P, options: AsyncCompileOptions): AsyncPredictor<I, O, D, X>
  (params: P, options?: CompileOptions): Predictor<I, O, D, X>
}
