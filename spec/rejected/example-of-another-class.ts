// error: Did you mean '"Gentoo"'?
import { model, pipe, table } from '../../src/index.js'
const birds = model.define({
  input: model.row({ island: table.category(['Biscoe', 'Dream']), bill: table.number }),
  output: model.classes('species', ['Adelie', 'Gentoo']), network: model.perceptron({ hidden: [8] }),
})
export const trained = pipe([{ island: 'Dream', bill: 40, species: 'Gento' }] as const, model.train(birds))
