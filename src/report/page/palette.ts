/** Colors, as variables of the style sheet: eight that tell lines apart, and shades for heat. */
const light = {
  paper: '#f7f7f5', card: '#ffffff', ink: '#17191c', muted: '#575d66', rule: '#e3e4e2', grid: '#ececea', accent: '#1d4ed8',
  good: '#15703a', warn: '#9a4a00', bad: '#b3261e', goodWash: '#e7f4ec', warnWash: '#fdf1e2', badWash: '#fcebe9',
  lines: ['#2563eb', '#c2500c', '#15803d', '#7c3aed', '#be185d', '#0f766e', '#92680a', '#475569'],
  shades: ['#eef3fb', '#dbe6f8', '#bfd3f3', '#9dbcec', '#78a1e2', '#5485d4', '#376ac0', '#2453a3', '#173d80'],
}
const dark: typeof light = {
  paper: '#121417', card: '#1a1d21', ink: '#eceef0', muted: '#a5acb5', rule: '#2d3238', grid: '#262a2f', accent: '#8fb4ff',
  good: '#6fdc9a', warn: '#f7b267', bad: '#ff9d94', goodWash: '#16291e', warnWash: '#2e2313', badWash: '#331c1a',
  lines: ['#7aa5ff', '#fb9a5c', '#5fd48a', '#c0a2ff', '#f58bbd', '#3fd0c0', '#e6bd4f', '#a9b4c4'],
  shades: ['#1d2632', '#203049', '#253e63', '#2c4e80', '#36629f', '#4879bd', '#6293d6', '#87b0ea', '#b3cffa'],
}

const variables = ({ lines, shades, ...named }: typeof light): string => [
  ...Object.entries(named).map(([name, color]) => `--${name}:${color}`),
  ...lines.map((color, i) => `--line${i}:${color}`),
  ...shades.map((color, i) => `--shade${i}:${color}`),
].join(';')

/** How many lines have colors of their own. */
export const lineColors = light.lines.length
/** How many shades there are, from none to most. */
export const shadeCount = light.shades.length

/** From this one on, a shade is so far from the paper that a number on it has the paper's color. */
const strong = 5

/** The color of a text on a shade. */
export const inkOn = (shade: number): string => `var(--${shade < strong ? 'ink' : 'card'})`

/** The variables for a root, light and dark, and the classes that use them: `line0` …, `fill0` …, `shade0` …, `on0` … for texts on shades. */
export const paletteRules = (root: string): string => [
  `${root}{color-scheme:light dark;${variables(light)}}`,
  `@media (prefers-color-scheme:dark){${root}{${variables(dark)}}}`,
  ...light.lines.map((_, i) => `.line${i}{stroke:var(--line${i})}.fill${i}{fill:var(--line${i})}.key${i}{background:var(--line${i})}`),
  ...light.shades.map((_, i) => `.shade${i}{fill:var(--shade${i})}.on${i}{fill:${inkOn(i)}}`),
].join('')
