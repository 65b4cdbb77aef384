// A causal transformer from tensors alone: A. Radford et al., "Language models are unsupervised multitask learners" (2019).
import { jit, loss, optimizer, pipe, random, tensor as t, trainer, vmap, type Key, type Tensor } from 'tenfold'
import type { Model } from './model.js'

const letters = [...' .abcdefghijklmnopqrstuvwxyz']
export const encode = (line: string): readonly number[] => [...line].map((letter) => letters.indexOf(letter))
const text = 'the cat sat on the mat. the dog sat on the log. the cat and the dog sat. the mat and the log sat.'

// Two blocks of a width of 32, with 4 heads of 8, for texts of at most 32 letters.
const matrix = <const S extends readonly number[]>(key: Key, shape: S) => pipe(random.normal(key, shape), t.mul(0.15))
const block = (key: Key) => {
  const [a, b, c, d] = random.split(key, 4)
  return { qkv: matrix(a, [3, 32, 4, 8]), out: matrix(b, [4, 8, 32]), up: matrix(c, [32, 128]), down: matrix(d, [128, 32]) }
}
const init = (key: Key) => {
  const [words, places, ...blocks] = random.split(key, 4)
  return { words: matrix(words, [28, 32]), places: matrix(places, [32, 32]), blocks: blocks.map(block) }
}
type Params = ReturnType<typeof init>
const nothing = { keys: t.zeros([32, 4, 8]), values: t.zeros([32, 4, 8]) }
type Cache = readonly (typeof nothing)[]
type Letters<N extends number> = Tensor<readonly [N], 'i32'>

const norm = <N extends number>(x: Tensor<readonly [N, 32]>) =>
  pipe(x, t.sub(t.mean(-1, { keepDims: true })(x)), t.div(pipe(x, t.std(-1, { keepDims: true }), t.add(1e-5))))

// Logits after each letter, the first at `start`, and all keys and values so far: of a whole text to learn, of a letter to write.
export const gpt = <N extends number>(p: Params, line: Letters<N>, start: Tensor<readonly [], 'i32'>, cache: Cache) => {
  const rows = pipe(t.arange(line.shape[0]), t.add(start))
  const unseen = pipe(t.arange(32), t.greater(t.expandDims(1)(rows))) // [n, 32]
  const embedded = pipe(p.words, t.gather(line), t.add(t.gather(rows)(p.places)))
  const [y, kept] = p.blocks.reduce<readonly [typeof embedded, Cache]>(([x, before], b, i) => {
    const [q, k, v] = pipe(norm(x), t.einsum('tw,cwhs->cths', b.qkv), t.unstack())
    const { keys, values } = cache[i] ?? nothing
    const now = { keys: pipe(keys, t.scatterSet(rows, k)), values: pipe(values, t.scatterSet(rows, v)) }
    const scores = pipe(q, t.einsum('qhs,khs->hqk', now.keys), t.mul(Math.sqrt(1 / 8)))
    const mixed = pipe(unseen, t.where(-1e9, scores), t.softmax, t.einsum('hqk,khs,hsw->qw', now.values, b.out), t.add(x))
    return [pipe(norm(mixed), t.matmul(b.up), t.gelu, t.matmul(b.down), t.add(mixed)), [...before, now]]
  }, [embedded, []])
  return [pipe(norm(y), t.einsum('tw,vw->tv', p.words)), kept] as const
}

const lines = t.of([8, 33], [0, 8, 16, 24, 32, 40, 48, 56].flatMap((i) => encode(text.slice(i, i + 33))), 'i32')
const batch = { inputs: t.at(null, [0, 32])(lines), targets: t.at(null, [1, 33])(lines) }
const logits = (p: Params) => vmap((line: Letters<32>) => gpt(p, line, t.scalar(0, 'i32'), [])[0])
const cost = (p: Params, { inputs, targets }: typeof batch) => loss.sparseSoftmaxCrossEntropy().of(logits(p)(inputs), targets)
const learn = trainer.of({ init, loss: cost })({ optimizer: optimizer.adam({ learningRate: 3e-3 }) })
export const trained = (steps: number) => learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, () => batch))

const next = jit(gpt<1>)
export const write = (p: Params, line: string, length: number, i = 0, cache: Cache = [nothing, nothing]): string => {
  if (line.length >= length) return line
  const [scores, kept] = next(p, t.of([1], encode(line.charAt(i)), 'i32'), t.scalar(i, 'i32'), cache)
  return write(p, i + 1 < line.length ? line : line + letters[t.item(t.argmax()(scores))], length, i + 1, kept)
}

export const example: Model = {
  shows: 'attention by einsum, a batch by vmap, and one function that learns from texts and writes, with keys and values kept',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
