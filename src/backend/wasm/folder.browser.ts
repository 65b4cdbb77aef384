/** In place of `folder.ts` in browsers, by `browser` in package.json: there are no folders, which is an error that says so. */
import { fail } from '../../shape/error.js'
import type { Engine } from './engine.js'
import type { Store } from './modules.js'

/** An error. */
export const folderOf = (operation: string, folder: string, _engine: Engine): Store => fail(operation, {
  argument: 'cache', expected: 'nothing, in a browser', received: folder, message: 'cache needs folders, which a browser has not',
})
