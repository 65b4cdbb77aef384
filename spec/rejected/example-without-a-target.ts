// error: Property 'species' is missing in type
import { model, pipe, table } from '../../src/index.js'
const birds = model.define({
  input: model.row({ island: table.category(['Biscoe', 'Dream']), bill: table.number }),
  output: model.classes('species', ['Adelie', 'Gentoo']), network: model.perceptron({ hidden: [8] }),
})
export const trained = pipe([{ island: 'Dream', bill: 40 }] as const, model.train(birds))
