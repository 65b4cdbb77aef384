/** What every engine, processor, backend and number of threads has to come to: another digest is another definition. */
import type { trainings } from './trainings.js'

export const digests: Readonly<Record<keyof typeof trainings, string>> = {
  mlp: 'ddd7a914c316d4d36cfba0f63cf343e69b08ce24ba2e55a14d1febe632e1a8bb',
  cnn: '5229cc0ea9645f31c549f7075c957cff9436394b87ad35e87e5ae74f006462dd',
  dropout: '50ec23a5ea9f310b1481efacbe9d0152138999c2b1a52a62d3d994b56eadb9ba',
  recurrent: '4346030e33bbb92957d23f717b1a042e927eec8ab9c111d76809f0bb87f4c231',
  words: '874e1c6ec58dc5e67abc07987f41e934d5ef1a31dca9bf671ae4b617981085f1',
  f64: 'b4e409711e04484dbb6eb48f9f0873c6d626a0fc6340f41a68be2a28b1643b14',
  functions32: '4a060c1b0b5299d5de85ab1d2b69966104642636f5465b71249a0c35ad7b8f5f',
  functions64: '4edcf8a199f3ae478dea6234d760f8ec8be24ae19e54c5567f96bc4e11ed5e36',
  nan: '91a58cfb45dff500799b0274605791e3ff95d89692f7e525042efb0bc3f09af2',
}
