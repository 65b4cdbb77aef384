// error: Type '3' is not assignable to type '2'.
import { model, network as n, pipe, table } from '../../src/index.js'
export const birds = model.define({ input: model.row({ bill: table.number }), output: model.classes('species', ['Adelie', 'Gentoo']), network: (input) => pipe(input, n.dense(3)) })
