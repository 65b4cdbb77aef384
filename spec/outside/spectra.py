"""Spectrograms of librosa in double precision: prints spectra.ts."""
import librosa
import numpy as np
import scipy
import scipy.fft
import scipy.signal
from fixture import export, header, interface

rate = 8000
samples = np.array([((i * 37 + 11) * 29 % 61 - 30) / 32 for i in range(400)]) * np.linspace(0.1, 1, 400)


def features(length, step, bands, window, padding, low=0.0, high=None, scale='slaney', normalised=True, coefficients=4):
    x = np.pad(samples, padding)
    fft = np.abs(librosa.stft(x, n_fft=length, hop_length=step, window=window, center=False, dtype=np.complex128)) ** 2
    mel = librosa.filters.mel(sr=rate, n_fft=length, n_mels=bands, fmin=low, fmax=high, htk=scale == 'htk',
                              norm='slaney' if normalised else None, dtype=np.float64)
    power = mel @ fft
    log = np.log(np.maximum(power, 1e-10))
    cepstrum = scipy.fft.dct(log, axis=0, type=2, norm='ortho')[:coefficients]
    options = dict(rate=rate, length=length, step=step, bands=bands, window='rectangular' if window == 'boxcar' else window,
                   padding=list(padding), low=low, high=high or rate / 2, scale=scale, normalised=normalised,
                   coefficients=coefficients)
    return dict(options=options, spectrogram=fft.T.tolist(), filters=mel.T.tolist(), power=power.T.tolist(),
                log=log.T.tolist(), cepstrum=cepstrum.T.tolist())


cases = [
    features(32, 160, 6, 'hann', (16, 16)),
    features(25, 120, 4, 'hamming', (0, 0), low=100, high=3000, scale='htk', normalised=False),
    features(64, 200, 5, 'boxcar', (32, 31), scale='htk'),
]
windows = {name: scipy.signal.get_window(name, 9).tolist() for name in ['hann', 'hamming']}

header(f'''
Windows of scipy {scipy.__version__}, and spectrograms, filters of the mel scale, power in its bands, its logarithm and cepstrum
of librosa {librosa.__version__}, in double precision, of {len(samples)} samples.

Made by spectra.py; in short
  power = librosa.filters.mel(...) @ np.abs(librosa.stft(np.pad(x, padding), center=False, ...)) ** 2
  cepstrum = scipy.fft.dct(np.log(np.maximum(power, 1e-10)), axis=0, type=2, norm='ortho')[:coefficients]
''')
print('export type Matrix = readonly (readonly number[])[]\n')
interface('Options', rate='number', length='number', step='number', bands='number', window="'hann' | 'hamming' | 'rectangular'",
          padding='readonly [number, number]', low='number', high='number', scale="'slaney' | 'htk'", normalised='boolean',
          coefficients='number')
print()
interface('Case', options='Options', spectrogram='Matrix', filters='Matrix', power='Matrix', log='Matrix', cepstrum='Matrix')
export('windows', 'Readonly<Record<\'hann\' | \'hamming\', readonly number[]>>', windows)
export('samples', 'readonly number[]', samples.tolist())
export('cases', 'readonly Case[]', cases)
