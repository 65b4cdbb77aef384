/**
 * Mutations of the sources: a sign turned, a term left out, a bound off by one. Each is a fault that some test has to find;
 * `run.ts` applies them one by one and says which none does.
 */

/** One change of one source, and the tests that have to find it. */
export interface Mutation {
  /** Under `src`. */
  readonly file: string
  /** A text that is there once, and what takes its place. */
  readonly from: string
  readonly to: string
  /** Files or folders under `spec`. */
  readonly specs: readonly string[]
}

const of = (file: string, specs: readonly string[], ...changes: readonly (readonly [from: string, to: string])[]): readonly Mutation[] =>
  changes.map(([from, to]) => ({ file, from, to, specs }))

const derivatives = ['differentiable']
const optimizers = ['optimizer']
/** What an optimizer's numbers are, beside those of others and of the laws of all. */
const numbers = ['optimizer/variants.spec.ts', 'optimizer/trajectories.spec.ts', 'optimizer/laws.spec.ts', 'optimizer/trained.spec.ts']
const schedules = ['optimizer/schedules.spec.ts']
const losses = ['loss']

export const mutations: readonly Mutation[] = [
  ...of('differentiable/scalar.ts', derivatives,
    ['sub: (_, __, dy) => [dy, neg(dy)]', 'sub: (_, __, dy) => [dy, dy]'],
    ['[mul(dy, b!), mul(dy, a!)]', '[mul(dy, a!), mul(dy, b!)]'],
    ['neg(div(mul(dy, y), b!))', 'div(mul(dy, y), b!)'],
    ['[div(dy, add(y, y))]', '[div(dy, y)]'],
    ['where(le(a!, b!), dy)', 'where(lt(a!, b!), dy)'],
    ['where(not(le(b!, a!)), dy)', 'where(le(b!, a!), dy)'],
    ['[undefined, where(c!, dy), where(not(c!), dy)]', '[undefined, where(c!, dy), where(c!, dy)]'],
  ),
  ...of('differentiable/rules.ts', derivatives,
    ["const greatest = by === 'min' ? neg(x!) : x!", 'const greatest = x!'],
    ['ta ? contract(b!, dy, tb, true)', 'ta ? contract(b!, dy, tb, false)'],
    ['tb ? contract(dy, a!, true, ta)', 'tb ? contract(dy, a!, false, ta)'],
    ['permute(dy, order.map((_, i) => order.indexOf(i)))', 'permute(dy, order)'],
    ['const interior = step.map((s) => s - 1)', 'const interior = step.map(() => 0)'],
    ['{ ...primitive, value: 0 }', 'primitive'],
    ['i < lead || (x!.shape[i - lead] === 1 && n !== 1)', 'i < lead'],
  ),
  ...of('differentiable/differentiable.ts', derivatives,
    ['(dc) => pullF(pullG(dc))', '(dc) => pullF(dc as never)'],
    ['plus(pullF(db), pullG(dc))', 'pullF(db)'],
    ['() => zerosOf(a)', '() => a'],
  ),
  ...of('optimizer/adam.ts', optimizers,
    ['towards(beta2)(v, mul(g, g))', 'towards(beta2)(v, g)'],
    ['mul(like(t, 1 - beta1), root(t))', 'mul(like(t, beta1), root(t))'],
    ['first(add(t, like(t, 1)))', 'first(t)'],
  ),
  ...of('optimizer/bias.ts', numbers, ['neg(expm1(mul(t, log(', 'expm1(mul(t, log(']),
  ...of('optimizer/amsgrad.ts', numbers, ['scaled([mean, greatest]', 'scaled([mean, variance]'], ['div(root(t), bias(beta1)(t))', 'root(t)']),
  ...of('optimizer/adamax.ts', numbers, ['add(abs(g), like(g, epsilon))', 'abs(g)'], ['mul(like(u, beta2), u)', 'u']),
  ...of('optimizer/adadelta.ts', numbers, ['average([state.updates, x])', 'average([state.updates, g])'], ['div(root(s), root(v))', 'div(root(v), root(s))']),
  ...of('optimizer/lamb.ts', numbers, ['ratio(norm(leaf), norm(update))', 'ratio(norm(update), norm(leaf))'], ['or(eq(p, like(p, 0)), ', 'or(eq(u, like(u, 0)), ']),
  ...of('optimizer/norm.ts', optimizers, ["x.dtype !== 'f64' || x.shape", 'x.dtype !== undefined || x.shape'], ['root(squareSum(wide(x)))', 'root(squareSum(x))']),
  ...of('optimizer/accumulate.ts', ['optimizer/accumulate.spec.ts', 'optimizer/trained.spec.ts'],
    ['either(isZero(state.count), g, summed([state.gradients, g]))', 'summed([state.gradients, g])'], ['inner: either(isDue, next, state.inner)', 'inner: next'],
    ['tree.map(updates, still)', 'tree.map(updates, raw.zerosLike)'], ['loss: either(isDue, raw.scalar(0,', 'loss: either(isZero(gathered), raw.scalar(0,']),
  ...of('optimizer/still.ts', ['optimizer/accumulate.spec.ts', 'optimizer/trained.spec.ts'], ['-0, x.dtype', '0, x.dtype']),
  ...of('optimizer/parameterAverage.ts', ['optimizer/averages.spec.ts'],
    ['applyUpdates(params, updates), mask', 'params, mask'], ['max(sub(t, like(t, begin)), like(t, 1))', 't'], ['bias(decay)(n)', 'like(n, 1)'],
    ["lt(constant('f64', begin), t)", "lt(constant('f64', begin + 1), t)"], ['!/(^|', '/(^|']),
  ...of('optimizer/partition.ts', ['optimizer/parts.spec.ts'], ["(part) => !named.includes(part)", "() => true"], ['label(path) === name', 'label(path) !== name']),
  ...of('optimizer/part.ts', ['optimizer/parts.spec.ts'], ['(mask(path) ? tensor : null)', 'tensor']),
  ...of('tensor/tree.ts', ['optimizer/parts.spec.ts'], ['places.get(path) ?? tensor', 'tensor']),
  ...of('optimizer/reportValue.ts', ['optimizer/reported.spec.ts'], ["raw.scalar(1, 'i32')", "raw.scalar(0, 'i32')"]),
  ...of('optimizer/schedule/restarts.ts', numbers,
    ['select(le(start, step), next, value)', 'select(lt(start, step), next, value)'], ['height: height * factor', 'height'], ['sub(step, mul(wave, f64(steps)))', 'step']),
  ...of('optimizer/average.ts', optimizers,
    ['mul(like(x, 1 - beta), y)', 'mul(like(x, beta), y)'],
    ['select(lt(abs(x), leastNormal(x)), like(x, 0), x)', 'x'],
  ),
  ...of('optimizer/momentum.ts', optimizers, ['nesterov ? fading([velocity, g]) : velocity', 'velocity']),
  ...of('optimizer/rmsprop.ts', optimizers, ['sub(v, mul(m, m))', 'sub(v, m)']),
  ...of('optimizer/rate.ts', optimizers, ['scale(-rate)', 'scale(rate)'], ["raw.neg(expectTensor('scaleByLearningRate', 'rate', rate(step)))", "expectTensor('scaleByLearningRate', 'rate', rate(step))"]),
  ...of('optimizer/clip.ts', optimizers, ['max(min(g, bound), neg(bound))', 'min(g, bound)'], ['mul(like(u, limit), u)', 'like(u, limit)']),
  ...of('optimizer/plateau.ts', optimizers,
    ['le(like(longer, patience), longer)', 'lt(like(longer, patience), longer)'], ['mul(like(best, 1 - relative), best)', 'best']),
  ...of('optimizer/schedule/decay.ts', [...schedules, ...numbers],
    ['add(f64(1), mul(f64(rate), staircase', 'add(f64(0), mul(f64(rate), staircase'],
    ['div(min(step, f64(steps)), f64(steps))', 'div(step, f64(steps))'], ['add(f64(1), wave)', 'sub(f64(1), wave)']),
  ...of('optimizer/schedule/piecewise.ts', schedules, ['select(le(f64(at), step)', 'select(lt(f64(at), step)']),
  ...of('optimizer/schedule/warmup.ts', schedules, ["lt(step, constant('i32', boundary))", "lt(constant('i32', boundary), step)"]),
  ...of('loss/define.ts', losses, ['sum(raw.mul(losses, given))', 'sum(losses)'], ['select(isNothing, one, weight)', 'weight']),
  ...of('loss/crossEntropy.ts', losses, ['like(x, 1 - smoothing + smoothing / n)', 'like(x, 1 - smoothing)']),
  ...of('loss/elementwise.ts', losses,
    ['mul(d, sub(abs(e), mul(half, d)))', 'mul(d, abs(e))'], ['max(like(p, 0), sub(like(p, 1), mul(p, t)))', 'sub(like(p, 1), mul(p, t))'],
    ['mul(t, sigmoid(neg(p)))', 'mul(t, sigmoid(p))']),
  ...of('loss/multiclassHinge.ts', losses, ['add(like(best, 1), sub(best, own))', 'sub(best, own)']),
  ...of('loss/focal.ts', losses,
    ['part(1 - (alpha ?? 0), sub(like(t, 1), t), cost(neg(p)))', 'part(1, sub(like(t, 1), t), cost(neg(p)))'],
    ['select(eq(t, zero), zero, mul(mul(like(t, w), t), cost))', 'mul(mul(like(t, w), t), cost)'],
    ['softplus(neg(bounded(x)))', 'softplus(neg(x))'], ['div(bounded(x), select', 'div(x, select']),
  ...of('loss/quantile.ts', losses, ['select(lt(t, p), like(p, 1 - q), like(p, 0))', 'like(p, 1 - q)']),
  ...of('loss/poisson.ts', losses, ['select(eq(t, zero), zero, mul(t, p))', 'mul(t, p)'], ['select(isMany, value, like(t, 0))', 'value']),
  ...of('loss/gaussian.ts', losses, ['select(eq(square, zero), zero, mul(square, precision))', 'mul(square, precision)']),
  ...of('loss/direction.ts', losses,
    ['select(isNothing, like(x, 0), div(x, ', 'select(isNothing, x, div(x, '], ['select(isNothing, s, sqrt(select(isNothing, like(s, 1), s)))', 'sqrt(s)']),
  ...of('loss/batch.ts', losses, ['and(isOfClass, not(isSelf))', 'isOfClass']),
  ...of('loss/triplet.ts', losses,
    ['and(isNegative, lt(here, there))', 'isNegative'],
    ['select(eq(nearest, constant(nearest.dtype, Infinity)), farthest, nearest)', 'nearest']),
  ...of('loss/dice.ts', losses, ['add(whole, like(whole, smooth))', 'whole'], ['perClass ? 1 : 0', '0']),
  ...of('loss/ctc.ts', losses,
    ['and(ne(label, blank), ne(label, before))', 'ne(label, blank)'], ['shifted(alpha, 2, -Infinity), maySkip', 'shifted(alpha, 1, -Infinity), maySkip'],
    ['i > 0 && x === labels[i - 1]', 'false']),
  ...of('loss/positions.ts', losses, ['select(eq(label, like(label, ignore)), like(x, 0), x)', 'x']),
  ...of('metric/confusion.ts', ['metric'],
    ['ratio(2 * hits, predicted + actual)', 'ratio(hits, predicted + actual)']),
  ...of('metric/average.ts', ['metric'], ['of(each[1] as Tally)', 'of(each[0] as Tally)']),
  ...of('metric/ranking.ts', ['metric'], ['(start + 1 + stop) / 2', '(start + stop) / 2']),
  ...of('metric/accuracy.ts', ['metric'], ['(c >= label &&', '(c > label + 1 &&']),
  ...of('metric/regression.ts', ['metric'], ['if (output.truth.every((t) => t === output.truth[0])) return met(residual)', '']),
  ...of('dataset/batches.ts', ['dataset/dataset.spec.ts'],
    ['Math.min(data.size, (i + 1) * size)', 'Math.min(data.size - 1, (i + 1) * size)'], ['permutation(foldIn(shuffle, epoch), data.size)', 'permutation(shuffle, data.size)'],
    ['epoch === first ? step % perEpoch : 0', 'epoch === first ? 0 : 0']),
  ...of('dataset/rebatch.ts', ['dataset/dataset.spec.ts', 'dataset/stream.spec.ts'], ['rows -= full * size', 'rows -= size']),
  ...of('dataset/split.ts', ['dataset/dataset.spec.ts'], ['key === undefined ? given : shuffle(key)(given)', 'given']),
  ...of('dataset/preprocess/statistic.ts', ['dataset/preprocess.spec.ts'], ['q * (sorted.length - 1)', 'q * sorted.length']),
  ...of('dataset/text/bytePairs.ts', ['dataset/text.spec.ts'], ['a.count === b.count && a.pair < b.pair', 'a.count === b.count && a.pair > b.pair']),
  ...of('backend/reduce.ts', ['backend/order.spec.ts', 'backend/facts.spec.ts'],
    ['lanes[i & 7] = lanes[i & 7]! + x[base + within[i]!]!', 'lanes[i & 3] = lanes[i & 3]! + x[base + within[i]!]!'],
    ['if (value > best || value !== value)', 'if (value >= best || value !== value)']),
  ...of('backend/threefry.ts', ['random/jax.spec.ts'], ['+ group + 1) | 0', '+ group) | 0']),
  ...of('random/order.ts', ['random/order.spec.ts'], ['for (const words of [low, high])', 'for (const words of [high, low])']),
  ...of('program/overwrite.ts', ['program/plan.spec.ts', 'backend/agree.spec.ts'], ['.filter((i) => !elsewhere.has(i))', '']),
  ...of('program/plan.ts', ['program/plan.spec.ts', 'backend'], ['!constant.has(place) && ', '']),
  ...of('tensor/tree.ts', ['network/batchNorm.spec.ts'], ['places.get(path) ?? tensor', 'tensor']),
  ...of('network/dropout.ts', ['network/dropout.spec.ts'], ['div(x, like(x, 1 - rate))', 'x']),
  ...of('trainer/observer.ts', ['trainer/observer.spec.ts'],
    ['value < best.value - delta', 'value < best.value + delta'], ['waited < patience', 'waited <= patience'],
    ['moment.step % n === 0', '(moment.step + 1) % n === 0']),
  ...of('trainer/trainer.ts', ['conformance/conformance.spec.ts'], ['net.init(foldIn(key, 0))', 'net.init(foldIn(key, 1))']),
  ...of('backend/resident.ts', ['backend/loop.spec.ts'], ['if (room.last !== own)', 'if (room.last === undefined)']),
]
