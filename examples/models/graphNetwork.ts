// A graph network, in which nodes send messages along edges: J. Gilmer, S. Schoenholz, P. Riley, O. Vinyals, G. Dahl, "Neural
// message passing for quantum chemistry" (2017).
import { network as n, optimizer, pipe, random, tensor as t, trainer, type Tensor } from 'tenfold'
import type { Model } from './model.js'

const [graphs, nodes, edges, width] = [16, 96, 192, 12] as const
// 16 graphs of 6 nodes and 12 edges, side by side.
interface Graphs {
  readonly colors: Tensor<readonly [typeof nodes, 2]>
  readonly from: Tensor<readonly [typeof edges], 'i32'>; readonly to: Tensor<readonly [typeof edges], 'i32'>
  readonly graph: Tensor<readonly [typeof nodes], 'i32'>
  readonly targets: Tensor<readonly [typeof graphs]>
}

const embed = pipe(n.input([2]), n.dense(width))
const message = pipe(n.input([24]), n.dense(width), n.relu, n.dense(width))
const update = pipe(n.input([24]), n.dense(width), n.tanh)
const readout = pipe(n.input([width]), n.dense(width), n.relu, n.dense(1))

const init = (key: random.Key) => {
  const [a, b, c, d] = random.split(key, 4)
  return { embed: embed.init(a), message: message.init(b), update: update.init(c), readout: readout.init(d) }
}
type Params = ReturnType<typeof init>

export const predict = (params: Params, { colors, from, to, graph }: Graphs): Tensor<readonly [typeof graphs]> => {
  const round = (h: Tensor<readonly [typeof nodes, typeof width]>) => {
    const sent = pipe(t.concatenate(1)([pipe(h, t.gather(from)), pipe(h, t.gather(to))]), message.apply(params.message))
    const received = pipe(sent, t.segmentSum(nodes)(to))
    return pipe(t.concatenate(1)([h, received]), update.apply(params.update), t.add(h))
  }
  const last = round(round(embed.apply(params.embed)(colors)))
  return pipe(last, t.segmentMean(graphs)(graph), readout.apply(params.readout), t.squeeze(1))
}
const loss = (params: Params, data: Graphs): Tensor<readonly []> =>
  pipe(predict(params, data), t.sub(data.targets), t.square, t.mean())

// What is to be told of a graph: on what share of its edges the color changes.
export const drawn = (key: random.Key): Graphs => {
  const [a, b, c] = random.split(key, 3)
  const ends = (of: random.Key) =>
    pipe(random.integers(of, [16, 12], { low: 0, high: 6 }), t.add(pipe(t.range(16), t.mul(6), t.expandDims(1))), t.flatten)
  const [color, from, to] = [random.integers(a, [nodes], { low: 0, high: 2 }), ends(b), ends(c)]
  const changes = pipe(color, t.gather(from), t.notEqual(pipe(color, t.gather(to))), t.cast('f32'), t.reshape([16, 12]))
  return { colors: t.oneHot(2)(color), from, to, graph: pipe(t.range(nodes), t.div(6)), targets: pipe(changes, t.mean(1)) }
}

const data = drawn(random.key(1))
const learn = trainer.of({ init, loss })({ optimizer: optimizer.adam({ learningRate: 1e-2 }) })
export const trained = (steps: number) => learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, () => data))

export const example: Model = {
  shows: 'message passing over edges by gather and segmentSum, and a mean for each graph',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
