/** A folder in which the packed package is installed, as `npm install` leaves it. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from '../hosts/room.js'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Room {
  readonly folder: string
  /** Runs `tenfold` in the folder. */
  readonly tenfold: (args: readonly string[], options?: { readonly input?: string; readonly env?: NodeJS.ProcessEnv }) => Promise<Ended>
  /** Starts it, and tells how it ends. */
  readonly start: (args: readonly string[]) => { readonly child: ChildProcess; readonly ended: Promise<Ended> }
  readonly remove: () => void
}

const locale = { ...process.env, LC_ALL: 'C.UTF-8' }

/** Packs the package as it is built, and installs it with what it needs: from this project's modules, not from the network. */
export const packed = (): Room => {
  const folder = mkdtempSync(join(tmpdir(), 'tenfold-bin-'))
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const [{ filename }] = JSON.parse(said) as readonly [{ readonly filename: string }]
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, 'tenfold'), { recursive: true })
  mkdirSync(join(modules, '.bin'))
  execFileSync('tar', ['xzf', join(folder, filename), '-C', join(modules, 'tenfold'), '--strip-components=1'])
  rmSync(join(folder, filename))
  const manifest = JSON.parse(readFileSync(join(modules, 'tenfold/package.json'), 'utf8')) as {
    readonly dependencies: object; readonly bin: { readonly tenfold: string }
  }
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  const program = join(modules, 'tenfold', manifest.bin.tenfold)
  chmodSync(program, 0o755)
  symlinkSync(program, join(modules, '.bin/tenfold'))
  const command = join(modules, '.bin/tenfold')
  return {
    folder,
    tenfold: (args, { input = '', env = {} } = {}) => new Promise((done) => {
      const child = execFile(command, [...args], { cwd: folder, env: { ...locale, ...env }, encoding: 'utf8', timeout: 120_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }))
      child.stdin?.on('error', () => undefined).end(input)
    }),
    start: (args) => {
      const child = spawn(command, [...args], { cwd: folder, env: locale, stdio: ['ignore', 'pipe', 'pipe'] })
      const [out, err]: [string[], string[]] = [[], []]
      child.stdout.setEncoding('utf8').on('data', (text: string) => void out.push(text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => void err.push(text))
      const ended = new Promise<Ended>((done) => child.on('close', (code) => done({ code, stdout: out.join(''), stderr: err.join('') })))
      return { child, ended }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
