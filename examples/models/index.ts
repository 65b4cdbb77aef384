// The models by name, each a file of its own.
export { example as mobile } from './mobile.js'
export { example as residual } from './residual.js'
export { example as uNet } from './uNet.js'
export { example as visionTransformer } from './visionTransformer.js'
