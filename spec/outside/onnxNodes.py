"""The node tests of ONNX for operators that are in the tensor language, or are some calls of it: prints onnxNodes.ts."""
import warnings

import numpy as np
import onnx
from fixture import Code, export, header, interface, literal
from onnx.backend.test.case.node import collect_testcases

warnings.simplefilter('ignore')

ELEMENTWISE = """Abs Acos Acosh Add And Asin Asinh Atan Atanh BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Cast CastLike Ceil Celu
Clip
Cos Cosh Div Elu Equal Erf Exp Floor Gelu Greater GreaterOrEqual HardSigmoid HardSwish Identity IsInf IsNaN LeakyRelu Less LessOrEqual
Log Max Mean Min Mish Mod Mul Neg Not Or PRelu Pow Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sub
Sum Swish Tan Tanh ThresholdedRelu Where Xor""".split()
MOVES = """CenterCropPad Compress Concat DepthToSpace Expand Flatten Gather GatherElements GatherND Pad Reshape ReverseSequence Scatter
ScatterElements ScatterND Slice SpaceToDepth Split Squeeze Tile Transpose Trilu Unsqueeze""".split()
OTHERS = """ArgMax ArgMin AveragePool BatchNormalization ConstantOfShape Conv CumProd CumSum DFT Det Einsum EyeLike Gemm
GlobalAveragePool GlobalMaxPool GroupNormalization Hardmax InstanceNormalization LayerNormalization LogSoftmax LpNormalization MatMul
MaxPool MeanVarianceNormalization NonZero OneHot RMSNormalization Range ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax
ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Softmax TensorScatter TopK Unique""".split()

DTYPES = {'float32': 'f32', 'float64': 'f64', 'int32': 'i32', 'uint32': 'u32', 'bool': 'bool', 'int64': 'i32', 'uint64': 'u32'}
LIMITS = {'int64': (-2**31, 2**31 - 1), 'uint64': (0, 2**32 - 1)}
FEW = 600


def shortest(array):
    """As numbers: of a float as many digits as tell it from its neighbours of the same type."""
    flat = array.reshape(-1)
    return [float(str(v)) for v in flat] if array.dtype.kind == 'f' else [int(v) for v in flat]


def fits(array):
    low, high = LIMITS.get(array.dtype.name, (None, None))
    return low is None or array.size == 0 or (int(array.min()) >= low and int(array.max()) <= high)


def thinned(operator, inputs, outputs):
    """Large cases: some elements of an elementwise function; where elements are only moved, their positions in their stead."""
    if max(x.size for x in [*inputs, *outputs] if x is not None) <= FEW:
        return inputs, outputs
    if operator in ELEMENTWISE and len(inputs) == 1:
        step = inputs[0].size // 250
        return [inputs[0].reshape(-1)[::step]], [outputs[0].reshape(-1)[::step]]
    if operator in ('Slice', 'CenterCropPad') and np.unique(inputs[0]).size == inputs[0].size:
        places = {v: i + 1 for i, v in enumerate(inputs[0].reshape(-1).tolist())}
        places[0.0] = 0
        numbered = [np.array([places[v] for v in y.reshape(-1).tolist()], np.int32).reshape(y.shape) for y in (inputs[0], *outputs)]
        return [numbered[0], *inputs[1:]], numbered[1:]
    return None


def attribute(a):
    value = onnx.helper.get_attribute_value(a)
    if isinstance(value, onnx.TensorProto):
        return shortest(onnx.numpy_helper.to_array(value))
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, float):
        return float(str(np.float32(value)))
    return [v.decode() if isinstance(v, bytes) else v for v in value] if isinstance(value, (list, tuple)) else value


def tensor(x):
    if x is None:
        return None
    values = shortest(x)
    whole = values and values == list(range(1, len(values) + 1)) and len(values) > 100
    return {'dtype': DTYPES[x.dtype.name], 'shape': list(x.shape), 'values': Code(f'upTo({len(values)})') if whole else values}


cases, left, others = [], {}, {}
for case in collect_testcases(None):
    node, name = case.model.graph.node[0], case.name.removeprefix('test_')
    if name.endswith('_expanded') or '_expanded_' in name:
        others['a function of ONNX, expanded'] = others.get('a function of ONNX, expanded', 0) + 1
        continue
    operator = node.op_type
    if operator not in ELEMENTWISE + MOVES + OTHERS or len(case.model.graph.node) > 1:
        others[operator] = others.get(operator, 0) + 1
        continue
    given, outputs = ([onnx.numpy_helper.to_array(x) if isinstance(x, onnx.TensorProto) else x for x in xs] for xs in case.data_sets[0])
    present = iter(given)
    inputs = [next(present) if i else None for i in node.input]
    arrays = [*(x for x in inputs if x is not None), *outputs]
    strange = [getattr(getattr(x, 'dtype', None), 'name', 'sequence') for x in arrays]
    strange = [n for n in strange if n not in DTYPES]
    reason = strange[0] if strange else 'beyond 32 bits' if not all(map(fits, arrays)) else None
    if reason is None:
        inputs = [None if x is None else np.asarray(x) for x in inputs]
        few = thinned(operator, inputs, [np.asarray(x) for x in outputs])
        reason = None if few else 'large'
    if reason is not None:
        left.setdefault(reason, []).append(name)
        continue
    inputs, outputs = few
    cases.append({'name': name, 'operator': operator, 'attributes': {a.name: attribute(a) for a in node.attribute},
                  'inputs': [tensor(x) for x in inputs], 'outputs': [tensor(x) for x in outputs]})

header(f"""The node tests of ONNX (onnx {onnx.__version__}): an operator, its attributes and inputs, and what it has to give.

Made by onnxNodes.py. Integers of 64 bits are of 32 here, where all of a case fit. An elementwise function of more than {FEW} elements
is of some 250 of them here; where more are only moved, their positions, from 1, are in their stead. `left` are cases of these
operators that are not here, by the element type that they are about, or because they are large; `others` are how many cases
there are of the operators that have none here.""")
interface('Given', dtype="'f32' | 'f64' | 'i32' | 'u32' | 'bool'", shape='readonly number[]', values='readonly number[]')
interface('Node', name='string', operator='string', attributes='Readonly<Record<string, number | string | readonly number[]>>',
          inputs='readonly (Given | undefined)[]', outputs='readonly Given[]')
print("\nconst upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1)")
export('left', 'Readonly<Record<string, readonly string[]>>', {literal(k): v for k, v in sorted(left.items())})
export('others', 'Readonly<Record<string, number>>', {literal(k): v for k, v in sorted(others.items())})
export('cases', 'readonly Node[]', cases)
