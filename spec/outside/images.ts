/**
 * PNG files in base 64, with filters of every kind in turn, and the samples that Pillow 13.0.0 reads from them.
 *
 * Made by images.py.
 */
export interface Case {
  readonly name: string
  readonly file: readonly string[]
  readonly shape: readonly [number, number, number]
  readonly divisor: number
  readonly values: readonly number[]
}

export const cases: readonly Case[] = [
  {
    name: 'grey, 1 bit',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAsAAAADAQAAAABthMjmAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAISURBVHicY4h2YMzcWM',
      'p/kAAAAAlJREFUzrSnAQALjgL77ip3DAAAAABJRU5ErkJggg==',
    ],
    shape: [3, 11, 1],
    divisor: 255,
    values: [
      0, 255, 0, 255, 255, 0, 255, 255, 0, 255, 0, 0, 255, 255, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 255,
      255, 0, 255,
    ],
  },
  {
    name: 'grey, 2 bits',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFAgAAAADmQbGlAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAALSURBVHicY7D0YbRjYr',
      'oQl8TzQQAAAAxJREFUwOyhysIiAAAUxwJxYkrsnAAAAABJRU5ErkJggg==',
    ],
    shape: [5, 7, 1],
    divisor: 255,
    values: [
      0, 255, 170, 85, 85, 0, 255, 0, 255, 255, 170, 85, 0, 0, 0, 0, 255, 170, 170, 85, 0, 85, 0, 255, 255, 170, 85, 85, 85,
      85, 0, 255, 170, 170, 85,
    ],
  },
  {
    name: 'grey, 4 bits',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAGBAAAAADrYOaWAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAQSURBVHicY2B/eoGR/f',
      '0tJkYGAWYaLYiJAAAAEUlEQVSRgq8sjAI3GTQ5PgAAWpMHLM63id0AAAAASUVORK5CYII=',
    ],
    shape: [6, 5, 1],
    divisor: 255,
    values: [
      0, 119, 238, 85, 221, 0, 119, 255, 102, 221, 0, 136, 255, 102, 238, 17, 136, 255, 119, 238, 17, 153, 0, 119, 238, 34,
      153, 0, 136, 255,
    ],
  },
  {
    name: 'grey, 8 bits',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAGCAAAAADBUmCpAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAATSURBVHicY2Bw77vKeM',
      'Hdw53pwsULF5iDBQW5AAAAFElEQVQVeXp6WS5ISFxgEIpc8AIArAYLpXZAIhYAAAAASUVORK5CYII=',
    ],
    shape: [6, 4, 1],
    divisor: 255,
    values: [0, 71, 142, 213, 208, 23, 95, 166, 160, 232, 47, 118, 113, 184, 255, 71, 65, 137, 208, 23, 18, 89, 160, 232],
  },
  {
    name: 'grey, 16 bits',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAMAAAAGEAAAAABzHqeTAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAaSURBVHicASoA1f8AAA',
      'BER4iOAerQRUdESALr0OrR6yQiRAAAABtJREFU69ADViGYDBeMBOvQ6xhEGACWEtpZHqBjehEgJdcwHwAAAABJRU5ErkJggg==',
    ],
    shape: [6, 3, 1],
    divisor: 65535,
    values: [
      0, 17479, 34958, 60112, 12055, 29535, 54688, 6632, 24111, 49265, 1208, 18687, 43841, 61321, 13264, 38418, 55897, 7840,
    ],
  },
  {
    name: 'colour, 8 bits',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAMAAAAGCAIAAACJh7NbAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAfSURBVHicY2Bo43E/G9',
      'InOpvxQthddw8gdGe6cBEML1xkVnxVRTHCAAAAIElEQVSiwdPL08PTwwLkS1wQlxC/yCA0Qz7yftoC9bUA+4EZh0GRPXAAAAAASUVORK5CYII=',
    ],
    shape: [6, 3, 3],
    divisor: 255,
    values: [
      0, 134, 12, 71, 205, 84, 142, 21, 155, 208, 86, 221, 23, 158, 36, 95, 229, 107, 160, 39, 173, 232, 110, 245, 47, 181, 60,
      113, 247, 126, 184, 63, 197, 255, 134, 12, 65, 200, 78, 137, 15, 149, 208, 86, 221, 18, 152, 31, 89, 223, 102, 160, 39,
      173,
    ],
  },
  {
    name: 'palette, 1 bit',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAkAAAACAQMAAACwmGSQAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAGUExURQoUHvqAAKKK5Q',
      'oAAAAHSURBVHicY4hmYMyxf1K3AAAAB0lEQVScDgADOQFdbvrL5QAAAABJRU5ErkJggg==',
    ],
    shape: [2, 9, 3],
    divisor: 255,
    values: [
      10, 20, 30, 250, 128, 0, 10, 20, 30, 250, 128, 0, 250, 128, 0, 10, 20, 30, 250, 128, 0, 250, 128, 0, 10, 20, 30, 10, 20,
      30, 250, 128, 0, 250, 128, 0, 10, 20, 30, 250, 128, 0, 10, 20, 30, 10, 20, 30, 250, 128, 0, 10, 20, 30,
    ],
  },
  {
    name: 'palette, 2 bits',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAUAAAADAgMAAAAmWC1rAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAMUExURQoUHvqAAAECA0',
      '1YY9XHwz0AAAAISURBVHicY7B0YLRj36oZvwAAAAlJREFUYrrgAAAGuwHNh521aAAAAABJRU5ErkJggg==',
    ],
    shape: [3, 5, 3],
    divisor: 255,
    values: [
      10, 20, 30, 77, 88, 99, 1, 2, 3, 250, 128, 0, 250, 128, 0, 10, 20, 30, 77, 88, 99, 77, 88, 99, 1, 2, 3, 250, 128, 0, 10,
      20, 30, 10, 20, 30, 77, 88, 99, 1, 2, 3, 1, 2, 3,
    ],
  },
  {
    name: 'palette, 4 bits',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAUAAAADBAMAAACpGNjLAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAPUExURQoUHvqAAAECA0',
      '1YY////zabWogAAAAKSURBVHicY2BydGBkYrCexoQaAAAACklEQVRjYmQ4AAAHAwGIwkAw5AAAAABJRU5ErkJggg==',
    ],
    shape: [3, 5, 3],
    divisor: 255,
    values: [
      10, 20, 30, 1, 2, 3, 255, 255, 255, 250, 128, 0, 255, 255, 255, 10, 20, 30, 1, 2, 3, 10, 20, 30, 1, 2, 3, 255, 255, 255,
      10, 20, 30, 77, 88, 99, 10, 20, 30, 1, 2, 3, 10, 20, 30,
    ],
  },
  {
    name: 'palette, 8 bits, opacity',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAMAAACDKl70AAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAPUExURQoUHvqAAAECA0',
      '1YY////zabWogAAAACdFJOUwCAmytOGAAAAAtJREFUeJxjYGBiYWRkYPrvjTcNAAAADElEQVTHxMTAyMAAAAeJAQ5ereIIAAAAAElFTkSuQmCC',
    ],
    shape: [3, 4, 4],
    divisor: 255,
    values: [
      10, 20, 30, 0, 1, 2, 3, 255, 255, 255, 255, 255, 250, 128, 0, 128, 10, 20, 30, 0, 1, 2, 3, 255, 10, 20, 30, 0, 1, 2, 3,
      255, 10, 20, 30, 0, 77, 88, 99, 255, 10, 20, 30, 0, 1, 2, 3, 255,
    ],
  },
  {
    name: 'grey and opacity, 8 bits',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAMAAAAFCAQAAAAqeJ4pAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAWSURBVHicY2Bocz/bJ8',
      'p4Iczdw8Od6cLFixeb0QUiAAAAFklEQVQuXGBWfMLT28PDcuGixAUJcQD4yg5cHqfENAAAAABJRU5ErkJggg==',
    ],
    shape: [5, 3, 2],
    divisor: 255,
    values: [
      0, 134, 71, 205, 142, 21, 208, 86, 23, 158, 95, 229, 160, 39, 232, 110, 47, 181, 113, 247, 184, 63, 255, 134, 65, 200,
      137, 15, 208, 86,
    ],
  },
  {
    name: 'colour and opacity, 8 bits',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAMAAAAFCAYAAACAcVaiAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAjSURBVHicY2Bo45nsfj',
      'bkVp/obEXGC2F3k9093D083N3dmS5cvHAR6E4UtwAAACNJREFUiC5cAGJmxScar3h6eXh6eHp4WUAyEhfE3SXEL0oAAKqBHNDLUitlAAAAAElF',
      'TkSuQmCC',
    ],
    shape: [5, 3, 4],
    divisor: 255,
    values: [
      0, 134, 12, 147, 71, 205, 84, 218, 142, 21, 155, 33, 208, 86, 221, 99, 23, 158, 36, 171, 95, 229, 107, 242, 160, 39, 173,
      52, 232, 110, 245, 123, 47, 181, 60, 194, 113, 247, 126, 4, 184, 63, 197, 75, 255, 134, 12, 147, 65, 200, 78, 213, 137,
      15, 149, 28, 208, 86, 221, 99,
    ],
  },
  {
    name: 'grey, 1 bit, interlaced',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAsAAAAKAQAAAAE9jKm4AAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAbSURBVHicY2BgPMDSwM',
      'DA3MDgwOjAxMDowyTBcIPRgL40gVEAAAAbSURBVGkGsw/LDoZMBcZtp5imPmCul2MxSwMAvpAKIgoTvUgAAAAASUVORK5CYII=',
    ],
    shape: [10, 11, 1],
    divisor: 255,
    values: [
      0, 255, 0, 255, 255, 0, 255, 255, 0, 255, 0, 0, 255, 255, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 255,
      255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 0, 0, 255, 255, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255,
      0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 0, 0, 255, 255, 0, 255, 0, 0, 255, 0, 0, 255, 0, 255, 255, 0,
      0, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 0, 0, 255, 0,
    ],
  },
  {
    name: 'grey, 4 bits, interlaced',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAYAAAAJBAAAAAGGBt/WAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAfSURBVHicY2BgNGC5wM',
      'DALMfwgJGBSYGR/yKTkABTqQOzz1uNevEXAAAAH0lEQVQWQQGGGQWMK48zsX+7wixawMAiKPiOwUqCHQAQzQuIeeN2TgAAAABJRU5ErkJggg==',
    ],
    shape: [9, 6, 1],
    divisor: 255,
    values: [
      0, 119, 238, 85, 221, 68, 0, 119, 255, 102, 221, 68, 0, 136, 255, 102, 238, 85, 17, 136, 255, 119, 238, 85, 17, 153, 0,
      119, 238, 102, 34, 153, 0, 136, 255, 102, 34, 153, 17, 136, 255, 119, 51, 170, 17, 136, 0, 119, 51, 170, 34, 153, 0, 119,
    ],
  },
  {
    name: 'colour, 8 bits, interlaced',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAHCAIAAAE4wiAvAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAA5SURBVHicY2Bo42GRXa',
      'zF7HjCz67RhaFPdDbjhbC7zAvU195f9Gz5qzUsTk5OF50uOl50YnY/G7Lp2w6WhTQ/btAAAAA5SURBVAsX9i3sY+jknyo+T4VRc4NZf18/SI+7',
      'BxACAYhiWggGC2AU8y3ZB19KvnwpLSn9UlJSUgoAbdE1higUtUEAAAAASUVORK5CYII=',
    ],
    shape: [7, 5, 3],
    divisor: 255,
    values: [
      0, 134, 12, 71, 205, 84, 142, 21, 155, 213, 92, 226, 29, 163, 42, 208, 86, 221, 23, 158, 36, 95, 229, 107, 166, 44, 179,
      237, 116, 250, 160, 39, 173, 232, 110, 245, 47, 181, 60, 118, 253, 131, 190, 68, 202, 113, 247, 126, 184, 63, 197, 255,
      134, 12, 71, 205, 84, 142, 20, 155, 65, 200, 78, 137, 15, 149, 208, 86, 221, 23, 158, 36, 94, 229, 107, 18, 152, 31, 89,
      223, 102, 160, 39, 173, 232, 110, 244, 47, 181, 60, 226, 105, 239, 41, 176, 54, 113, 247, 126, 184, 62, 197, 255, 134,
      12,
    ],
  },
  {
    name: 'one pixel, interlaced',
    file: [
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAAHncGNIAAAAFHRFWHRDb21tZW50AG1hZGUgYnkgaGFuZCyo+ikAAAAGSURBVHicY2Bo4zYSnd',
      '0AAAAGSURBVAEAARwAkz8sNeoAAAAASUVORK5CYII=',
    ],
    shape: [1, 1, 3],
    divisor: 255,
    values: [0, 134, 12],
  },
]
