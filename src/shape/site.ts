/**
 * The place in the user's program that a call came from: `file:line:column` of the first stack frame outside of this
 * package (and of fp-ts, whose `pipe` calls on the user's behalf). Reads the stacks of V8, SpiderMonkey and
 * JavaScriptCore, and is `undefined` where there is no such frame.
 *
 * @example
 * callSite() // something like '/home/ada/digits.ts:12:15'
 */
export const callSite = (): string | undefined => siteOf(deepStack())

/**
 * The first place in a stack outside of the package's folder. The first place of all is in this file, which tells the folder;
 * in a bundle it is the bundle's, whose chunks lie in one folder with the rest of the program: better no place than a wrong one.
 */
export const siteOf = (stack: string): string | undefined => {
  const [first, ...others] = stack.split('\n').map(placeOf).filter((place) => place !== undefined)
  const own = first?.replace(/shape\/site\.[jt]s:\d+:\d+$|[^/\\]*$/, '') ?? ''
  return others.find((place) => !place.startsWith(own) && !foreign.test(place))
}

// `    at f (file:1:2)`, `    at file:1:2` in V8; `f@file:1:2`, `@file:1:2` elsewhere.
const placeOf = (line: string): string | undefined => {
  const text = line.trimStart()
  const end = text.endsWith(')') ? -1 : undefined
  const place = text.startsWith('at ') ? text.slice(Math.max(2, text.lastIndexOf('(')) + 1, end)
    : text.slice(text.indexOf('@') + 1)
  return (text.startsWith('at ') || text.includes('@')) && /.:\d+:\d+$/.test(place) ? plain(place) : undefined
}

const foreign = /^node:|^native |\/node_modules\/fp-ts\//

const plain = (place: string): string => {
  const path = place.replace(/^async /, '').replace(/^file:\/\/(?=\/)/, '').replace(/[?#][^:]*/, '')
  return /%[0-9a-f]{2}/i.test(path) ? decoded(path) : path
}
const decoded = (path: string): string => {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

// V8 keeps ten frames by default, of which a trace may take all; the limit is put back at once.
const deepStack = (): string => {
  const engine: { stackTraceLimit?: number } = Error
  const limit = engine.stackTraceLimit
  if (limit === undefined || Object.isFrozen(Error)) return new Error().stack ?? ''
  engine.stackTraceLimit = 100
  const stack = new Error().stack
  engine.stackTraceLimit = limit
  return stack ?? ''
}
