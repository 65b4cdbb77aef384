/**
 * Loops and choices by jax, in double precision.
 *
 * Made by spec/outside/control.py.
 */
export interface Root {
  readonly a: number
  readonly value: number
  readonly steps: number
  readonly tangent: number
}
export interface Point {
  readonly x: number
  readonly w: number
  readonly value: number
  readonly gradient: readonly number[]
  readonly hessian: readonly (readonly number[])[]
}

/** Newton's iteration. */
export const roots: readonly Root[] = [
  { a: 0.25, value: 0.5000000000000006, steps: 5, tangent: 0.999999999999955 },
  { a: 1, value: 1, steps: 0, tangent: 1 },
  { a: 2, value: 1.4142135623746899, steps: 4, tangent: 0.35355339061171626 },
  { a: 10, value: 3.162277660168379, steps: 6, tangent: 0.158113883008419 },
  { a: 12345, value: 111.10805551354053, steps: 11, tangent: 0.004500123755104954 },
]

export const collatz: readonly (readonly [n: number, steps: number])[] = [[1, 0], [2, 1], [3, 7], [7, 16], [27, 111], [97, 118]]

export const iterated: readonly (Point & { readonly steps: number })[] = [
  { steps: 0, x: 0.5, w: 2, value: 0.5, gradient: [1, 0], hessian: [[0, 0], [0, 0]] },
  {
    steps: 1,
    x: 0.5,
    w: 2,
    value: 1.208851077208406,
    gradient: [2.2551651237807455, 0.479425538604203],
    hessian: [[-0.958851077208406, 0.8775825618903728], [0.8775825618903728, 0]],
  },
  {
    steps: 3,
    x: -0.7,
    w: 1.5,
    value: -2.342214930270022,
    gradient: [-0.3903176390715222, -0.44424110032348507],
    hessian: [[1.3977228004505244, -3.4724695097246068], [-3.4724695097246063, 4.524816546535101]],
  },
  {
    steps: 7,
    x: 1.25,
    w: 0.75,
    value: 1.4897657579964936,
    gradient: [0.03501498125382485, 2.2876911726359306],
    hessian: [[-0.11199458718489173, -0.43549361825042365], [-0.4354936182504237, -7.069785775669066]],
  },
]

export const chosen: readonly Point[] = [
  { x: 0.5, w: 2, value: -1.3862943611198906, gradient: [4, -0.6931471805599453], hessian: [[-8, 2], [2, 0]] },
  { x: -0.5, w: 2, value: 1.25, gradient: [-3, 0.5], hessian: [[2, -1], [-1, -0]] },
  {
    x: 3,
    w: -1,
    value: -1.0986122886681098,
    gradient: [-0.3333333333333333, 1.0986122886681098],
    hessian: [[0.1111111111111111, 0.3333333333333333], [0.3333333333333333, 0]],
  },
  { x: 0, w: 1, value: 0, gradient: [-1, -0], hessian: [[2, -1], [-1, -0]] },
]

export const nested: readonly Point[] = [
  {
    x: 0.5,
    w: 0.3,
    value: 0.7395772875390625,
    gradient: [1.7576295687500003, 5.681487131250001],
    hessian: [[13.433800012500003, 18.681223375000002], [18.681223375000002, 39.819980875000006]],
  },
  { x: 2.5, w: 0.75, value: 1.5625, gradient: [0.0625, 1.875], hessian: [[0, 0], [0, 0]] },
  {
    x: -0.5,
    w: 2,
    value: 1.2130613194252668,
    gradient: [1.2130613194252668, 0.6065306597126334],
    hessian: [[1.2130613194252668, 0.6065306597126334], [0.6065306597126334, 0]],
  },
  {
    x: 0.9,
    w: -0.2,
    value: -0.1709701137890719,
    gradient: [-0.2575703476769762, 0.3988514958456799],
    hessian: [[-3.190178192736801, -1.0778964360912007], [-1.0778964360912013, 2.630851089015999]],
  },
]
