/** What `require` gives: the modules that `import` gives, which Node allows from 20.19 on. */
/** @ts-ignore TypeScript's `node16` does not know that, and the syntax is CommonJS's own. */
import all = require('./index.js')
/** @ts-ignore */
export = all
