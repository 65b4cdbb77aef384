/**
 * Learning rates at steps 0 to 20, and the scale that a plateau of losses leaves, in double precision.
 *
 * Made by schedules.py with optax 0.2.8 (jax 0.10.2); in short
 *   schedule = optax.cosine_decay_schedule(0.1, decay_steps=16); [schedule(step) for step in range(21)]
 *   rule = optax.contrib.reduce_on_plateau(...); _, state = rule.update(updates, state, value=loss); state.scale
 * `optax` is the call itself. optax computes ⌊0.3 · 18⌋ = 5 and ⌊0.85 · 18⌋ = 15.
 * Plateau: a loss improves on the best if loss < (1 - rtol) best - atol; after `patience` losses in a row that don't, the scale
 * becomes max(scale · factor, least) and the count starts again; then `cooldown` losses are not counted (but may be the best).
 * With `accumulation` n, the rule sees the mean of each n losses.
 */
export interface Schedule {
  readonly name: string
  readonly optax: string
  readonly formula: string
  readonly values: readonly number[]
}

export interface Plateau {
  readonly settings: Readonly<Record<'factor' | 'patience' | 'rtol' | 'atol' | 'cooldown' | 'accumulation' | 'least', number>>
  readonly scales: readonly number[]
}

export const schedules: readonly Schedule[] = [
  {
    name: 'constant',
    optax: 'constant_schedule(0.1)',
    formula: 'value',
    values: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
  },
  {
    name: 'piecewise',
    optax: 'piecewise_constant_schedule(0.1, {5: 0.5, 12: 0.1})',
    formula: 'value times the scale of every boundary ≤ step',
    values: [
      0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.005000000000000001, 0.005000000000000001,
      0.005000000000000001, 0.005000000000000001, 0.005000000000000001, 0.005000000000000001, 0.005000000000000001,
      0.005000000000000001, 0.005000000000000001,
    ],
  },
  {
    name: 'exponential',
    optax: 'exponential_decay(0.1, transition_steps=4, decay_rate=0.5)',
    formula: 'init rate^(step / transition)',
    values: [
      0.1, 0.08408964152537146, 0.07071067811865477, 0.05946035575013606, 0.05, 0.04204482076268573, 0.03535533905932738,
      0.02973017787506803, 0.025, 0.021022410381342865, 0.01767766952966369, 0.014865088937534014, 0.0125,
      0.010511205190671433, 0.008838834764831846, 0.007432544468767007, 0.00625, 0.005255602595335716, 0.004419417382415923,
      0.0037162722343835036, 0.003125,
    ],
  },
  {
    name: 'exponentialStaircase',
    optax: 'exponential_decay(0.1, 4, 0.5, staircase=True)',
    formula: 'init rate^⌊step / transition⌋',
    values: [
      0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025, 0.0125, 0.0125, 0.0125, 0.0125, 0.00625, 0.00625,
      0.00625, 0.00625, 0.003125,
    ],
  },
  {
    name: 'exponentialFloor',
    optax: 'exponential_decay(0.1, 4, 0.5, end_value=0.02)',
    formula: 'max(end, init rate^(step / transition))',
    values: [
      0.1, 0.08408964152537146, 0.07071067811865477, 0.05946035575013606, 0.05, 0.04204482076268573, 0.03535533905932738,
      0.02973017787506803, 0.025, 0.021022410381342865, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02,
    ],
  },
  {
    name: 'exponentialLate',
    optax: 'exponential_decay(0.1, 4, 0.5, transition_begin=3)',
    formula: 'init up to begin, then init rate^((step - begin) / transition)',
    values: [
      0.1, 0.1, 0.1, 0.1, 0.08408964152537146, 0.07071067811865477, 0.05946035575013606, 0.05, 0.04204482076268573,
      0.03535533905932738, 0.02973017787506803, 0.025, 0.021022410381342865, 0.01767766952966369, 0.014865088937534014, 0.0125,
      0.010511205190671433, 0.008838834764831846, 0.007432544468767007, 0.00625, 0.005255602595335716,
    ],
  },
  {
    name: 'polynomial',
    optax: 'polynomial_schedule(0.1, 0.01, power=2, transition_steps=15)',
    formula: '(init - end) (1 - min(step, n) / n)^power + end',
    values: [
      0.1, 0.0884, 0.0776, 0.06760000000000002, 0.05840000000000002, 0.05000000000000002, 0.04240000000000001,
      0.03560000000000001, 0.0296, 0.024400000000000005, 0.020000000000000004, 0.016400000000000005, 0.0136, 0.0116, 0.0104,
      0.01, 0.01, 0.01, 0.01, 0.01, 0.01,
    ],
  },
  {
    name: 'linear',
    optax: 'linear_schedule(0.0, 1.0, transition_steps=8)',
    formula: 'polynomial of power 1',
    values: [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  },
  {
    name: 'cosine',
    optax: 'cosine_decay_schedule(0.1, decay_steps=16)',
    formula: 'init ((1 - alpha) (1 + cos(π min(step, n) / n)) / 2 + alpha)',
    values: [
      0.1, 0.09903926402016153, 0.09619397662556434, 0.09157348061512727, 0.08535533905932738, 0.07777851165098011,
      0.0691341716182545, 0.059754516100806426, 0.05, 0.04024548389919359, 0.030865828381745515, 0.022221488349019904,
      0.014644660940672627, 0.008426519384872733, 0.0038060233744356634, 0.0009607359798384785, 0, 0, 0, 0, 0,
    ],
  },
  {
    name: 'cosineAlpha',
    optax: 'cosine_decay_schedule(0.1, decay_steps=16, alpha=0.2)',
    formula: 'as cosine',
    values: [
      0.1, 0.09923141121612922, 0.09695518130045147, 0.09325878449210181, 0.08828427124746191, 0.0822228093207841,
      0.0753073372946036, 0.06780361288064514, 0.06000000000000001, 0.052196387119354884, 0.044692662705396416,
      0.03777719067921592, 0.03171572875253811, 0.026741215507898188, 0.023044818699548532, 0.020768588783870785,
      0.020000000000000004, 0.020000000000000004, 0.020000000000000004, 0.020000000000000004, 0.020000000000000004,
    ],
  },
  {
    name: 'warmupCosine',
    optax: 'warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=5, decay_steps=18, end_value=0.01)',
    formula: 'linear from init to peak over w steps, then cosine over the n - w left, down to end',
    values: [
      0, 0.01999999999999999, 0.04000000000000001, 0.06, 0.08000000000000002, 0.1, 0.09869238178417235, 0.09484552115439444,
      0.08868298366769956, 0.08056291360290202, 0.0709572199169141, 0.060424150611489535, 0.04957584938851047,
      0.039042780083085905, 0.029437086397097995, 0.021317016332300445, 0.015154478845605569, 0.01130761821582766, 0.01, 0.01,
      0.01,
    ],
  },
  {
    name: 'warmupConstant',
    optax: 'warmup_constant_schedule(0.0, 0.1, warmup_steps=5)',
    formula: 'linear from init to peak over w steps, then peak',
    values: [
      0, 0.01999999999999999, 0.04000000000000001, 0.06, 0.08000000000000002, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1,
      0.1, 0.1, 0.1, 0.1, 0.1, 0.1,
    ],
  },
  {
    name: 'oneCycleCosine',
    optax: 'cosine_onecycle_schedule(18, 0.1)',
    formula: 'from peak / 25 up to peak at ⌊0.3 n⌋, down to peak / (25 10⁴) at n, by half cosines a + (b - a) (1 - cos πu) / 2',
    values: [
      0.0040000000000000036, 0.013167184270002533, 0.037167184270002526, 0.06683281572999747, 0.09083281572999748, 0.1,
      0.09854709668293912, 0.09427282419145537, 0.08742558770640542, 0.07840332372360845, 0.06773037343114938,
      0.056027009905430095, 0.04397339009456991, 0.03227002656885063, 0.021597076276391566, 0.012574812293594575,
      0.005727575808544641, 0.0014533033170608847, 4e-7, 4e-7, 4e-7,
    ],
  },
  {
    name: 'oneCycleCosineSet',
    optax: 'cosine_onecycle_schedule(18, 0.1, pct_start=0.5, div_factor=10.0, final_div_factor=100.0)',
    formula: 'as oneCycleCosine: start peak / div, end start / final',
    values: [
      0.009999999999999995, 0.012713832064634112, 0.020528000059645987, 0.0325, 0.047185832004988125, 0.06281416799501185,
      0.07749999999999999, 0.08947199994035401, 0.09728616793536587, 0.1, 0.09698764640825613, 0.08831391993379295,
      0.07502500000000001, 0.05872372647446318, 0.041376273525536834, 0.02507500000000001, 0.011786080066207053,
      0.0031123535917438796, 0.0001, 0.0001, 0.0001,
    ],
  },
  {
    name: 'oneCycleLinear',
    optax: 'linear_onecycle_schedule(18, 0.1)',
    formula: 'peak / 25, up to peak at ⌊0.3 n⌋, down to peak / 25 at ⌊0.85 n⌋, then to peak / (25 10⁴) at n, all linear',
    values: [
      0.004, 0.023200000000000002, 0.04240000000000001, 0.0616, 0.08080000000000001, 0.1, 0.09040000000000001,
      0.08080000000000001, 0.07120000000000001, 0.0616, 0.052000000000000005, 0.04240000000000001, 0.03280000000000001, 0.0232,
      0.013600000000000001, 0.004, 0.0026668000000000004, 0.0013336000000000003, 4.0000000000000003e-7, 4.0000000000000003e-7,
      4.0000000000000003e-7,
    ],
  },
]

export const plateauLosses: readonly number[] = [
  1, 0.8, 0.81, 0.79999, 0.8, 0.5, 0.6, 0.55, 0.52, 0.51, 0.5, 0.45, 0.4501, 0.46, 0.47, 0.4499, 0.45, 0.3, 0.3, 0.3, 0.3, 0.3,
]

/** The scale after each of `plateauLosses`. */
export const plateaus: readonly Plateau[] = [
  {
    settings: { factor: 0.5, patience: 2, rtol: 0.0001, atol: 0, cooldown: 0, accumulation: 1, least: 0 },
    scales: [
      1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.125, 0.125, 0.0625, 0.0625, 0.0625, 0.0625, 0.0625, 0.0625,
      0.03125, 0.03125, 0.015625,
    ],
  },
  {
    settings: { factor: 0.1, patience: 3, rtol: 0.0001, atol: 0, cooldown: 2, accumulation: 1, least: 0.05 },
    scales: [1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05],
  },
  {
    settings: { factor: 0.5, patience: 2, rtol: 0, atol: 0.02, cooldown: 0, accumulation: 1, least: 0 },
    scales: [
      1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.125, 0.125, 0.0625, 0.0625, 0.03125, 0.03125, 0.03125, 0.03125,
      0.015625, 0.015625, 0.0078125,
    ],
  },
  {
    settings: { factor: 0.5, patience: 1, rtol: 0.0001, atol: 0, cooldown: 0, accumulation: 2, least: 0 },
    scales: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25],
  },
]
