/**
 * 01 · One neuron, one step of learning, by hand.
 *
 * A neuron weighs its inputs, adds a bias, and bends the sum with an activation. Learning is a loop of five parts: go
 * forward, measure the loss, ask how the loss changes with each weight, step the weights the other way, and again.
 */
import { explain, loss, network as n, optimizer, pipe, tensor as t } from 'tenfold'
import './kit/terminal.js'
import './kit/wider.js'

// Two inputs, one neuron. A network is a value: the shape of an example, and what happens to it, step by step.
const neuron = pipe(n.input([2]), n.dense(1), n.sigmoid)

// Its parameters are a value too: a tuple with a record for each layer that has any. The compiler knows their shapes:
// weights of [3, 1] would not compile.
const params: n.Params<typeof neuron> = [{ weights: t.of([2, 1], [0.5, -0.25]), bias: t.of([1], [0.1]) }]

// One example: the inputs 1 and 2, which should become 1.
const inputs = t.of([1, 2], [1, 2])
const targets = t.of([1, 1], [1])

// Forward: 1·0.5 + 2·(-0.25) + 0.1 = 0.1, and sigmoid(0.1) = 1 / (1 + e^-0.1) = 0.525.
const [output] = t.toArray(neuron.apply(params)(inputs))
console.log(`before: ${output?.toFixed(4)}`)

// One step of gradient descent, with every number in between.
const step = (p: n.Params<typeof neuron>) => explain.step(neuron)({
  params: p,
  loss: loss.squaredError(),
  optimizer: optimizer.sgd({ learningRate: 1 }),
  inputs,
  targets,
})
const story = step(params)
console.log(`\n${explain.toText(story)}\n`)

// The step made new parameters; the ones before are what they were. With the new ones the output is nearer to 1.
const [better] = t.toArray(neuron.apply(story.updated)(inputs))
console.log(`after one step: ${better?.toFixed(4)}`)

// Learning is to do that again and again: a fold over the steps.
const learned = Array.from({ length: 50 }).reduce<n.Params<typeof neuron>>((p) => step(p).updated, params)
console.log(`after 51 steps in all: ${t.toArray(neuron.apply(learned)(inputs))[0]?.toFixed(4)}`)
