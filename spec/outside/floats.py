"""The bits of floats, rounded from mpmath's numbers: the definition, in integers."""
import numpy as np

FORMATS = {32: (24, -126, np.uint32, np.float32), 64: (53, -1022, np.uint64, np.float64)}


def infinite(width):
    digits = FORMATS[width][0]
    return (1 << width - 1) - (1 << digits - 1)


def rounded(value, width):
    """The bits of the float nearest to an mpf, ties to even: the definition, in integers."""
    digits, least, _, _ = FORMATS[width]
    sign, mantissa, exponent, count = value._mpf_
    top = sign << width - 1
    if mantissa == 0 or exponent + count < 2 * least:
        return top
    if exponent + count > -2 * least:
        return top | infinite(width)
    unit = max(exponent + count - 1, least) - digits + 1
    if exponent >= unit:
        whole = mantissa << exponent - unit
    else:
        whole, rest = divmod(mantissa, 1 << unit - exponent)
        half = 1 << unit - exponent - 1
        whole += rest > half or rest == half and whole & 1
    biased = unit - (least - digits + 1)
    return top | min(biased * (1 << digits - 1) + whole, infinite(width))
