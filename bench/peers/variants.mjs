/** Who takes part: a name for the table, the program that it runs in and what that is told. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const here = process.execPath
// jax-js needs a newer Node than this project does.
const newer = at('node_modules/node/bin/node')
const python = '/usr/bin/python3'
const torch = '/usr/lib/python3/dist-packages/torch'
const venv = at('.venv/bin/python')

const tenfold = (name, options) => ({ name, command: here, program: at('peers/tenfold.mjs'), options, ours: true })
const tfjs = (backend) =>
  ({ name: `tfjs-${backend}`, command: here, program: at('peers/tfjs.mjs'), options: { backend }, needs: at('node_modules') })
const pytorch = (threads) =>
  ({ name: `pytorch-${threads}t`, command: python, program: at('peers/pytorch.py'), options: { threads }, needs: torch })
const jax = (threads, command) =>
  ({ name: `jax-${threads}t`, command, program: at('peers/xla.py'), options: { threads }, needs: command })
/** Our step, compiled by XLA as JAX's own is. */
const stablehlo = (threads, command) => ({
  name: `tenfold-xla-${threads}t`, command, program: at('peers/stablehlo.py'), options: { threads, node: here }, needs: command,
})

/**
 * Ours first: the others are compared with the first of ours that there is. They run on `node`, by default the newer one that is
 * installed here, with wider vectors unless they are to be narrow; `…-here` is what runs this, as it is. `python` has JAX.
 */
export const variantsFor = ({ node = existsSync(newer) ? newer : here, narrow = false, python: withJax = venv } = {}) => [
  ...[['tenfold-wasm', { backend: 'wasm' }], ['tenfold-wasm-1t', { threads: 1 }], ['tenfold-wasm-2t', { threads: 2 }]]
    .map(([name, options]) => ({ ...tenfold(name, { ...options, wider: !narrow }), command: node, needs: node })),
  { ...tenfold('tenfold-wasm-narrow', { backend: 'wasm' }), command: node, needs: node },
  tenfold('tenfold-wasm-here', { backend: 'wasm' }),
  tenfold('tenfold-mutable', { backend: 'mutable' }),
  tfjs('wasm'),
  tfjs('cpu'),
  { name: 'jax-js', command: newer, program: at('peers/jaxjs.mjs'), options: {}, needs: newer },
  { name: 'onnxruntime', command: here, program: at('peers/onnxruntime.mjs'), options: {}, needs: at('node_modules') },
  pytorch(1),
  pytorch(2),
  jax(1, withJax),
  jax(2, withJax),
  stablehlo(1, withJax),
  stablehlo(2, withJax),
]

/** What is not installed, as text; nothing when all is there. */
export const missing = ({ needs }) =>
  (needs === undefined || existsSync(needs) ? undefined : `not installed: ${needs.replace(at('.'), '')}`)
