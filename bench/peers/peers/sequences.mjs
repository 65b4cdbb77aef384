/** Sequence models in TensorFlow.js's operations: causal attention with rotary positions, and a GRU. */

/** Sines and cosines of rotary positions, [time, size], and what hides the future, [time, time]. */
const tables = (tf, time, size) => {
  const angle = (p, i) => p / 10000 ** ((i % (size / 2)) / (size / 2))
  const table = (of, columns) => tf.tensor2d(
    Float32Array.from({ length: time * columns }, (_, at) => of(Math.floor(at / columns), at % columns)), [time, columns])
  return {
    cos: table((p, i) => Math.cos(angle(p, i)), size),
    sin: table((p, i) => Math.sin(angle(p, i)), size),
    hidden: table((row, column) => (column > row ? -1e9 : 0), time),
  }
}

/** Products of matrices go by two axes here, with bias and activation in one kernel. */
const dense = (tf, { weights, bias }) => (x, activation = 'linear') => {
  const rows = tf.reshape(x, [-1, x.shape.at(-1)])
  return tf.reshape(tf.fused.matMul({ a: rows, b: weights, bias, activation }), [...x.shape.slice(0, -1), weights.shape[1]])
}

const attention = (tf, own, { heads }, time) => {
  const project = Object.fromEntries(Object.entries(own).map(([name, part]) => [name, dense(tf, part)]))
  const width = own.query.weights.shape[0]
  const size = width / heads
  const { cos, sin, hidden } = tables(tf, time, size)
  const turned = (x) => {
    const [first, second] = tf.split(x, 2, -1)
    return tf.add(tf.mul(x, cos), tf.mul(tf.concat([tf.neg(second), first], -1), sin))
  }
  return (x) => {
    const split = (name) => tf.transpose(tf.reshape(project[name](x), [-1, time, heads, size]), [0, 2, 1, 3])
    const scores = tf.mul(tf.matMul(turned(split('query')), turned(split('key')), false, true), 1 / Math.sqrt(size))
    const mixed = tf.matMul(tf.softmax(tf.add(scores, hidden)), split('value'))
    return project.output(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [-1, time, width]))
  }
}

const gru = (tf, { reset, update, candidate }, { units }) => {
  const projected = (x) => [reset, update, candidate].map((gate) => tf.unstack(dense(tf, gate)(x), 1))
  return (x) => {
    const [toReset, toUpdate, toCandidate] = projected(x)
    let h = tf.zeros([x.shape[0], units])
    const states = toReset.map((forReset, t) => {
      const r = tf.sigmoid(tf.add(forReset, tf.matMul(h, reset.recurrent)))
      const z = tf.sigmoid(tf.add(toUpdate[t], tf.matMul(h, update.recurrent)))
      const own = tf.add(tf.matMul(h, candidate.recurrent), candidate.recurrentBias)
      const n = tf.tanh(tf.add(toCandidate[t], tf.mul(r, own)))
      h = tf.add(n, tf.mul(z, tf.sub(h, n)))
      return h
    })
    return tf.stack(states, 1)
  }
}

/** The layers in order as one function; `params` gives each that has some its own, a tree of variables. */
const grown = (tf, described, params, time) => {
  const left = params[Symbol.iterator]()
  const functions = described.map((layer, i) => {
    const { kind } = layer
    if (kind === 'relu') return (x) => x
    const own = left.next().value
    if (kind === 'embedding') return (ones) => {
      const [batch] = ones.shape
      return tf.reshape(tf.matMul(tf.reshape(ones, [batch * time, -1]), own.table), [batch, time, -1])
    }
    if (kind === 'rmsNorm')
      return (x) => tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-5))), own.scale)
    if (kind === 'attention') return attention(tf, own, layer, time)
    if (kind === 'residual') {
      const body = grown(tf, layer.layers, own, time)
      return (x) => tf.add(x, body(x))
    }
    if (kind === 'gru') return gru(tf, own, layer)
    const apply = dense(tf, own)
    const activation = described[i + 1]?.kind === 'relu' ? 'relu' : 'linear'
    return (x) => apply(x, activation)
  })
  return (x) => functions.reduce((y, apply) => apply(y), x)
}

/** `params.2.1.key.bias` and the others as lists and objects in one another. */
const tree = (entries) => {
  const root = {}
  for (const [name, value] of entries) {
    const way = name.split('.')
    const last = way.pop()
    let at = root
    for (const part of way) at = at[part] ??= {}
    at[last] = value
  }
  const listed = (node) => {
    if ('dtype' in node) return node
    const parts = Object.fromEntries(Object.entries(node).map(([key, part]) => [key, listed(part)]))
    return Object.keys(parts).every((key) => /^\d+$/.test(key)) ? Object.values(parts) : parts
  }
  return listed(root).params
}

/** A workload's network of tokens, which come as rows with a 1: the wasm backend has no gradient of a lookup. */
export const sequenceOf = (tf, { layers, input: [time] }, variables) =>
  grown(tf, layers, tree(Object.entries(variables)), time)
