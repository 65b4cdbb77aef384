/**
 * The runner's standard output: a JSON object on each line, from the process of rank 0 alone.
 *
 * ```
 * {"event":"start","step":0,"steps":20,"jax":"0.10.2","jaxlib":"0.10.2","platform":"cpu","devices":4,"processes":1,"mesh":{"data":4},"shard":["fsdp"]}
 * {"event":"compiled","examples":32,"seconds":3.1}
 * {"event":"step","step":1,"loss":2.3025,"examples":32,"seconds":0.01}
 * {"event":"saved","step":10,"file":"job/out/checkpoint.safetensors"}
 * {"event":"end","step":20,"digest":"9c56…","seconds":1.2}
 * ```
 *
 * With `--keep` each checkpoint stays: `saved` names a file of its own, `checkpoint-10.safetensors` beside `checkpoint.safetensors`.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { byName, fields, list, oneOf, real, tagged, text, whole, type Codec } from '../run/fields.js'
import { explainErrors } from '../trainer/codec.js'

/** The start of a run: its devices, and the steps that it will take. */
export interface RunnerStart {
  readonly event: 'start'
  /** Steps done before. */
  readonly step: number
  /** The last step. */
  readonly steps: number
  readonly jax: string
  readonly jaxlib: string
  /** `cpu`, `gpu`, `tpu`. */
  readonly platform: string
  /** Of all processes. */
  readonly devices: number
  readonly processes: number
  readonly mesh: Readonly<Record<string, number>>
  readonly shard: readonly string[]
}

/** The step for a batch size is compiled. */
export interface RunnerCompiled {
  readonly event: 'compiled'
  readonly examples: number
  readonly seconds: number
}

/** One step, just done. */
export interface RunnerStep {
  readonly event: 'step'
  /** Steps done, this one included. */
  readonly step: number
  readonly loss: number
  readonly examples: number
  /** How long it took. */
  readonly seconds: number
}

/** A checkpoint is written. */
export interface RunnerSaved {
  readonly event: 'saved'
  readonly step: number
  readonly file: string
}

/** The last line of a run that came to its end. */
export interface RunnerEnd {
  readonly event: 'end'
  readonly step: number
  /** The `receipt.digest` of the parameters. */
  readonly digest: string
  readonly seconds: number
}

export type RunnerLine = RunnerStart | RunnerCompiled | RunnerStep | RunnerSaved | RunnerEnd

const codec: Codec<RunnerLine> = tagged<RunnerLine>('event', {
  start: fields<RunnerStart>({
    event: oneOf('start'), step: whole, steps: whole, jax: text, jaxlib: text, platform: text, devices: whole, processes: whole,
    mesh: byName(whole), shard: list(text),
  }, {}),
  compiled: fields<RunnerCompiled>({ event: oneOf('compiled'), examples: whole, seconds: real }, {}),
  step: fields<RunnerStep>({ event: oneOf('step'), step: whole, loss: real, examples: whole, seconds: real }, {}),
  saved: fields<RunnerSaved>({ event: oneOf('saved'), step: whole, file: text }, {}),
  end: fields<RunnerEnd>({ event: oneOf('end'), step: whole, digest: text, seconds: real }, {}),
})

/** Decodes a line; a `Left` says why it is none of the runner's. */
export const decodeLine = (line: string): E.Either<string, RunnerLine> => pipe(
  E.tryCatch(() => JSON.parse(line) as unknown, () => 'JSON expected'),
  E.chain((u) => E.mapLeft((errors: Parameters<typeof explainErrors>[0]) => explainErrors(errors)[0] ?? '')(codec.decode(u))))
