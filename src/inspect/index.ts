/** Programs as data: what a traced function or a training step has become, and what happens in a run of it. */
export * from '../program/index.js'
export { codec } from './codec.js'
export { printProfile } from './printProfile.js'
export { profile, type Clock, type Part, type Profile, type ProfileOptions } from './profile.js'
export { values, type Value, type ValuesOptions } from './values.js'
