/** Jobs that are refused before anything is compiled, and indices that are found out of range. */
import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { optimizer, pipe, random, tensor as t, trainer, type Tensor } from '../../../src/index.js'
import { job } from '../../../src/xla/index.js'
import { right } from '../../either.js'
import { command } from '../../conformance/engines/shell.js'
import { must, type Check } from '../check.js'
import { trainings } from './networks.js'
import { within, type Ran } from './programs.js'
import { runner, type Room } from './room.js'

/** A run that ended with 1 and a sentence. */
const refuses = ({ code, stdout, stderr }: Ran, sentence: RegExp): void => {
  must(code === 1 && sentence.test(stderr), `expected 1 and ${sentence}, it ended with ${code} and said ${stderr}`)
  must(!stdout.includes('compiled'), `it was compiled before: ${stdout}`)
}

/** The sum of rows of a table that is learned. */
const rows = trainer.of({
  init: () => ({ table: t.ones([5, 2]) }),
  loss: ({ table }, { rows }: { readonly rows: Tensor<readonly [number], 'i32'> }) => pipe(table, t.gather(rows), t.square, t.mean()),
})({ optimizer: optimizer.sgd({ learningRate: 0.1 }) })

const refused = async (room: Room): Promise<string> => {
  const folder = room.folder('refused')
  const whole = join(folder, 'whole')
  await trainings.tiny().write(whole)
  const changed = (name: string, change: (at: string) => void): string => {
    const at = join(folder, name)
    cpSync(whole, at, { recursive: true })
    change(at)
    return at
  }
  const inJson = (from: string, to: string) => (at: string): void => {
    const file = join(at, 'job.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
  }
  refuses(await within(room, 4, changed('text', (at) => appendFileSync(join(at, 'step-32.mlir'), '\n'))), /step-32\.mlir/)
  refuses(await within(room, 4, changed('state', (at) => appendFileSync(join(at, 'state.safetensors'), ' '))), /state\.safetensors/)
  refuses(await within(room, 4, changed('data', (at) => appendFileSync(join(at, 'data/00000.safetensors'), ' '))), /00000\.safetensors/)
  refuses(await within(room, 4, changed('shape', inJson('"examples": 32', '"examples": 16'))), /tenfold_xla: .*(16|32)/)
  refuses(await within(room, 4, whole, '--mesh', 'data=3'), /4/)
  refuses(await within(room, 4, whole, '--mesh', 'data=2,model=2', '--shard', 'nothing=model'), /nothing/)
  const odd = join(folder, 'odd')
  right(await job({ learn: rows, state: rows.init(random.key(0)), batches: [{ rows: t.of([3], [0, 4, 2], 'i32') }] })(odd)())
  refuses(await within(room, 4, odd), /3 examples.*4 devices/)
  return ''
}

export const refusals = (room: Room): readonly Check[] => [{
  name: 'refused: other digests, shapes, meshes and patterns', run: async () => { await refused(room) },
}, {
  name: 'refused: an index out of range, where it is checked',
  run: async () => {
    const at = join(room.folder('range'), 'job')
    const batches = [[0, 4], [1, 5], [2, 3]].map((list) => ({ rows: t.of([2], list, 'i32') }))
    right(await job({ learn: rows, state: rows.init(random.key(0)), batches })(at)())
    const ran = await within(room, 1, at, '--check', '--out', join(at, 'checked'))
    must(ran.code === 1 && /step 2: an index/.test(ran.stderr), `it ended with ${ran.code} and said ${ran.stderr}`)
    must((await within(room, 1, at)).code === 0, 'without the check it is not found')
  },
}, {
  name: 'refused: a Python without JAX',
  run: async () => {
    const { code, stderr } = await command(room.python, ['-S', runner, 'job'])
    must(code === 1 && /JAX is not installed.*-m venv.*pip install/s.test(stderr), `it ended with ${code} and said ${stderr}`)
  },
}]
