/** Files of the machine: the modules of Node load when the first one is asked for. */
export { appendLines } from './append.js'
export { nativeHash, nativeHashNow } from './hash.js'
export { reason } from './reason.js'
export { openRegular, type Regular } from './read.js'
export { expectWritable, expectWritableNow, writeWhole, writeWholeNow } from './write.js'
