/**
 * Our times beside the peers', in turns: in each round every peer does a few steps, so that what disturbs the machine
 * disturbs all. Each peer has to come to our result within 1e-3 first; if one does not, the run says which, and ends with 1.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { start } from './child.mjs'
import { isTokens } from './network.mjs'
import { quantile, spread } from './statistics.mjs'
import { print } from './table.mjs'
import { missing, variantsFor } from './variants.mjs'
import { folder, products, trained, writeAll } from './workloads.mjs'

/** How far a peer's result may be from ours. */
const tolerance = 1e-3

/** What is measured, by name: a file and what is done with it. */
const workloads = Object.fromEntries([
  ...Object.keys(trained).map((name) => [name, { name, data: name, work: 'step' }]),
  ...Object.keys(products).map((name) => [name, { name, data: name, work: 'matmul' }]),
  ...Object.keys(trained).filter((name) => !isTokens(trained[name].layers)).flatMap((data) => ['predict', 'predict-1'].map((work) => {
    const name = `${data}-${work}`
    return [name, { name, data, work }]
  })),
])

const usage = `node run.mjs [--workload NAMES] [--only NAMES] [--base NAME] [--rounds N] [--clock wall|cpu] [--node PATH] [--narrow] [--python PATH] [--quick] [--json]
workloads: ${Object.keys(workloads).join(', ')}
variants: ${variantsFor().map(({ name }) => name).join(', ')}
  --base NAME    the variant that ratios are of, by default the first of ours
  --clock CLOCK  what times are of: the clock (wall) or processors, all threads together (cpu)
  --node PATH    what ours run on, by default the newer Node that is installed here
  --narrow       ours without wider vectors
  --python PATH  what has JAX, by default .venv
  --quick        few rounds
  --json         the rows as JSON`

const list = (text, known) => {
  if (text === undefined) return known
  const names = text.split(',')
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}`)
  return names
}

const asked = () => {
  const { values } = parseArgs({
    options: {
      workload: { type: 'string' }, only: { type: 'string' }, base: { type: 'string' }, rounds: { type: 'string' },
      clock: { type: 'string' }, node: { type: 'string' }, narrow: { type: 'boolean' }, python: { type: 'string' }, json: { type: 'boolean' }, quick: { type: 'boolean' }, help: { type: 'boolean' },
    },
  })
  const variants = variantsFor(values)
  const only = list(values.only, variants.map(({ name }) => name))
  const rounds = Number(values.rounds ?? (values.quick ? 5 : 25))
  if (!(Number.isSafeInteger(rounds) && rounds > 0)) throw new Error(`--rounds is a whole number, not ${values.rounds}`)
  const clock = values.clock ?? 'wall'
  if (clock !== 'wall' && clock !== 'cpu') throw new Error(`--clock is wall or cpu, not ${clock}`)
  return { ...values, variants, clock, workload: list(values.workload, Object.keys(workloads)), only, rounds }
}

/** The greatest distance between two results; that of products is relative where they are greater than 1. */
const distance = (ours, theirs, work) => {
  const unit = (x) => (work === 'matmul' ? Math.max(1, Math.abs(x)) : 1)
  return ours.length !== theirs.length ? Infinity
    : Math.max(...ours.map((x, i) => (Number.isFinite(theirs[i]) ? Math.abs(x - theirs[i]) / unit(x) : Infinity)))
}

/** Steps that take about a tenth of a second (a third with `--quick`), found after a second of warming up. */
const warm = async (peer, quick) => {
  const [target, warming] = quick ? [30, 200] : [100, 1000]
  let [{ ms }, spent, steps] = [await peer.ask(1), 0, 1]
  while (spent < warming) {
    steps = Math.max(1, Math.min(10_000, 2 * steps, Math.ceil(target / ms)))
    ;({ ms } = await peer.ask(steps))
    spent += steps * ms
  }
  // A fold of one step would be half entering and leaving it.
  return Math.max(ms > 500 ? 1 : 5, Math.min(10_000, Math.ceil(target / ms)))
}

/** Milliseconds that a peer may take of all rounds; slow ones take part in some. */
const budget = 15_000

/** The times of every peer, one for each round that it took part in. */
const measure = async (peers, { rounds, quick, clock }) => {
  const timed = []
  for (const peer of peers) timed.push({ ...peer, steps: await warm(peer, quick), times: new Map(), spent: 0 })
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < timed.length; i++) {
      const peer = timed[(i + round) % timed.length]
      const least = quick ? 1 : 3
      if (peer.spent > budget && peer.times.size >= least) continue
      const { ms, cpuMs } = await peer.ask(peer.steps)
      peer.times.set(round, clock === 'cpu' ? cpuMs : ms)
      peer.spent += ms * peer.steps
    }
  }
  return timed
}

/** Multiplications and additions of a product. */
const operations = (name) => 2 * products[name].reduce((a, b) => a * b, 1)

const row = (name, { name: variant, about, steps, times, check }, base, rate) => {
  const common = [...times].filter(([round]) => base.times.has(round)).map(([round, ms]) => ms / base.times.get(round))
  const ratio = { ratio: quantile(common, 0.5), ratioP5: quantile(common, 0.05), ratioP95: quantile(common, 0.95) }
  const spent = spread([...times.values()])
  return { suite: 'peers', workload: name, variant, ...spent, ...rate(spent.medianMs), ...ratio, loss: check[0], steps, about }
}

/** Rows of one workload, and what is wrong with it. */
const compare = async ({ name, data, work }, options) => {
  const { variants, only, base } = options
  const file = join(folder, `${data}.safetensors`)
  const peers = []
  const rows = []
  try {
    for (const variant of variants.filter((v) => only.includes(v.name))) {
      if (process.stderr.isTTY) process.stderr.write(`${name}: ${variant.name} …\x1b[K\r`)
      const absent = missing(variant)
      const peer = absent === undefined ? await start(variant, file, work) : { cannot: absent, stop: () => {} }
      if (peer.cannot === undefined) peers.push({ ...peer, name: variant.name, ours: variant.ours ?? false })
      else {
        peer.stop()
        const none = { medianMs: null, p5Ms: null, p95Ms: null, runs: 0 }
        rows.push({ suite: 'peers', workload: name, variant: variant.name, ...none, cannot: peer.cannot })
      }
    }
    const measuring = base ?? peers.find(({ ours }) => ours)?.name ?? peers[0]?.name
    const first = peers.find((peer) => peer.name === measuring)
    if (first === undefined) return { rows, wrong: [`${name}: ${measuring ?? 'nothing'} to compare with does not run`] }
    const wrong = peers.map((peer) => ({ ...peer, far: distance(first.check, peer.check, work) }))
      .filter(({ far }) => !(far <= tolerance))
      .map((peer) => `${name}: ${peer.name} comes to ${peer.check[0]}, ${measuring} to ${first.check[0]}, ${peer.far} away`)
    const timed = await measure(peers, options)
    const against = timed.find((peer) => peer.name === measuring)
    const rate = (ms) => (work === 'matmul' ? { gflops: operations(data) / ms / 1e6 } : {})
    return { rows: [...timed.map((peer) => row(name, peer, against, rate)), ...rows], wrong }
  } finally {
    for (const { stop } of peers) stop()
  }
}

const main = async () => {
  const options = asked()
  if (options.help) return console.log(usage)
  if (Object.values(workloads).some(({ data }) => !existsSync(join(folder, `${data}.safetensors`)))) writeAll()
  const results = []
  for (const name of options.workload) {
    const result = await compare(workloads[name], options)
    results.push(result)
    if (!options.json && result.rows.length > 0) print(result.rows)
  }
  if (options.json) console.log(JSON.stringify(results.flatMap(({ rows }) => rows)))
  const wrong = results.flatMap((result) => result.wrong)
  for (const text of wrong) console.error(`not the same work: ${text}`)
  if (wrong.length > 0) process.exitCode = 1
}

try {
  await main()
} catch (error) {
  console.error(`${error.message}\n${usage}`)
  process.exitCode = 2
}
