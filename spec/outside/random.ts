/**
 * Random numbers that JAX defines, bit for bit: threefry2x32 with 20 rounds in the partitionable layout.
 *
 * Made by threefry.py with jax 0.10.2 in 64-bit mode (jax_enable_x64, jax_threefry_partitionable); in short
 *   jax.random.key_data(jax.random.key(seed)); jax.random.bits(jax.random.key(seed), shape, 'uint32')
 *   jax.random.split(key, count); jax.random.fold_in(key, data); jax.random.uniform(key, shape, 'float32', low, high)
 * `known` are Random123's published answers (kat_vectors: counter, key, output), which JAX's cipher gives too.
 * The key of a seed is [seed >> 32, seed mod 2³²] of its 64-bit two's complement; without x64 it is [0, seed mod 2³²] (`key32`).
 * A uniform is (bits >> 9 | 0x3f800000 as f32) - 1, in f64 (bits of 64 >> 12 | 0x3ff0000000000000) - 1, then
 * max(low, u · (high - low) + low). `uniforms` have bounds at which the multiplication is exact; at others XLA on a CPU rounds
 * product and sum at once (`bounded`).
 */
export interface Known {
  readonly key: readonly [number, number]
  readonly counter: readonly [number, number]
  readonly bits: readonly [number, number]
}

export interface Seeded {
  readonly seed: bigint
  readonly key: readonly [number, number]
  readonly key32: readonly [number, number]
}

export interface Bits {
  readonly seed: number
  readonly shape: readonly number[]
  readonly first: readonly number[]
  readonly last: readonly number[]
  readonly xor: number
  readonly sum: number
}

export interface Split {
  readonly key: readonly [number, number]
  readonly keys: readonly (readonly [number, number])[]
}

export interface Fold {
  readonly key: readonly [number, number]
  readonly data: number
  readonly folded: readonly [number, number]
}

export interface Uniform {
  readonly seed: number
  readonly shape: readonly number[]
  readonly low: number
  readonly high: number
  readonly values: readonly number[]
}

export interface Bounded {
  readonly seed: number
  readonly low: number
  readonly high: number
  readonly fused: readonly number[]
  readonly plain: readonly number[]
}

export const known: readonly Known[] = [
  { key: [0, 0], counter: [0, 0], bits: [1797259609, 2579123966] },
  { key: [4294967295, 4294967295], counter: [4294967295, 4294967295], bits: [481924860, 3137350631] },
  { key: [320440878, 57701188], counter: [608135816, 2242054355], bits: [3297917596, 1212020640] },
]

export const keys: readonly Seeded[] = [
  { seed: 0n, key: [0, 0], key32: [0, 0] },
  { seed: 1n, key: [0, 1], key32: [0, 1] },
  { seed: 42n, key: [0, 42], key32: [0, 42] },
  { seed: 2147483647n, key: [0, 2147483647], key32: [0, 2147483647] },
  { seed: 2147483648n, key: [0, 2147483648], key32: [0, 2147483648] },
  { seed: 4294967295n, key: [0, 4294967295], key32: [0, 4294967295] },
  { seed: 4294967296n, key: [1, 0], key32: [0, 0] },
  { seed: 4294967301n, key: [1, 5], key32: [0, 5] },
  { seed: 9007199254740991n, key: [2097151, 4294967295], key32: [0, 4294967295] },
  { seed: 9223372036854775807n, key: [2147483647, 4294967295], key32: [0, 4294967295] },
  { seed: -1n, key: [4294967295, 4294967295], key32: [0, 4294967295] },
  { seed: -2147483648n, key: [4294967295, 2147483648], key32: [0, 2147483648] },
  { seed: -9223372036854775808n, key: [2147483648, 0], key32: [0, 0] },
]

/** The first 8 and last 4 in row-major order, the xor of all, the exact sum of all. */
export const bits: readonly Bits[] = [
  { seed: 0, shape: [], first: [4070199207], last: [4070199207], xor: 4070199207, sum: 4070199207 },
  {
    seed: 10,
    shape: [4],
    first: [169096361, 1572511259, 2689743692, 2228103506],
    last: [169096361, 1572511259, 2689743692, 2228103506],
    xor: 1932703916,
    sum: 6659454818,
  },
  { seed: 0, shape: [1], first: [4070199207], last: [4070199207], xor: 4070199207, sum: 4070199207 },
  {
    seed: 3,
    shape: [7],
    first: [318053758, 4029299397, 2787249374, 4190260272, 1195623854, 2503700069, 457437726],
    last: [4190260272, 1195623854, 2503700069, 457437726],
    xor: 1946435200,
    sum: 15481624450,
  },
  {
    seed: 3,
    shape: [2, 3],
    first: [318053758, 4029299397, 2787249374, 4190260272, 1195623854, 2503700069],
    last: [2787249374, 4190260272, 1195623854, 2503700069],
    xor: 1866976414,
    sum: 15024186724,
  },
  {
    seed: 12345,
    shape: [8],
    first: [1382428670, 3548834134, 2792367857, 1229124039, 967337063, 1172193837, 2312155991, 2534447691],
    last: [967337063, 1172193837, 2312155991, 2534447691],
    xor: 207888072,
    sum: 15938889282,
  },
  {
    seed: 5,
    shape: [2, 2, 2],
    first: [2003086470, 3955154020, 3160280976, 408371909, 3927703089, 2910825445, 72334161, 232576969],
    last: [3927703089, 2910825445, 72334161, 232576969],
    xor: 1982072059,
    sum: 16670333039,
  },
  {
    seed: 7,
    shape: [1000],
    first: [2895194379, 4185947648, 1300703658, 1906787632, 3139134342, 2709822315, 1926509400, 1767298410],
    last: [1279671992, 1576740960, 2312027495, 1454942467],
    xor: 3643454716,
    sum: 2157824293556,
  },
  {
    seed: 7,
    shape: [10, 100],
    first: [2895194379, 4185947648, 1300703658, 1906787632, 3139134342, 2709822315, 1926509400, 1767298410],
    last: [1279671992, 1576740960, 2312027495, 1454942467],
    xor: 3643454716,
    sum: 2157824293556,
  },
  {
    seed: 8,
    shape: [4097],
    first: [1248304715, 367142975, 4282361167, 3064974878, 669843660, 549829855, 885957970, 3945168921],
    last: [2542404335, 4140125109, 2961817647, 3263378581],
    xor: 690017711,
    sum: 8843734277999,
  },
]

export const splits: readonly Split[] = [
  { key: [0, 1], keys: [[507451445, 1853169794], [1948878966, 4237131848], [2441914641, 3819641963]] },
  { key: [0, 0], keys: [[1797259609, 2579123966]] },
  { key: [0, 0], keys: [[1797259609, 2579123966], [928981903, 3453687069]] },
  {
    key: [0, 42],
    keys: [
      [1832780943, 270669613], [64467757, 2916123636], [2465931498, 255383827], [3134548294, 894150801],
      [2954079971, 3276725750],
    ],
  },
  {
    key: [256, 0],
    keys: [[4263373757, 3342439777], [1937449522, 507542690], [101556770, 992587574], [2777578795, 2295476234]],
  },
]

export const folds: readonly Fold[] = [
  { key: [0, 0], data: 0, folded: [1797259609, 2579123966] },
  { key: [0, 0], data: 1, folded: [928981903, 3453687069] },
  { key: [0, 0], data: 4, folded: [2285895361, 433833334] },
  { key: [0, 7], data: 2147483648, folded: [2844531661, 3596575356] },
  { key: [0, 7], data: 4294967295, folded: [3658129989, 1719350670] },
  { key: [256, 0], data: 123456789, folded: [520191250, 3962399927] },
]

/** Single precision: each value is exactly an f32. */
export const uniforms: readonly Uniform[] = [
  {
    seed: 51,
    shape: [4],
    low: 0,
    high: 1,
    values: [0.47126901149749756, 0.12344253063201904, 0.1755063533782959, 0.566359281539917],
  },
  { seed: 0, shape: [], low: 0, high: 1, values: [0.9476670026779175] },
  {
    seed: 2,
    shape: [2, 3],
    low: 0,
    high: 1,
    values: [
      0.6407910585403442, 0.9006019830703735, 0.23003411293029785, 0.8816101551055908, 0.418231725692749, 0.20232176780700684,
    ],
  },
  {
    seed: 9,
    shape: [10],
    low: -1,
    high: 3,
    values: [
      -0.8368878364562988, 2.870248317718506, 0.6794071197509766, -0.5918664932250977, -0.10472822189331055,
      2.3003897666931152, 0.2422618865966797, -0.8186569213867188, -0.5671887397766113, 0.9068732261657715,
    ],
  },
  {
    seed: 9,
    shape: [5],
    low: 0,
    high: 0.001,
    values: [4.077804260305129e-5, 0.0009675621404312551, 0.0004198517999611795, 0.0001020333802443929, 0.0002238179586129263],
  },
]

/** Single precision: `fused` is what JAX gives on a CPU (one rounding), `plain` the same with each operation rounded. */
export const bounded: readonly Bounded[] = [
  {
    seed: 4,
    low: -0.1,
    high: 0.1,
    fused: [
      0.07610934227705002, 0.05397777631878853, -0.07199275493621826, 0.026197267696261406, 0.00027124883490614593,
      0.01864917390048504, -0.05124204233288765, 0.0783362165093422, 0.07290621101856232, -0.02192983590066433,
    ],
    plain: [
      0.07610934227705002, 0.05397778004407883, -0.07199275493621826, 0.026197262108325958, 0.0002712458372116089,
      0.018649175763130188, -0.05124204233288765, 0.0783362165093422, 0.07290620356798172, -0.02192983776330948,
    ],
  },
  {
    seed: 5,
    low: 1.3,
    high: 7.7,
    fused: [
      4.2848310470581055, 7.193638324737549, 6.009184837341309, 1.9085211753845215, 7.152733325958252, 5.637466907501221,
      1.4077857732772827, 1.6465659141540527, 2.587815761566162, 4.071996212005615,
    ],
    plain: [
      4.2848310470581055, 7.193637847900391, 6.009184837341309, 1.9085211753845215, 7.152732849121094, 5.6374664306640625,
      1.4077857732772827, 1.6465659141540527, 2.587815761566162, 4.071996212005615,
    ],
  },
]

export const uniforms64: readonly Uniform[] = [
  {
    seed: 51,
    shape: [4],
    low: 0,
    high: 1,
    values: [0.07696793657220691, 0.5453929259856778, 0.6363752059533159, 0.7339835954290759],
  },
  { seed: 0, shape: [], low: 0, high: 1, values: [0.41845711171638644] },
  {
    seed: 2,
    shape: [2, 3],
    low: 0,
    high: 1,
    values: [
      0.42402167450247763, 0.14839108352629582, 0.6658618777442711, 0.43837705034960184, 0.24203216781360792,
      0.04612670261851415,
    ],
  },
  {
    seed: 9,
    shape: [10],
    low: -1,
    high: 3,
    values: [
      1.6284573577660346, -0.8667458221345177, 1.4927457915216884, 0.7484985920235898, 2.1105440109908926, 0.8200878944745362,
      0.2536717682368854, 0.5888794515564522, 1.5714448017502267, 1.6092032584018492,
    ],
  },
  {
    seed: 9,
    shape: [5],
    low: 0,
    high: 0.001,
    values: [0.0006571143394415086, 3.331354446637058e-5, 0.0006231864478804221, 0.0004371246480058975, 0.0007776360027477231],
  },
]

/** Both words of one block: the first is the high one (32 bits are the xor of the two). */
export const bits64: readonly { readonly seed: number, readonly bits: readonly bigint[] }[] = [
  { seed: 0, bits: [7719171245655871230n, 3989946895414531357n, 17807037942121513089n, 10597664315880824766n] },
  { seed: 51, bits: [1419807827829013639n, 10060723725269413973n, 11739050559075024900n, 13539607539181335867n] },
]
