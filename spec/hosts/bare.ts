/**
 * `node --experimental-vm-modules bare.js FORMAT=FILE...`: loads each bundle into a context of its own, which has ECMAScript and
 * nothing else, and prints what it learns there as JSON.
 */
import { readFileSync } from 'node:fs'
import { runInContext, SourceTextModule, type Context } from 'node:vm'
import { bareContext } from './context.js'

type Program = typeof import('./program.js')

/** How a bundle of each format hands out what it exports. */
const loaders: Readonly<Record<string, (code: string, context: Context) => Program | Promise<Program>>> = {
  iife: (code, context) => runInContext(`${code};bundled`, context) as Program,
  cjs: (code, context) => runInContext(`((exports) => { const module = { exports }; ${code}\n; return module.exports })({})`, context) as Program,
  esm: async (code, context) => {
    const module = new SourceTextModule(code, { context })
    await module.link((name) => { throw new Error(`it imports ${name}`) })
    await module.evaluate()
    return module.namespace as Program
  },
}

const said = await Promise.all(process.argv.slice(2).map(async (given) => {
  const [format = '', file = ''] = given.split('=')
  const context = bareContext()
  try {
    const { names, train, complaint } = await loaders[format]!(readFileSync(file, 'utf8'), context)
    return { names: names.length, digest: train('mutable'), complaint: complaint() }
  } catch (error) {
    return { failed: String(error) }
  }
}))
console.log(JSON.stringify(said))
