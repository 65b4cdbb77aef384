/**
 * 03 · Derivatives as values.
 *
 * A differentiable function gives its value and its pullback: the linear map that says how a change of the result goes
 * back to the argument. Composing functions composes pullbacks: that is the chain rule, and all of "backpropagation".
 */
import assert from 'node:assert/strict'
import { differentiable as d, pipe, random, tensor as t, type Tensor } from 'tenfold'
import './kit/terminal.js'
import './kit/wider.js'

// Primitives come with their derivatives; `compose` makes softplus, log(1 + eˣ), out of two of them.
type Four = Tensor<readonly [4], 'f64'>
const softplus: d.Differentiable<Four, Four> = d.compose(d.exp, d.log1p)
const x: Four = t.of([4], [-2, 0, 0.5, 3], 'f64')
const [value, pullback] = softplus(x)
const slope = pullback(t.ones([4], 'f64'))
console.log('softplus        ', t.toArray(value))
console.log('its slope       ', t.toArray(slope))
console.log('sigmoid, so far ', t.toArray(t.sigmoid(x)))

// Or write an ordinary function of tensors, and lift it: the same rules are composed for you.
const distance = d.lift((v: Four) => pipe(v, t.sub(1), t.square, t.sum()))
console.log('d Σ(x - 1)²     ', t.toArray(d.gradient(distance)(x)))

// A rule by hand is a pair, too. `check` compares it with differences along random directions, in double precision.
const cube: d.Differentiable<Four, Four> = (v) => {
  const square = t.square(v)
  return [pipe(v, t.mul(square)), (dy) => pipe(square, t.mul(3), t.mul(dy))]
}
const slip: d.Differentiable<Four, Four> = (v) => [cube(v)[0], (dy) => pipe(t.square(v), t.mul(2), t.mul(dy))]
assert.equal(d.check(cube, x, random.key(0))._tag, 'Right')
const found = d.check(slip, x, random.key(0))
console.log('a slip is found:', found._tag === 'Left' ? found.left.message : 'no')

// Forward mode, from the same table of rules: how the value moves when the argument moves along a direction.
const [, along] = d.jvp((v: Four) => pipe(v, t.square, t.sum()))(x, t.of([4], [1, 0, 0, 0], 'f64'))
console.log('along the first ', t.item(along))

// Enough to learn with, and nothing else: a line through points by gradient descent, as a fold.
const at = t.of([5], [0, 1, 2, 3, 4], 'f64')
const seen = t.of([5], [1.1, 2.9, 5.2, 6.8, 9.1], 'f64')
interface Line { readonly slope: Tensor<readonly [], 'f64'>; readonly start: Tensor<readonly [], 'f64'> }
const error = d.lift(({ slope: a, start: b }: Line) => pipe(at, t.mul(a), t.add(b), t.sub(seen), t.square, t.mean()))
const down = (line: Line): Line => {
  const { slope: a, start: b } = d.gradient(error)(line)
  return { slope: pipe(line.slope, t.sub(pipe(a, t.mul(0.05)))), start: pipe(line.start, t.sub(pipe(b, t.mul(0.05)))) }
}
const line = Array.from({ length: 400 }).reduce<Line>(down, { slope: t.scalar(0, 'f64'), start: t.scalar(0, 'f64') })
console.log(`the line        y = ${t.item(line.slope).toFixed(3)}·x + ${t.item(line.start).toFixed(3)}`)
