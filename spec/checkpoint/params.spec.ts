/** Parameters alone, from whatever file holds them. */
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { checkpoint, loss, model, network as n, optimizer, pipe, random, receipt, tensor, trainer } from '../../src/index.js'
import { temporaryFolder } from '../folder.js'
import { birds, right, trainedBirds } from '../model/drawn.js'

const { at } = temporaryFolder()
const net = pipe(n.input([4]), n.dense(8), n.batchNorm(), n.relu, n.dense(3))
const file = checkpoint.params(net)
const own = net.init(random.key(1))
const left = (either: E.Either<{ readonly message: string }, unknown>): string => (E.isLeft(either) ? either.left.message : 'no error')

test('come back from a file of nothing else, and from its bytes', async () => {
  const path = at('own.safetensors')
  await right(pipe(own, file.save(path)))
  expect(receipt.digest(await right(file.load(path)))).toBe(receipt.digest(own))
  const read = file.decode(file.encode(own))
  expect(E.isRight(read) && receipt.digest(read.right)).toBe(receipt.digest(own))
})

test('come out of a training\'s checkpoint, statistics and all', async () => {
  const { init, step, codec } = trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.1 }) })
  const batch = { inputs: tensor.of([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), targets: tensor.of([2], [0, 2], 'i32') }
  const state = step(init(random.key(2)), batch)
  const path = at('state.safetensors')
  await right(pipe(state, checkpoint.save(path, codec)))
  expect(receipt.digest(await right(file.load(path)))).toBe(receipt.digest(state.params))
})

test('come out of a model', async () => {
  const { model: made } = await trainedBirds()
  const read = checkpoint.params(birds.network).decode(model.encode(made))
  expect(E.isRight(read) && receipt.digest(read.right)).toBe(receipt.digest(made.params))
})

test('come by their paths alone, where others wrote them', () => {
  const [first] = own
  const tensors = new Map<string, tensor.AnyTensor>([['0.weights', first.weights], ['0.bias', first.bias], ['other', tensor.ones([1])]])
  const dense = checkpoint.params(pipe(n.input([4]), n.dense(8)))
  expect(dense.decode(checkpoint.encode({ tensors, metadata: new Map() }))).toMatchObject({ _tag: 'Right' })
})

test('of another network are a Left that names the tensors', () => {
  const other = checkpoint.params(pipe(n.input([4]), n.dense(8), n.batchNorm(), n.relu, n.dense(5)))
  expect(left(other.decode(file.encode(own), 'own.safetensors')))
    .toContain('own.safetensors: params.2.weights: expected f32[8, 5], received f32[8, 3]; params.2.bias: expected f32[5], received f32[3]')
  const deeper = checkpoint.params(pipe(n.input([4]), n.dense(8), n.batchNorm(), n.relu, n.dense(3), n.dense(2)))
  expect(left(deeper.decode(file.encode(own)))).toContain('params.3.weights: expected f32[3, 2], received no such tensor')
  expect(() => other.encode(own as never)).toThrow('params.2.weights should be f32[8, 5]')
})

test('are found damaged, and missing', async () => {
  const bytes = file.encode(own)
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 4
  expect(left(file.decode(bytes))).toContain('something was changed')
  expect(left(await file.load(at('none.safetensors'))())).toContain('no such file')
})
