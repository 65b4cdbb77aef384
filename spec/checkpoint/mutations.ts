/** `node mutations.js COUNT [SEED]`: the fuzzer's long run; says how the files fared, or throws. */
import { fuzz } from './fuzz.js'

const [count = '', seed = '0'] = process.argv.slice(2)
const begin = performance.now()
const { refused, read, state } = fuzz(Number(count), Number(seed))
const { heapTotal, arrayBuffers } = process.memoryUsage()
const seconds = ((performance.now() - begin) / 1000).toFixed(0)
console.log(`${count} files in ${seconds} s: ${refused} refused, ${read} read, ${state} of them states; heap ${heapTotal}, buffers ${arrayBuffers} bytes`)
