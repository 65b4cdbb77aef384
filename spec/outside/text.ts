/**
 * How Hugging Face's tokenizers 0.23.3 cuts text by GPT-2's pattern, and the byte pairs that it finds in a text
 * in ASCII, each as the two texts that become one, and how it encodes other text by them.
 *
 * Made by text.py.
 */

export const pieces: readonly (readonly string[])[] = [
  ['Hello', ' world'],
  ['I', '\'ll', ' say', ' it', '\'s', ' they', '\'ve', ' done', ',', ' we', '\'re', ' you', '\'d', ' \'', 'tis', ' isn', '\'t'],
  ['a', ' ', ' b', '  ', ' c', '\n\n', '\n', 'd', ' \n', ' e', '\t', '\t', 'f', ' '],
  ['1234', ' 56', ',', '7', '.', '8', ' x', '9', 'y'],
  ['   '],
  ['end', '.', ' \n'],
  ['\'\'', 's', ' \'\'', ' \'', 'll', '\r\n'],
  ['(', 'what', '?!)', ' --', ' "', 'no', '"...', ' #', '1'],
  ['naïve', ' café', ' über'],
]

export const corpus: readonly string[] = [
  'It was the best of times, it was the worst of times, it was the age of wisdom,\n',
  'it was the age of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it was the season of Darkness,\n',
  'it was the spring of hope, it was the winter of despair. aaaa aaaaa aaa bananas, 1001 1010 100.\n',
]

export const merges: readonly (readonly [string, string])[] = [
  [' ', 'w'], ['a', 's'], [' ', 't'], [' ', 'o'], ['h', 'e'], ['i', 't'], [' w', 'as'], [' t', 'he'], [' o', 'f'], ['a', 'a'],
  [' ', 'it'], ['e', 's'], ['1', '0'], [' ', 'b'], [' ', 's'], [' ', 'aa'], [' ', '10'], ['i', 'n'], [' ', 'a'], [' ', 'e'],
  ['a', 'n'], ['c', 'h'], ['e', 'as'], ['g', 'e'], ['i', 'm'], ['i', 's'], ['n', 'es'], ['o', 'n'], ['o', 'ch'], ['p', 'och'],
  [' t', 'im'], [' s', 'eas'], [' aa', 'aa'], [' 10', '0'], [' a', 'ge'], [' e', 'poch'], ['nes', 's'], [' tim', 'es'],
  [' seas', 'on'], [' ', 'D'], [' ', 'L'], [' ', 'd'], [' ', 'f'], [' ', 'h'], [' ', 'in'], ['I', 't'], ['a', 'i'], ['a', 'r'],
  ['c', 'r'], ['d', 'o'], ['d', 'u'], ['e', 'f'], ['e', 'l'], ['e', 'r'], ['e', 'du'], ['g', 'h'], ['h', 'ness'], ['i', 'ef'],
  ['i', 'gh'], ['k', 'ness'],
]

export const unseen: string = 'the wisest times of 100 bananas\nZ!'

export const encoded: readonly string[] = [
  't', 'he', ' w', 'is', 'es', 't', ' times', ' of', ' 100', ' b', 'an', 'an', 'as', '\n', 'Z', '!',
]
