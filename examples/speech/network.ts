import { network as n, pipe } from 'tenfold'
import { heard } from './features.js'

/** Convolutions along time, the bands of the mel scale being channels; then the most of each feature at any time. */
export const network = pipe(
  n.input(heard),
  n.conv1d({ filters: 48, kernel: 5, padding: 'same' }),
  n.batchNorm(),
  n.relu,
  n.maxPool1d(2), // [30, 48]
  n.conv1d({ filters: 48, kernel: 5, padding: 'same' }),
  n.batchNorm(),
  n.relu,
  n.maxPool1d(2), // [15, 48]
  n.conv1d({ filters: 48, kernel: 3, padding: 'same' }),
  n.batchNorm(),
  n.relu,
  n.globalMaxPool, // [48]
  n.dropout(0.3),
  n.dense(10),
)
