"""Fourier transforms by NumPy in double precision: prints fft.ts."""
import numpy as np
from fixture import export, header, interface


def values(n, seed):
    return np.array([((i + seed) * 1073 + 319) % 61 - 30 for i in range(n)]) / 32


def parts(z, places=None):
    z = z if places is None else z[places]
    return dict(real=np.ravel(z.real).tolist(), imaginary=np.ravel(z.imag).tolist())


def places(n):
    return list(range(n)) if n <= 24 else sorted({0, 1, 2, 3, n // 3, n // 2, n // 2 + 1, n - 2, n - 1})


def case(n):
    x, y = values(n, 0), values(n, 7)
    at = places(n)
    return dict(n=n, places=at, fft=parts(np.fft.fft(x + 1j * y), at), ifft=parts(np.fft.ifft(x + 1j * y), at),
                rfft=parts(np.fft.rfft(x)), irfft=np.fft.irfft(np.fft.rfft(x) * 1j, n)[at].tolist()) if n <= 24 else dict(
        n=n, places=at, fft=parts(np.fft.fft(x + 1j * y), at), ifft=parts(np.fft.ifft(x + 1j * y), at))


cases = [case(n) for n in [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 15, 16, 20, 24, 30, 31, 32, 40, 64, 97, 100, 127, 128, 131, 243, 251, 262,
                           500, 512, 1000, 1009, 1024, 2187, 4096]]
both = values(24, 0).reshape(4, 6) + 1j * values(24, 7).reshape(4, 6)

header(f'''
numpy.fft {np.__version__} of multiples of 1/32: element i of the real parts is ((i·1073 + 319) mod 61 - 30) / 32, and that of the
imaginary parts the same of i + 7. Of more than 24 numbers some places. `irfft` is of i times the result of `rfft`.

Made by fft.py.
''')
interface('Parts', real='readonly number[]', imaginary='readonly number[]')
print()
interface('Case', n='number', places='readonly number[]', fft='Parts', ifft='Parts')
print()
print('/** Of at most 24 numbers. */')
print('export interface Real extends Case {\n  readonly rfft: Parts\n  readonly irfft: readonly number[]\n}')
export('cases', 'readonly (Case | Real)[]', cases)
export('plane', '{ readonly fft2: Parts; readonly ifft2: Parts }', dict(fft2=parts(np.fft.fft2(both)), ifft2=parts(np.fft.ifft2(both))),
       'Of [4, 6].')
export('frequencies', '{ readonly [name: string]: readonly number[] }', dict(
    fft5=np.fft.fftfreq(5).tolist(), fft6=np.fft.fftfreq(6, 0.25).tolist(), rfft5=np.fft.rfftfreq(5, 2).tolist(),
    rfft6=np.fft.rfftfreq(6).tolist()))
