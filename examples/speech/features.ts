/** What the network hears: the power in bands of the mel scale, every 16 ms. */
import { dataset, network as n, pipe, preprocess, random, signal, type backend } from 'tenfold'
import type { Data, Sounds } from './data.js'
import { rate } from './words.js'

const logMel = signal.logMel({ length: 256, step: 128, rate, bands: 40, floor: 1e-8 })

/** A second, heard: [frames, bands]. */
export const heard = [61, 40] as const

export type Heard = dataset.Dataset<typeof heard, readonly [], 'i32'>

/** A layer like any other, without parameters: so it is compiled, as networks are. */
const ear = pipe(
  n.input([rate]),
  n.layer({ name: 'logMel', shape: () => heard, init: () => ({}), apply: () => (x) => logMel(x) }),
)

export interface Hearing {
  readonly train: Heard
  readonly test: Heard
  /** What standardises each band. */
  readonly fitted: preprocess.Transform
}

/** Both parts as they are heard, each band standardised by what is heard in the training. */
export const hear = ({ train, test }: Data, on: backend.Backend): Hearing => {
  const { predict } = ear.compile(ear.init(random.key(0)), { backend: on })
  const features = (sounds: Sounds): Heard => pipe(sounds, dataset.mapInputs((waves) => predict(waves)))
  const [loud, other] = [features(train), features(test)]
  const fitted = preprocess.fit([preprocess.standardise()])(loud.inputs)
  const standard = preprocess.apply(fitted)
  const standardised = (part: Heard): Heard => pipe(part, dataset.mapInputs((x) => standard(x)))
  return { train: standardised(loud), test: standardised(other), fitted }
}
