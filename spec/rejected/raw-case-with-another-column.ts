// error: 'wing' does not exist in type 'RawRow<
import { model, table } from '../../src/index.js'
const birds = model.define({
  input: model.row({ island: table.category(['Biscoe', 'Dream']), bill: table.number }),
  output: model.classes('species', ['Adelie', 'Gentoo']), network: model.perceptron({ hidden: [8] }),
})
declare const made: model.Model<typeof birds.input, typeof birds.output>
export const answer = made.predict({ island: 'Dream', bill: 40, wing: 200 })
