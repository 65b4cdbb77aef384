/*
The bytes of a file that the format's own library writes (safetensors 0.8.0, numpy):

  import base64, numpy as np
  from safetensors.numpy import save
  tensors = {
      'layer.bias': np.array([0.5, -0.0, np.inf], np.float32),
      'layer.weights': np.arange(6, dtype=np.float64).reshape(2, 3) / 3,
      'count': np.array(-7, np.int32),
      'key': np.array([0, 4294967295], np.uint32),
      'mask': np.array([[True, False], [False, True]]),
      'nothing': np.zeros((0, 4), np.float32),
      'größe': np.ones((1, 1, 1), np.float32),
  }
  print(base64.b64encode(save(tensors, metadata={'made by': 'safetensors 0.8.0 "numpy"'})).decode())
*/
export const written = Buffer.from([
  '8AEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIGJ5Ijoic2FmZXRlbnNvcnMgMC44LjAgXCJudW1weVwiIn0sImxheWVyLndlaWdodHMiOn',
  'siZHR5cGUiOiJGNjQiLCJzaGFwZSI6WzIsM10sImRhdGFfb2Zmc2V0cyI6WzAsNDhdfSwiZ3LDtsOfZSI6eyJkdHlwZSI6IkYzMiIsInNoYXBl',
  'IjpbMSwxLDFdLCJkYXRhX29mZnNldHMiOls0OCw1Ml19LCJsYXllci5iaWFzIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlszXSwiZGF0YV9vZm',
  'ZzZXRzIjpbNTIsNjRdfSwibm90aGluZyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCw0XSwiZGF0YV9vZmZzZXRzIjpbNjQsNjRdfSwia2V5',
  'Ijp7ImR0eXBlIjoiVTMyIiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbNjQsNzJdfSwiY291bnQiOnsiZHR5cGUiOiJJMzIiLCJzaGFwZS',
  'I6W10sImRhdGFfb2Zmc2V0cyI6WzcyLDc2XX0sIm1hc2siOnsiZHR5cGUiOiJCT09MIiwic2hhcGUiOlsyLDJdLCJkYXRhX29mZnNldHMiOls3',
  'Niw4MF19fSAgAAAAAAAAAABVVVVVVVXVP1VVVVVVVeU/AAAAAAAA8D9VVVVVVVX1P6uqqqqqqvo/AACAPwAAAD8AAACAAACAfwAAAAD/////+f',
  '///wEAAAE=',
].join(''), 'base64')
