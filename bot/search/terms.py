"""Text -> terms: the one tokenizer, so that what the index holds and what a question asks for are cut alike.

A term is a *stem*: the word folded (case, accents, apostrophes, possessives) and cut to its English Snowball stem.
"cyber-security" gives ``cyber``, ``secur`` and ``cybersecur``; "U.S." and "US" give ``usa`` and so never the
pronoun; Chinese, Japanese, Korean and Thai give overlapping pairs of letters. Other scripts are words as they stand.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from threading import local
from typing import NamedTuple

VERSION = "1"
"""Raise it whenever a text may give other terms than before: an index built by another version is rebuilt."""


def word_set(words: str) -> frozenset[str]:
    """A list of words written as they are read: with spaces."""
    return frozenset(words.split())


class Token(NamedTuple):
    """``[start, end)`` in code points of the text given, the folded word there, and its stem."""

    start: int
    end: int
    word: str
    stem: str


# Letters and digits, with the marks Python's \w leaves out (combining accents, vowel signs, soft hyphen, joiners).
_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u0e30-\u0e4e\u0e80-\u0fff\u1000-\u109f"
    "\u200c\u200d"
)
_CHAR = rf"(?:[^\W_]|[{_MARKS}])"
_WORD = rf"[^\W_]{_CHAR}*(?:['’ʼ]{_CHAR}+)*"
_TOKEN = re.compile(
    rf"(?<![^\W_])[A-Za-z](?:\.[A-Za-z])+(?![^\W_])\.?"  # U.S. and e.g.
    rf"|\d+(?:[.,]\d+)+(?![^\W_])"  # 1,500 and 3.5
    rf"|{_WORD}(?:[-\u2010\u2011]{_WORD})*"
)
_HYPHEN = re.compile("[-\u2010\u2011]")
_DROPPED = re.compile("[\u00ad\u200c\u200d]")
_APOSTROPHES = str.maketrans("’ʼ", "''")
# Scripts written without spaces between words.
_UNSPACED = re.compile(
    "[\u0e00-\u0e7f\u1000-\u109f\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003134f]+"
)
_UNSPACED_OR_WORD = re.compile(f"{_UNSPACED.pattern[:-1]}|{_UNSPACED.pattern[:1]}^{_UNSPACED.pattern[1:]}")
_ELIDED = word_set("l d j m n s t c qu un all dell nell sull dall")
_LATIN = re.compile("[a-z]+")
_AMERICA = frozenset({"US", "U.S", "U.S.", "USA", "U.S.A", "U.S.A."})

STOP = word_set(
    "a about above after again all also am an and any are as at be because been before being below between both "
    "but by can could did do does doing done down during each either else etc ever every few for from further get "
    "got had has have having he her here hers him his how i if in into is it its itself just let like made make "
    "many may me might more most much must my no nor not now of off on once one only onto or other our out over "
    "own per please rather re same say said says saying she should since so some such than that the their them "
    "then there these they this those though through thus to too under until up upon us very via was we were what "
    "when where whether which while who whom whose why will with within without would yet you your regarding "
    "concerning towards toward"
)
"""Words of a question that are never asked for by themselves (the index holds them, for phrases)."""


_own = local()


def _stemmer() -> Callable[[str], str]:
    """This thread's stemmer: one may not be used by two threads (PyStemmer's own warning)."""
    if not hasattr(_own, "stem"):
        # PyStemmer (MIT, a C extension, 0.3 MB of wheel): loaded with the first text, not with the program.
        _own.stem = import_module("Stemmer").Stemmer("english").stemWord
    made: Callable[[str], str] = _own.stem
    return made


def fold(word: str) -> str:
    """A word without case, accents, invisible marks and possessive; its remaining apostrophes are dropped."""
    if not word.isascii():
        word = _DROPPED.sub("", word).translate(_APOSTROPHES)
        decomposed = "".join(unicodedata.normalize("NFKD", word).split())  # a ligature may hold spaces
        word = "".join(letter for letter in decomposed if not "\u0300" <= letter <= "\u036f")
        word = unicodedata.normalize("NFC", word)
    word = word.casefold()
    if "'" in word:
        head, _, tail = word.partition("'")
        if head in _ELIDED and len(tail) > 2:  # l'Union; not "t's"
            word = tail
        word = word.removesuffix("'s").replace("'", "")
    return word


@lru_cache(maxsize=200_000)
def _stem_cached(word: str) -> str:
    """Remembered up to a number of words: a bot that runs for months is asked of ever new ones."""
    return _stemmer()(word)


def stem(word: str) -> str:
    """The stem of a folded word; a word with other than plain Latin letters is its own stem."""
    return _stem_cached(word) if _LATIN.fullmatch(word) else word


class _Piece(NamedTuple):
    start: int
    end: int
    word: str
    joined: bool = False


def _simple(raw: str, offset: int) -> list[_Piece]:
    """The pieces of a raw token without hyphens: one word, or pairs of letters for unspaced scripts."""
    if raw.isascii() or not _UNSPACED.search(raw):
        word = fold(raw)
        return [_Piece(offset, offset + len(raw), word)] if word else []
    pieces, at = [], 0
    for run in _UNSPACED.finditer(raw):
        if run.start() > at:
            pieces += _simple(raw[at : run.start()], offset + at)
        start, end = run.span()
        if end - start == 1:
            pieces.append(_Piece(offset + start, offset + end, fold(raw[start:end])))
        pieces += [_Piece(offset + k, offset + k + 2, fold(raw[k : k + 2])) for k in range(start, end - 1)]
        at = end
    return pieces + (_simple(raw[at:], offset + at) if at < len(raw) else [])


def _pieces(raw: str) -> list[_Piece]:
    """What one match of the token pattern gives, offsets from its own start, joined compounds last."""
    if raw in _AMERICA:
        return [_Piece(0, len(raw), "usa")]
    if "." in raw or (raw[0].isdigit() and "," in raw):
        word = raw.replace(",", "") if raw[0].isdigit() else fold(raw.replace(".", ""))
        return [_Piece(0, len(raw), word)]
    if not _HYPHEN.search(raw):
        return _simple(raw, 0)
    pieces, at = [], 0
    for part in _HYPHEN.split(raw):
        pieces += _simple(part, at)
        at += len(part) + 1
    joined = "".join(piece.word for piece in pieces)
    return [*pieces, _Piece(0, len(raw), joined, joined=True)]


_LONGEST_KEPT = 48
"""Chunks longer than this (unspaced scripts, glued junk) are not remembered."""

_MOST_KEPT = 200_000
"""Entries of each memory; past it the memory starts anew. UN speeches of 25 million characters fill 170,000."""

_AROUND = ',.;:!?()[]"“”…'


class _Memory(dict[str, str]):
    """What stands between two white spaces (a chunk) -> something of its terms; filled as it is asked.

    No term crosses white space, so a text is cut by ``str.split`` and a look-up for each chunk: several times as fast
    as the pattern over the whole text.
    """

    def __init__(self, cut: Callable[[str], str]) -> None:
        super().__init__()
        self._cut = cut

    def __missing__(self, chunk: str) -> str:
        value = self._cut(chunk)
        if len(chunk) <= _LONGEST_KEPT:
            self.keep(chunk, value)
        return value

    def keep(self, chunk: str, value: str) -> None:
        """Remember what the chunk is."""
        if len(self) >= _MOST_KEPT:
            self.clear()
            _stem_cached.cache_clear()
        self[chunk] = value


def _plain_word(chunk: str) -> str | None:
    """The folded word of a chunk that is one plain word with at most punctuation around it: most are."""
    core = chunk.strip(_AROUND)
    return core.lower() if core.isascii() and core.isalpha() and core not in _AMERICA else None


def _stems_of(chunk: str) -> str:
    """Its stems, each with a space before it. Whoever asks for them mostly asks for its words next."""
    word = _plain_word(chunk)
    if word is not None:
        found, words = f" {stem(word)}", word
    else:
        pieces = _chunk_pieces(chunk)
        found = "".join([f" {stem(piece.word)}" for piece in pieces if not piece.joined])
        words = " ".join([piece.word for piece in pieces])
    if len(chunk) <= _LONGEST_KEPT:
        _words.keep(chunk, words)
    return found


def _joined_of(chunk: str) -> str:
    return "".join(f" {stem(piece.word)}" for piece in _chunk_pieces(chunk) if piece.joined)


def _words_of(chunk: str) -> str:
    return _plain_word(chunk) or " ".join(piece.word for piece in _chunk_pieces(chunk))


def _chunk_pieces(chunk: str) -> list[_Piece]:
    return [piece for match in _TOKEN.finditer(chunk) for piece in _pieces(match[0])]


_stems, _joined, _words = _Memory(_stems_of), _Memory(_joined_of), _Memory(_words_of)


@lru_cache(maxsize=50_000)
def _tokens(raw: str) -> tuple[Token, ...]:
    return tuple(Token(piece.start, piece.end, piece.word, stem(piece.word)) for piece in _pieces(raw))


def terms(text: str) -> list[Token]:
    """Every term of a text with its place; a joined compound follows its parts and spans them."""
    found = []
    for match in _TOKEN.finditer(text):
        at = match.start()
        found += [Token(at + start, at + end, word, stemmed) for start, end, word, stemmed in _tokens(match[0])]
    return found


class Cut(NamedTuple):
    """A text's stems as ``stems`` gives them, and its chunks as ``counted`` takes them."""

    stems: str
    chunks: list[str]


def cut(text: str) -> Cut:
    """Cut a text once for both."""
    chunks = text.split()
    found = "".join(map(_stems.__getitem__, chunks))
    if "-" in text or (not text.isascii() and _HYPHEN.search(text)):
        found += "".join([_joined[chunk] for chunk in chunks if _HYPHEN.search(chunk)])
    return Cut(found[1:], chunks)


def stems(text: str) -> str:
    """The stems of a text in order, joined by single spaces; joined compounds stand together at the end.

    At the end, so that they do not stand between two words of a phrase. The same terms as ``terms`` gives.
    """
    return cut(text).stems


def counted(chunks: Iterable[str]) -> Counter[str]:
    """The folded words of some chunks, by how often they stand there."""
    words = Counter(map(_words.__getitem__, chunks))
    for several in [found for found in words if " " in found]:
        count = words.pop(several)
        for word in several.split(" "):
            words[word] += count
    words.pop("", None)
    return words


def vocabulary(texts: Iterable[str]) -> Counter[str]:
    """The folded words of some texts, by how often they stand there."""
    return counted("\n".join(texts).split())


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_AS_WRITTEN = re.compile(_WORD)


def words(text: str) -> list[str]:
    """The words of a text as they are written, in order, for comparing word for word: only case is folded.

    Words of scripts without spaces are taken letter by letter; punctuation and marks that are not seen are no words.
    """
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_APOSTROPHES).casefold()
    found: list[str] = []
    for match in _AS_WRITTEN.finditer(plain):
        word = match[0]
        found += [word] if word.isascii() or not _UNSPACED.search(word) else _UNSPACED_OR_WORD.findall(word)
    return found
