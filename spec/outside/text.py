"""Pieces and byte pairs of Hugging Face's tokenizers: prints text.ts."""
import tokenizers
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers
from fixture import export, header

# GPT-2's pattern, as in its encoder.py.
pattern = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
split = pre_tokenizers.Split(Regex(pattern), 'isolated')

samples = [
    'Hello world', "I'll say it's they've done, we're you'd 'tis isn't", 'a  b   c\n\n\nd \n e\t\tf ', '1234 56,7.8 x9y', '   ',
    'end. \n', "''s '' 'll\r\n", '(what?!) -- "no"... #1', 'naïve café über',
]

corpus = '''It was the best of times, it was the worst of times, it was the age of wisdom,
it was the age of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it was the season of Darkness,
it was the spring of hope, it was the winter of despair. aaaa aaaaa aaa bananas, 1001 1010 100.
'''
unseen = 'the wisest times of 100 bananas\nZ!'

tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = split
alphabet = [chr(i) for i in range(128)]
trainer = trainers.BpeTrainer(vocab_size=128 + 60, initial_alphabet=alphabet, show_progress=False, special_tokens=[])
tokenizer.train_from_iterator([corpus], trainer)
merges = __import__('json').loads(tokenizer.to_str())['model']['merges']

header(f'''
How Hugging Face's tokenizers {tokenizers.__version__} cuts text by GPT-2's pattern, and the byte pairs that it finds in a text
in ASCII, each as the two texts that become one, and how it encodes other text by them.

Made by text.py.
''')
parts = [[part for part, _ in split.pre_tokenize_str(text)] for text in samples]
export('pieces', 'readonly (readonly string[])[]', parts)
export('corpus', 'readonly string[]', corpus.splitlines(keepends=True))
export('merges', 'readonly (readonly [string, string])[]', [list(pair) for pair in merges])
export('unseen', 'string', unseen)
export('encoded', 'readonly string[]', tokenizer.encode(unseen).tokens)
