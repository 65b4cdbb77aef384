/** What modules of this package export, read from their text. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** One exported name. */
export interface Export {
  readonly name: string
  readonly kind: 'value' | 'type' | 'namespace'
  /** The module that declares it. */
  readonly file: string
  /** Its name there; for a namespace, nothing. */
  readonly local: string
}

const target = (from: string, specifier: string): string => join(dirname(from), specifier.replace(/\.js$/, '.ts'))

const named = (file: string, list: string, from: string | undefined, onlyTypes: boolean): readonly Export[] =>
  list.split(',').map((item) => item.trim()).filter((item) => item !== '').flatMap((item): readonly Export[] => {
    const [, type, local = '', name = local] = /^(type )?(\w+)(?: as (\w+))?$/.exec(item) ?? []
    const isType = onlyTypes || type !== undefined
    const found = from?.startsWith('.') ? exportsOf(target(file, from)).find((e) => e.name === local) : undefined
    return [found === undefined ? { name, kind: isType ? 'type' : 'value', file: '', local } : { ...found, name }]
  })

/** All that a module exports, wherever it is declared; what comes from other packages has no file. */
export const exportsOf = (file: string): readonly Export[] => {
  const text = readFileSync(file, 'utf8')
  // A list may go over several lines.
  return [...text.matchAll(/^export ((?:type )?\{[^}]*\}.*|.*)$/gm)].flatMap(([, rest = '']): readonly Export[] => {
    const declaration = /^(?:declare )?(?:async )?(const|function\*?|class|let|type|interface) (\w+)/.exec(rest)
    if (declaration !== null) {
      const [, keyword = '', name = ''] = declaration
      return [{ name, kind: keyword === 'type' || keyword === 'interface' ? 'type' : 'value', file, local: name }]
    }
    const all = /^\*(?: as (\w+))? from '(.+)'/.exec(rest)
    if (all !== null) {
      const [, name, from = ''] = all
      const module = target(file, from)
      return name === undefined ? exportsOf(module) : [{ name, kind: 'namespace', file: module, local: '' }]
    }
    const list = /^(type )?\{([^}]*)\}(?: from '(.+)')?/.exec(rest)
    if (list === null) throw new Error(`${file}: what does "export ${rest}" export?`)
    return named(file, list[2] ?? '', list[3], list[1] !== undefined)
  })
}
