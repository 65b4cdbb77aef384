/** What every engine, processor, backend and number of threads has to come to: another digest is another definition. */
import type { trainings } from './trainings.js'

export const digests: Readonly<Record<keyof typeof trainings, string>> = {
  mlp: 'ddd7a914c316d4d36cfba0f63cf343e69b08ce24ba2e55a14d1febe632e1a8bb',
  cnn: '5229cc0ea9645f31c549f7075c957cff9436394b87ad35e87e5ae74f006462dd',
  dropout: '4ccf70489f3f7265701ffacb5bf866008459e8b3c83e8198016c935fd28ccae8',
  recurrent: 'adf795900f85abbad4420ffd9d4fd40bcc04c5e3df9f931acf70024065bcb392',
  words: '874e1c6ec58dc5e67abc07987f41e934d5ef1a31dca9bf671ae4b617981085f1',
  f64: '7d3acadc109b5c98da0bff4806c6524307f0ad73ce15e0d3e4107a574736052e',
  functions32: '4a060c1b0b5299d5de85ab1d2b69966104642636f5465b71249a0c35ad7b8f5f',
  functions64: '1a42071d0a2180445abd04477ac250ce717ad436b02948d753f8daa46fa8a8b0',
  activations32: 'cdd0244d707b8e70ab1eb26bb15e842a58b2dab59f311267f67377069dbbc45f',
  activations64: '95277ec43ccfe9174e9f2a1fc5a99a49f0d1ebe2715316be3c1737023f8d737f',
  nan: '91a58cfb45dff500799b0274605791e3ff95d89692f7e525042efb0bc3f09af2',
  order: '08ee82ee681fef1eec34ad5e353e80e10c77a8dc0eddfe2454a6a8f33702591c',
}
