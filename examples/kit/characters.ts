/** What a terminal can show, as its environment says. */

type Environment = Readonly<Record<string, string | undefined>>

/** Whether text may move the cursor and have colors: not in a file or pipe, not where the terminal cannot, not where nobody wants it. */
export const hasEscapes = ({ isTTY = false }: { readonly isTTY?: boolean }, { TERM, NO_COLOR = '' }: Environment): boolean =>
  isTTY && TERM !== 'dumb' && NO_COLOR === ''

/** Whether text has to be ASCII: the locale says so, by the first of its variables that says anything. */
export const isAscii = ({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean => {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((name) => name !== undefined && name !== '')
  return locale !== undefined && !/utf-?8/i.test(locale)
}

/** Characters of these programs, each with one in its place, so that columns stay. */
const stand = new Map(([
  ['█▇▆▅▄▃▂▁▀', `#%*=_:._"`], ['▓▒░·•', '%+-..'], ['─│┌┐└┘├┤┬┴┼', '-|+++++++++'], ['━┃═║╔╗╚╝', '-|=|++++'],
  ['²³×±Σ√≥≤→…–—’“”', `23x~S/><>.--'""`],
] as const).flatMap(([from, to]) => [...from].map((letter, i) => [letter, to.charAt(i)])))

/** Text in ASCII; letters that are not these programs' own, as in the name of a file, stay. */
export const inAscii = (text: string): string => text.replace(/[^\0-\x7f]/gu, (letter) => stand.get(letter) ?? letter)

/** A value as JSON in ASCII, whatever the terminal can show. */
export const json = (value: unknown): string =>
  JSON.stringify(value).replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
