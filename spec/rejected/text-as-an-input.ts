// error: Type '"name"' is not assignable to type '"age"'.
import { table } from '../../src/index.js'
const columns = { name: table.string, age: table.number }
export const data = table.examples({ columns, inputs: ['name'], target: 'age' })
