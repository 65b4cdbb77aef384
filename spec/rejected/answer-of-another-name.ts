// error: Did you mean 'species'?
import { model, table } from '../../src/index.js'
const birds = model.define({
  input: model.row({ island: table.category(['Biscoe', 'Dream']), bill: table.number }),
  output: model.classes('species', ['Adelie', 'Gentoo']), network: model.perceptron({ hidden: [8] }),
})
declare const made: model.Model<typeof birds.input, typeof birds.output>
const answer = made.predict({ island: 'Dream', bill: 40 })
export const found = answer._tag === 'Right' ? answer.right.specie : undefined
