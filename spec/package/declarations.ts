/** What the declarations of a package name, read from the text of its `.d.ts` files. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A declaration, by its module and its name there: `network/dense.d.ts#DenseRule`. */
type Place = readonly [file: string, name: string]

interface Module {
  /** Names from elsewhere; those of other packages have no place. */
  readonly imports: Map<string, Place | undefined>
  /** Names for elsewhere; `*` is a whole module. */
  readonly exports: Map<string, Place | undefined>
  /** Modules whose names are all exported. */
  readonly stars: string[]
  readonly declared: Map<string, { readonly kind: string; readonly text: string }>
}

const uncommented = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

/** `A, type B as C`, as pairs of what it is there and here. */
const listed = (list: string): readonly Place[] => list.split(',').map((s) => s.trim()).filter((s) => s !== '').map((s) => {
  const [there = '', here = there] = s.replace(/^type /, '').split(' as ')
  return [there, here]
})

/** The module in a file, from its text. */
export const moduleOf = (file: string, text: string): Module => {
  const at = (from: string): string | undefined =>
    from.startsWith('.') ? join(dirname(file), from).replace(/\.js$/, '.d.ts') : undefined
  const place = (from: string, name: string): Place | undefined => {
    const found = at(from)
    return found === undefined ? undefined : [found, name]
  }
  const made: Module = { imports: new Map(), exports: new Map(), stars: [], declared: new Map() }
  const bare = uncommented(text)
  for (const [, list = '', from = ''] of bare.matchAll(/^import (?:type )?\{([^}]*)\} from '([^']*)'/gm))
    for (const [there, here] of listed(list)) made.imports.set(here, place(from, there))
  for (const [, list = '', from] of bare.matchAll(/^export (?:type )?\{([^}]*)\}(?: from '([^']*)')?/gm))
    for (const [there, here] of listed(list)) made.exports.set(here, from === undefined ? [file, there] : place(from, there))
  for (const [, name = '', from = ''] of bare.matchAll(/^export \* as (\w+) from '([^']*)'/gm)) made.exports.set(name, place(from, '*'))
  for (const [, from = ''] of bare.matchAll(/^export \* from '([^']*)'/gm)) made.stars.push(at(from) as string)
  for (const piece of bare.split(/^(?=(?:export|declare|interface|type|import) )/m)) {
    const [, exported, kind = '', name = ''] =
      /^(export )?(?:declare )?(?:abstract )?(const|let|function|class|interface|type) (\w+)/.exec(piece) ?? []
    if (name === '') continue
    made.declared.set(name, { kind, text: (made.declared.get(name)?.text ?? '') + piece })
    if (exported !== undefined) made.exports.set(name, [file, name])
  }
  return made
}

type Modules = ReadonlyMap<string, Module>

/** All declarations in a folder. */
export const modulesIn = (folder: string): Modules =>
  new Map(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.d.ts')).map((file) =>
    [file, moduleOf(file, readFileSync(join(folder, file), 'utf8'))]))

/** Where a name that a module exports is declared; nowhere for one of another package. */
const declaration = (modules: Modules, [file, name]: Place): Place | undefined => {
  const module = modules.get(file)
  const place = module?.exports.get(name)
  if (place === undefined) return module?.stars.map((star) => declaration(modules, [star, name])).find((found) => found !== undefined)
  if (place[0] !== file) return place[1] === '*' ? place : declaration(modules, place)
  if (module?.declared.has(place[1]) === true) return place
  const from = module?.imports.get(place[1])
  return from === undefined ? undefined : declaration(modules, from)
}

const exported = (modules: Modules, file: string): readonly string[] => {
  const module = modules.get(file)
  return module === undefined ? [] : [...module.exports.keys(), ...module.stars.flatMap((star) => exported(modules, star))]
}

/** The public names of what can be reached from a module, by where it is declared. */
export const publicNames = (modules: Modules, file: string, prefix = ''): ReadonlyMap<string, string> =>
  new Map(exported(modules, file).flatMap((name): readonly (readonly [string, string])[] => {
    const place = declaration(modules, [file, name])
    if (place === undefined) return []
    return place[1] === '*' ? [...publicNames(modules, place[0], `${prefix}${name}.`)] : [[place.join('#'), `${prefix}${name}`]]
  }))

/**
 * The part of a declaration that a user reads as a signature: the type of a value, the members of an interface. Of a function on
 * types it is what it takes, not how it computes, and of a layer's rule as well.
 */
const signature = ({ kind, text }: { readonly kind: string; readonly text: string }): string => {
  const bare = text.replace(/'[^'\n]*'|"[^"\n]*"/g, '')
  if (kind === 'type') return /\) =>/.test(bare) ? bare : bare.split(/>?\s=\s/)[0] as string
  return kind === 'interface' && /extends [^{]*Rule\b/.test(bare) ? bare.slice(0, bare.indexOf('{')) : bare
}

/** Types that public signatures name and that have no public name themselves, each with where it is named. */
export const unnamed = (modules: Modules, names: ReadonlyMap<string, string>): readonly string[] =>
  [...names].flatMap(([key, path]) => {
    const [file, name] = key.split('#') as [string, string]
    const module = modules.get(file) as Module
    const { kind, text } = module.declared.get(name) as { kind: string; text: string }
    return [...signature({ kind, text }).matchAll(/(?<![.\w])[A-Z]\w*/g)].flatMap(([id]) => {
      const from = module.imports.get(id)
      const place = module.declared.has(id) ? [file, id] as const : from === undefined ? undefined : declaration(modules, from)
      return place === undefined || names.has(place.join('#')) ? [] : [`${place.join('#')} in ${path}`]
    })
  })

