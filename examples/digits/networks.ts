import { network as n, pipe } from 'tenfold'

/** One hidden layer: 101,770 parameters. */
export const mlp = pipe(n.input([28, 28, 1]), n.flatten, n.dense(128), n.relu, n.dense(10))

/** Two convolutions with pooling: 5,994 parameters, and more work. */
export const cnn = pipe(
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
