/** The resources that checks share: Python, its processes, the cores, a folder. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../hosts/room.js'
import type { Cores } from '../cores.js'
import { workersOf, type Workers } from '../workers.js'

export interface Room {
  readonly python: string
  readonly cores: Cores
  /** Processes that run texts and jobs, on one device. */
  readonly single: Workers
  /** The same on four virtual devices. */
  readonly fourfold: Workers
  /** Processes with eight, which only compile. */
  readonly compilers: Workers
  /** A folder of its own. */
  readonly folder: (name: string) => string
}

/** The runner, as it is published. */
export const runner = join(root, 'src/xla/tenfold_xla.py')
export const requirements = join(root, 'src/xla/requirements.txt')

/** The environment of all that runs Python. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env, JAX_PLATFORMS: 'cpu', PYTHONPATH: join(root, 'src/xla'), PYTHONDONTWRITEBYTECODE: '1',
}

export const roomOf = (python: string, cores: Cores, above: string): Room => {
  const workers = (devices: number): Workers => workersOf(python, join(root, 'spec/interop/xla/worker.py'),
    { ...environment, XLA_FLAGS: `--xla_force_host_platform_device_count=${devices}` }, cores)
  return {
    python,
    cores,
    single: workers(1),
    fourfold: workers(4),
    // Code that is not run is made without optimization.
    compilers: workersOf(python, join(root, 'spec/interop/xla/plan.py'), {
      ...environment,
      XLA_FLAGS: '--xla_force_host_platform_device_count=8 --xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true',
    }, cores),
    folder: (name) => {
      const folder = join(above, name)
      mkdirSync(folder, { recursive: true })
      return folder
    },
  }
}
