/** Training steps that can be read. */
export { step, type LayerStory, type Moment, type Story, type Told } from './story.js'
export { toText } from './text.js'
