/** `npm run prove -- FUNCTION [options]`: how many inputs of a function are misrounded, of all that there are. */
import '../../examples/kit/terminal.js'
import { backend } from '../../src/index.js'
import * as elementary from '../../src/program/elementary/catalog.js'
import type { Scalar } from '../../src/program/scalar.js'
import { parse, usage, type Options } from './options.js'
import { progress } from './progress.js'
import { engine, prove, proveNumbers } from './prove.js'
import { json, report, type Timed } from './report.js'
import { all, some } from './sample.js'

/** In a quick run, from each exponent of both signs. */
const few = 4096

const run = async ({ functions, threads, quick, engine: byEngine, json: asJson }: Options): Promise<void> => {
  const on = await backend.wasmThreads({ threads })
  for (const name of functions) {
    const own = engine[name]
    if (byEngine && own === undefined) {
      console.error(`Math has no ${name}`)
      continue
    }
    const { show, stop } = progress(name)
    const start = performance.now()
    const sample = quick ? some(few) : all
    const verdict = byEngine && own !== undefined
      ? { ...proveNumbers(name, own, on, sample, show), name: `Math.${name}` }
      : prove(name, elementary[name] as (x: Scalar) => Scalar, on, sample, show)
    stop()
    const timed: Timed = { ...verdict, seconds: (performance.now() - start) / 1000 }
    console.log(asJson ? json(timed) : report(timed))
    if (timed.misrounded > 0 && !byEngine) process.exitCode = 1
  }
  await on.close()
}

const options = parse(process.argv.slice(2))
if (options._tag === 'Left') {
  console.error(`${options.left}\n\n${usage}`)
  process.exitCode = 2
} else if (options.right.help) console.log(usage.trimEnd())
else await run(options.right)
