import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

/** The folder of the shape floor, to import from. */
export const floor = fileURLToPath(new URL('../../src/shape', import.meta.url))

/** What the compiler prints about a program, each error with its line: nothing, when it accepts it. */
export const compile = (program: string): string => {
  const lines = program.split('\n')
  const error = /^.*program\.ts\((\d+),\d+\): (.*)$/gm
  return printed(program).replace(error, (_, line: string, said: string) => `${said}\n  ${lines[Number(line) - 1]}`)
}

const printed = (program: string): string => {
  const room = mkdtempSync(join(tmpdir(), 'tenfold-'))
  writeFileSync(join(room, 'program.ts'), program)
  writeFileSync(join(room, 'tsconfig.json'), JSON.stringify({
    compilerOptions: {
      strict: true, module: 'nodenext', target: 'es2023', lib: ['es2023'], types: [], noEmit: true, noErrorTruncation: true,
    },
    files: ['program.ts'],
  }))
  try {
    return execFileSync(process.execPath, [tsc, '-p', room, '--pretty', 'false'], { encoding: 'utf8' })
  } catch (failed) {
    return failed instanceof Error && 'stdout' in failed ? String(failed.stdout) : String(failed)
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}
