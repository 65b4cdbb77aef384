/** The runner's own tests, in Python. */
import { join } from 'node:path'
import { root } from '../../hosts/room.js'
import { command } from '../../conformance/engines/shell.js'
import { must, type Check } from '../check.js'
import type { Room } from './room.js'

const patience = 300_000

export const runnerTests = ({ python, cores }: Room): readonly Check[] => [{
  name: 'runner: its own tests',
  run: () => cores.use(1, async () => {
    const { code, stderr } = await command(python, ['-B', '-m', 'unittest', 'discover', '-s', join(root, 'spec/interop/xla')], patience)
    const [, count = '0'] = /Ran (\d+) tests/.exec(stderr) ?? []
    must(code === 0 && Number(count) > 0, stderr.split('\n').slice(-40).join('\n'))
    return `${count} tests`
  }),
}]
