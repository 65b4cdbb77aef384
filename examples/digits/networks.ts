import { network as n, pipe } from 'tenfold'

/** One hidden layer: 101,770 parameters. */
const mlp = pipe(n.input([28, 28, 1]), n.flatten, n.dense(128), n.relu, n.dense(10))

/** Two convolutions with pooling: 5,994 parameters, and more work. */
const cnn = pipe(
  n.input([28, 28, 1]),
  n.conv2d({ filters: 8, kernel: [5, 5] }), // [24, 24, 8]
  n.relu,
  n.maxPool2d([2, 2]), // [12, 12, 8]
  n.conv2d({ filters: 16, kernel: [5, 5] }), // [8, 8, 16]
  n.relu,
  n.maxPool2d([2, 2]), // [4, 4, 16]
  n.flatten,
  n.dense(10),
)

/** After Y. LeCun et al., "Gradient-based learning applied to document recognition" (1998), fig. 2, with today's parts: 80,202 parameters. */
const lenet = pipe(
  n.input([28, 28, 1]),
  n.conv2d({ filters: 16, kernel: [5, 5] }), // [24, 24, 16]
  n.relu,
  n.maxPool2d([2, 2]), // [12, 12, 16]
  n.conv2d({ filters: 32, kernel: [5, 5] }), // [8, 8, 32]
  n.relu,
  n.maxPool2d([2, 2]), // [4, 4, 32]
  n.flatten,
  n.dropout(0.4),
  n.dense(128),
  n.relu,
  n.dropout(0.4),
  n.dense(10),
)

/** Three padded convolutions. Each is pooled before it is normalised, which leaves a quarter to do: 99,149 parameters. */
const fashion = pipe(
  n.input([28, 28, 1]),
  n.conv2d({ filters: 16, kernel: [5, 5], padding: 'same' }),
  n.maxPool2d([2, 2]), // [14, 14, 16]
  n.batchNorm(),
  n.relu,
  n.conv2d({ filters: 32, kernel: [3, 3], padding: 'same' }),
  n.maxPool2d([2, 2]), // [7, 7, 32]
  n.batchNorm(),
  n.relu,
  n.conv2d({ filters: 64, kernel: [3, 3], padding: 'same' }),
  n.maxPool2d([2, 2]), // [3, 3, 64]
  n.batchNorm(),
  n.relu,
  n.flatten,
  n.dropout(0.2),
  n.dense(128),
  n.relu,
  n.dropout(0.2),
  n.dense(10),
)

/** All of them, by name. */
export const networks = { mlp, cnn, lenet, fashion } as const

export type Name = keyof typeof networks
