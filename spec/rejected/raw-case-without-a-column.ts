// error: Property 'island' is missing in type '{ bill: number; }'
import { model, table } from '../../src/index.js'
const birds = model.define({
  input: model.row({ island: table.category(['Biscoe', 'Dream']), bill: table.number }),
  output: model.classes('species', ['Adelie', 'Gentoo']), network: model.perceptron({ hidden: [8] }),
})
declare const made: model.Model<typeof birds.input, typeof birds.output>
export const answer = made.predict({ bill: 40 })
