/** What a cast away from the types meets: an error that names the layer, the axis, and the place of the call. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import * as n from '../../src/network/index.js'
import { key } from '../../src/random/index.js'
import { zeros } from '../../src/tensor/index.js'

// Everything here is wrong on purpose: the types are switched off.
const input = n.input as any
const net = pipe(n.input([4, 4, 2]), n.conv2d({ filters: 3, kernel: [3, 3] }), n.relu, n.flatten, n.dense(5)) as any
const params = net.init(key(0))
const [conv, dense] = params

test.each<readonly [operation: string, bad: () => unknown, message: string]>([
  ['input', () => n.input([0]), 'input: shape should be a list of whole sizes of at least 1, but is [0]'],
  ['input', () => input(5), 'input: shape should be a list of whole sizes of at least 1, but is 5'],
  ['apply', () => net.apply(params)(zeros([2, 4, 5, 2])), 'apply: inputs of shape [2, 4, 5, 2], expected a batch of [4, 4, 2]'],
  ['apply', () => net.apply(params)(zeros([4, 4, 2])), 'apply: inputs of shape [4, 4, 2], expected a batch of [4, 4, 2]'],
  ['apply', () => net.apply(params)(zeros([2, 4, 4, 2], 'f64')), 'apply: inputs should be a tensor of f32, but is "f64"'],
  ['apply', () => net.apply(params)([1, 2]), 'apply: inputs should be a tensor, but is [1, 2]'],
  ['apply', () => net.apply([conv])(zeros([2, 4, 4, 2])), 'apply: params should be a record for each of 2 layers (conv2d, dense), but there are 1'],
  ['apply', () => net.apply({})(zeros([2, 4, 4, 2])), 'apply: params should be a record for each of 2 layers (conv2d, dense), but they are no list'],
  ['conv2d', () => net.apply([{ ...conv, kernel: zeros([3, 3, 7, 3]) }, dense])(zeros([2, 4, 4, 2])), 'conv2d: kernel should be [height, width, 2, filters], but is [3, 3, 7, 3]'],
  ['dense', () => net.apply([conv, { ...dense, weights: zeros([11, 5]) }])(zeros([2, 4, 4, 2])), 'dense: matmul: cannot multiply [2, 12] by [11, 5]: inner sizes 12 and 11 differ'],
  ['dense', () => net.apply([conv, { ...dense, bias: zeros([4]) }])(zeros([2, 4, 4, 2])), 'dense: add: cannot broadcast [2, 5] with [4]: 5 is not 4'],
  ['dense', () => net.apply([conv, { ...dense, weights: zeros([12, 6]), bias: zeros([6]) }])(zeros([2, 4, 4, 2])), 'dense: layer dense gave [2, 6] for a batch of [5]'],
  ['dense', () => net.apply([conv, { ...dense, weights: zeros([12, 5], 'f64') }])(zeros([2, 4, 4, 2])), 'dense: matmul: b should be f32, but is "f64"'],
  ['init', () => net.init(0), 'init: key should be a key, as random.key(seed) makes it, but is 0'],
  ['dense', () => n.dense(0), 'dense: units should be a whole number of at least 1, but is 0'],
  ['dense', () => n.dense(1.5), 'dense: units should be a whole number of at least 1, but is 1.5'],
  ['dense', () => pipe(input([]), n.dense(3) as any), 'dense needs at least one axis, received []; flatten gives one'],
  ['conv2d', () => n.conv2d({ filters: 0, kernel: [1, 1] }), 'conv2d: filters should be a whole number of at least 1, but is 0'],
  ['conv2d', () => pipe(input([4, 9, 1]), n.conv2d({ filters: 1, kernel: [5, 5] }) as any), 'conv2d: height: kernel 5 is larger than 4'],
  ['conv2d', () => pipe(input([9, 4, 1]), n.conv2d({ filters: 1, kernel: [5, 5], padding: [[0, 0], [1, 0]], dilation: [1, 2] }) as any), 'conv2d: width: kernel 5 (9 at dilation 2) is larger than 4 (5 with padding [1, 0])'],
  ['conv2d', () => pipe(input([9, 9, 1]), n.conv2d({ filters: 1, kernel: [3, 3], stride: [1, 0] }) as any), 'conv2d: width: stride 0 is not positive'],
  ['conv2d', () => pipe(input([9]), n.conv2d({ filters: 1, kernel: [3, 3] }) as any), 'conv2d needs [height, width, channels], received [9]'],
  ['conv3d', () => pipe(input([2, 9, 9, 1]), n.conv3d({ filters: 1, kernel: [3, 3, 3] }) as any), 'conv3d: depth: kernel 3 is larger than 2'],
  ['conv3d', () => pipe(input([9, 9, 1]), n.conv3d({ filters: 1, kernel: [3, 3, 3] }) as any), 'conv3d needs [depth, height, width, channels], received [9, 9, 1]'],
  ['conv3d', () => n.conv3d({ filters: 1, kernel: [3, 3] as any }), 'conv3d: kernel should be three whole numbers, [depth, height, width], but is [3, 3]'],
  ['convTranspose3d', () => pipe(input([2, 2, 2, 1]), n.convTranspose3d({ filters: 1, kernel: [3, 3, 3], padding: [[0, 0], [2, 2], [0, 0]] }) as any), 'convTranspose3d: height: padding [2, 2] leaves nothing of 4'],
  ['averagePool3d', () => pipe(input([3, 3, 3, 1]), n.averagePool3d([2, 4, 1]) as any), 'averagePool3d: height: kernel 4 is larger than 3'],
  ['maxPool2d', () => pipe(input([3, 3, 1]), n.maxPool2d([4, 1]) as any), 'maxPool2d: height: kernel 4 is larger than 3'],
  ['averagePool2d', () => pipe(input([3]), n.averagePool2d([2, 2]) as any), 'averagePool2d needs [height, width, channels], received [3]'],
  ['conv2d', () => n.conv2d({ filters: 4, kernel: [1, 1], groups: 0 }), 'conv2d: groups should be a whole number of at least 1, but is 0'],
  ['conv2d', () => pipe(input([4, 4, 6]), n.conv2d({ filters: 8, kernel: [3, 3], groups: 4 }) as any), 'conv2d: 6 channels do not divide into 4 groups'],
  ['conv2d', () => pipe(input([4, 4, 6]), n.conv2d({ filters: 8, kernel: [3, 3], groups: 3 }) as any), 'conv2d: 8 filters do not divide into 3 groups'],
  ['conv2d', () => (pipe(input([4, 4, 6]), n.conv2d({ filters: 6, kernel: [3, 3], groups: 3 }) as any) as any).apply([{ kernel: zeros([3, 3, 6, 6]), bias: zeros([6]) }])(zeros([2, 4, 4, 6])), 'conv2d: kernel should be [height, width, 2, filters], but is [3, 3, 6, 6]'],
  ['conv1d', () => pipe(input([4, 9, 1]), n.conv1d({ filters: 1, kernel: 5 }) as any), 'conv1d needs [length, channels], received [4, 9, 1]'],
  ['conv1d', () => pipe(input([4, 1]), n.conv1d({ filters: 1, kernel: 5 }) as any), 'conv1d: length: kernel 5 is larger than 4'],
  ['conv1d', () => pipe(input([9, 1]), n.conv1d({ filters: 1, kernel: 3, stride: -1 }) as any), 'conv1d: length: stride -1 is not positive'],
  ['convTranspose1d', () => pipe(input([2, 1]), n.convTranspose1d({ filters: 1, kernel: 3, padding: [2, 2] }) as any), 'convTranspose1d: length: padding [2, 2] leaves nothing of 4'],
  ['convTranspose2d', () => pipe(input([2, 2, 1]), n.convTranspose2d({ filters: 1, kernel: [3, 3], stride: [1, 0] }) as any), 'convTranspose2d: width: stride 0 is not positive'],
  ['convTranspose2d', () => pipe(input([2]), n.convTranspose2d({ filters: 1, kernel: [3, 3] }) as any), 'convTranspose2d needs [height, width, channels], received [2]'],
  ['maxPool1d', () => pipe(input([3, 1]), n.maxPool1d(4) as any), 'maxPool1d: length: kernel 4 is larger than 3'],
  ['globalMaxPool', () => pipe(input([3]), n.globalMaxPool as any), 'globalMaxPool needs axes before the channels, received [3]'],
  ['globalAveragePool', () => pipe(input([]), n.globalAveragePool as any), 'globalAveragePool needs axes before the channels, received []'],
  ['reshape', () => pipe(input([28, 28]), n.reshape([783]) as any), 'reshape: cannot reshape [28, 28] (784 elements) into [783] (783 elements)'],
  ['layerNorm', () => pipe(input([]), n.layerNorm() as any), 'layerNorm needs at least one axis, received []'],
  ['layerNorm', () => n.layerNorm({ epsilon: 0 }), 'layerNorm: epsilon should be a number above 0, but is 0'],
  ['rmsNorm', () => pipe(input([]), n.rmsNorm() as any), 'rmsNorm needs at least one axis, received []'],
  ['rmsNorm', () => n.rmsNorm({ epsilon: -1 }), 'rmsNorm: epsilon should be a number above 0, but is -1'],
  ['groupNorm', () => pipe(input([8, 6]), n.groupNorm({ groups: 4 }) as any), 'groupNorm: 6 channels do not divide into 4 groups'],
  ['groupNorm', () => pipe(input([]), n.groupNorm({ groups: 4 }) as any), 'groupNorm needs at least one axis, received []'],
  ['groupNorm', () => n.groupNorm({ groups: 0.5 }), 'groupNorm: groups should be a whole number of at least 1, but is 0.5'],
  ['batchNorm', () => pipe(input([]), n.batchNorm() as any), 'batchNorm needs at least one axis, received []'],
  ['batchNorm', () => n.batchNorm({ momentum: 1.5 }), 'batchNorm: momentum should be a number from 0 to 1, but is 1.5'],
  ['apply', () => (pipe(n.input([2]), n.batchNorm()) as any).apply(pipe(n.input([2]), n.batchNorm()).init(key(0)), { momentum: -1 })(zeros([3, 2])), 'apply: momentum should be a number from 0 to 1, but is -1'],
  ['calibrate', () => n.calibrate(net)(params, []), 'calibrate: batches should be at least one batch, but is []'],
  ['apply', () => n.calibrate(net)(params, [{ inputs: zeros([2, 4, 5, 2]) as any }]), 'apply: inputs of shape [2, 4, 5, 2], expected a batch of [4, 4, 2]'],
  ['highway', () => n.highway(pipe(n.input([4]), n.dense(3)) as any, n.input([4])), 'highway needs a block that keeps its shape: [4] became [3]'],
  ['highway', () => n.highway(n.input([4]), pipe(n.input([4]), n.dense(3)) as any), 'highway needs a block that keeps its shape: [4] became [3]'],
  ['highway', () => pipe(input([4]), n.highway(n.input([4]), n.input([3])) as any), 'highway takes [3], received [4]'],
  ['concatenate', () => pipe(input([3, 2]), n.concatenate(2)(n.input([3, 2]) as any) as any), 'concatenate: axis 2 is out of range: [3, 2] has 2 axes'],
  ['concatenate', () => pipe(input([3, 2]), n.concatenate(0)(n.input([3, 2]), pipe(n.input([3, 2]), n.dense(5)) as any) as any), 'concatenate: cannot concatenate [3, 2] and [3, 5] along axis 0: sizes 2 and 5 of axis 1 differ'],
  ['add', () => pipe(input([4]), (n.add as any)(n.dense(3), n.dense(2))), 'add needs branches of one shape, received [3] and [2]'],
  ['multiply', () => pipe(input([4, 3]), (n.multiply as any)(n.identity, n.identity, n.flatten)), 'multiply needs branches of one shape, received [4, 3] and [12]'],
  ['add', () => pipe(input([4]), (n.add as any)()), 'add needs at least one branch'],
  ['add', () => (n.add as any)(3), 'add: branches should be a list of layers, blocks of layers or networks, but is [3]'],
  ['glu', () => pipe(input([4, 3]), n.glu as any), 'glu halves the last axis, which is odd in [4, 3]'],
  ['swiglu', () => pipe(input([]), n.swiglu as any), 'swiglu needs at least one axis, received []'],
  ['prelu', () => pipe(input([]), n.prelu() as any), 'prelu needs at least one axis, received []'],
  ['celu', () => n.celu(0), 'celu: alpha should be a number above 0, but is 0'],
  ['dense', () => n.dense(2, { bias: true } as any), 'dense: bias should be a function, or false for none, but is true'],
  ['dense', () => (pipe(n.input([4]), n.dense(2, { bias: false })) as any).apply([{}])(zeros([2, 4])), 'dense: params.weights should be f32[4, 2], but is undefined'],
  ['conv2d', () => n.conv2d({ filters: 2, kernel: [1, 1], bias: null } as any), 'conv2d: bias should be a function, or false for none, but is null'],
  ['depthwiseConv2d', () => pipe(input([4]), n.depthwiseConv2d({ kernel: [3, 3] }) as any), 'depthwiseConv2d needs [height, width, channels], received [4]'],
  ['depthwiseConv2d', () => n.depthwiseConv2d({ kernel: [3, 3], multiplier: 0 }), 'depthwiseConv2d: multiplier should be a whole number of at least 1, but is 0'],
  ['depthwiseConv1d', () => pipe(input([4, 2]), n.depthwiseConv1d({ kernel: 5 }) as any), 'depthwiseConv1d: length: kernel 5 is larger than 4'],
  ['separableConv2d', () => pipe(input([4, 9, 1]), n.separableConv2d({ filters: 1, kernel: [5, 5] }) as any), 'separableConv2d: height: kernel 5 is larger than 4'],
  ['separableConv1d', () => n.separableConv1d({ filters: 0, kernel: 5 }), 'separableConv1d: filters should be a whole number of at least 1, but is 0'],
  ['zeroPad2d', () => pipe(input([4]), n.zeroPad2d(1) as any), 'zeroPad2d needs [height, width, channels], received [4]'],
  ['zeroPad2d', () => pipe(input([4, 4, 1]), n.zeroPad2d([[0, 0], [0, -1]]) as any), 'zeroPad2d: width: padding [0, -1] is negative'],
  ['zeroPad1d', () => n.zeroPad1d([1] as any), 'zeroPad1d: padding should be a whole number or [before, after], but is [1]'],
  ['crop2d', () => pipe(input([4, 9, 1]), n.crop2d(2) as any), 'crop2d: height: cropping [2, 2] leaves nothing of 4'],
  ['crop1d', () => pipe(input([4, 9, 1]), n.crop1d(2) as any), 'crop1d needs [length, channels], received [4, 9, 1]'],
  ['crop2d', () => n.crop2d([1, 2] as any), 'crop2d: cropping should be a whole number or [before, after] for each of height and width, but is [1, 2]'],
  ['upSample2d', () => pipe(input([4, 9, 1]), n.upSample2d([2, 0]) as any), 'upSample2d: width: factor 0 is not positive'],
  ['upSample1d', () => pipe(input([4]), n.upSample1d(2) as any), 'upSample1d needs [length, channels], received [4]'],
  ['upSample1d', () => n.upSample1d(0.5), 'upSample1d: factor should be a whole number of at least 1, but is 0.5'],
  ['upSample2d', () => n.upSample2d(2, { method: 'linear' as any }), 'upSample2d: method should be one of "nearest", "bilinear", but is "linear"'],
  ['tied', () => pipe(input([3]), n.tied(n.input([4]), { keep: (p) => p, use: (p) => p }) as any), 'tied takes [4], received [3]'],
  ['andThen', () => pipe(input([3]), n.andThen(n.input([4])) as any), 'andThen takes [4], received [3]'],
  ['residual', () => n.residual(pipe(n.input([4]), n.dense(3)) as any), 'residual needs a block that keeps its shape: [4] became [3]'],
  ['residual', () => pipe(input([3]), n.residual(pipe(n.input([4]), n.dense(4))) as any), 'residual takes [4], received [3]'],
  ['parallel', () => pipe(input([3]), n.parallel(n.input([4])) as any), 'parallel takes [4], received [3]'],
  ['parallel', () => pipe(input([3, 2]), n.parallel(pipe(n.input([3, 2]), n.flatten), n.input([3, 2]) as any) as any), 'parallel: cannot concatenate [6] and [3, 2] along axis -1: they have 1 axis and 2 axes'],
  ['andThen', () => pipe(input([3]), n.andThen(n.input([3], 'f64')) as any), 'andThen: network should be of f32, but is "f64"'],
  ['residual', () => pipe(input([3]), n.residual(n.input([3], 'f64')) as any), 'residual: network should be of f32, but is "f64"'],
  ['parallel', () => pipe(input([3]), n.parallel(n.input([3], 'f64')) as any), 'parallel: network should be of f32, but is "f64"'],
  ['odd', () => {
    const odd = n.layer({ name: 'odd', shape: () => [3] as const, init: () => ({}), apply: () => (x: unknown) => x as never })
    const bad = pipe(n.input([4]), odd as any) as any
    return bad.apply([{}])(zeros([2, 4]))
  }, 'odd: layer odd gave [2, 4] for a batch of [3]'],
])('%s refuses %#', (operation, bad, message) => {
  expect(bad).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, message: expect.stringContaining(message) as string, at: expect.stringMatching(/errors\.spec\.ts:\d+:\d+$/) as string }))
})

test('the structure of a refusal', () => {
  try {
    net.apply(params)(zeros([2, 5]))
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({ operation: 'apply', argument: 'inputs', expected: '[batch, 4, 4, 2]', received: [2, 5] })
  }
})
