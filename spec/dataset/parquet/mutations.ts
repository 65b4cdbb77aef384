/** `node mutations.js COUNT [SEED]`: the fuzzer's long run; says how the files fared, or throws. */
import { fuzz } from './fuzz.js'

const [count = '', seed = '0'] = process.argv.slice(2)
const begin = performance.now()
const { refused, same, other } = await fuzz(Number(count), Number(seed))
const seconds = ((performance.now() - begin) / 1000).toFixed(0)
const megabytes = (process.resourceUsage().maxRSS / 1024).toFixed(0)
console.log(`${count} tables in ${seconds} s: ${refused} refused, ${same} read as they were, ${other} otherwise; at most ${megabytes} MB in all`)
