"""Text -> the names found in it, longest first, never overlapping: a dictionary of first tokens, no big expression.

In documents a Latin name begins with a capital; in questions it need not. Names in scripts without spaces are found at
any character, Korean ones at the start of a word, all others between word boundaries. White space inside a name may be
a no-break space or one line break, apostrophes and hyphens may be of any kind, accents may be missing.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from bot.names.letters import TOKEN, fold, is_beyond_latin, is_hangul, scripts, tokens
from bot.names.tables import EXACT, STRICT, Heads, Names, Row, World, rows_of

# A word that begins with anything but a small ASCII letter; small accented letters are sorted out after the look-up.
# The class comes first: the engine skips to it; the look-behind then asks for a word's start.
_CAPITALISED = re.compile(r"[^a-z\W\d_](?<![^\W_][^a-z\W\d_])[^\W_]*")
_ANY_WORD = re.compile(r"[^\W\d_](?<![^\W_].)[^\W_]*", re.DOTALL)
# The next token of a name: white space with at most one line break, then a word or one sign.
_NEXT = re.compile(r"[^\S\n]*\n?[^\S\n]*([^\W_]+|[^\w\s])")
_KATAKANA = re.compile("[\u30a1-\u30ff]")
# Arabic and Hebrew write "and", "in", "to" as one letter before the name.
_CLITICS = "وفبكלבמושהכ"
# Slavic case endings and the endings of the nominative that they stand for, folded (й is и): Норвегии, Китаем.
_CASES = ("ами", "ями", "ои", "еи", "єю", "ою", "ею", "ом", "ем", "ам", "ям", "ах", "ях", *"аяуюеиіы")
_NOMINATIVES = ("", *"аяиь")
_MARKS = str.maketrans(dict.fromkeys("’‘ʼʻ`´", "'") | dict.fromkeys("‐‑‒–", "-"))

_SHORTEST_DECLINED = 5  # letters; a shorter word in another case is too often another word

Node = dict[str, Any]  # token -> Node; "" -> the rows that end here


class Hit(NamedTuple):
    """``text[start:end]`` is spelled like ``row``'s name."""

    start: int
    end: int
    row: Row


class Scanner:
    """Finds the names of the given tables; ``any_case`` is the reading for questions."""

    def __init__(
        self, heads: Heads, runs: Heads, world: World, *, any_case: bool = False, common: frozenset[str]
    ) -> None:
        self._heads = heads
        self._runs = runs
        self._world = world
        self._any_case = any_case
        self._common = common
        self._tries: dict[str, Node] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}

    def latin(self, text: str) -> list[Hit]:
        """Names in Latin letters, leftmost and longest."""
        hits: list[Hit] = []
        end = 0
        heads, tries, any_case = self._heads, self._tries, self._any_case
        more = self._world.latin if any_case else {}
        for match in (_ANY_WORD if any_case else _CAPITALISED).finditer(text):
            word = match.group()
            key = word.lower() if word.isascii() else fold(word)
            if (key not in heads and key not in more) or match.start() < end:
                continue
            if not (any_case or word[0].isupper()):
                continue
            trie = tries.get(key) or self._plant(key, more)
            hit = self._walk(text, match.start(), match.end(), trie)
            if hit is not None:
                hits.append(hit)
                end = hit.end
        return hits

    def beyond_latin(self, text: str) -> list[Hit]:
        """Names in all other scripts, leftmost and longest; empty and quick for a Latin text."""
        if text.isascii() or not scripts().beyond_latin.search(text):
            return []
        hits = sorted([*self._spaced(text), *self._unspaced(text)])
        return [hit for i, hit in enumerate(hits) if i == 0 or hit.start >= hits[i - 1].end]

    def _plant(self, key: str, more: Names) -> Node:
        root: Node = {}
        for row in rows_of(key, self._heads, more):
            node = root
            for token in tokens(row[0])[1:]:
                node = node.setdefault(token, {})
            node.setdefault("", []).append(row)
        self._tries[key] = root
        return root

    def _walk(self, text: str, start: int, end: int, node: Node) -> Hit | None:
        best: Hit | None = None
        while True:
            for row in node.get("", ()):
                if self._spelled(text, start, end, row) and not _lists(text, end, row[0]):
                    best = Hit(start, end, row)
                    break
            if len(node) - ("" in node) == 0:
                return best
            match = _NEXT.match(text, end)
            if match is None:
                return best
            token = fold(match.group(1))
            below = node.get(token) if token else node  # a lone accent folds to nothing
            if below is None:
                return best
            node, end = below, match.end()

    def _spelled(self, text: str, start: int, end: int, row: Row) -> bool:
        """Whether capitals and accents are near enough to the name's."""
        found, name, strictness = text[start:end], row[0], row[3]
        if strictness == EXACT:
            return bool(" ".join(found.translate(_MARKS).split()) == name.translate(_MARKS))
        if self._any_case:
            plain = not found.islower() or fold(found) not in self._common
            return plain or (name.isupper() and text[max(0, start - 4) : start].lower() == "the ")
        if name.isupper():
            return found.isupper()
        if strictness == STRICT:
            pairs = zip(TOKEN.findall(found), TOKEN.findall(name), strict=False)
            return all(mine[0].isupper() or not theirs[0].isupper() for mine, theirs in pairs)
        return True

    def _spaced(self, text: str) -> Iterator[Hit]:
        end = 0
        for match in scripts().spaced_word.finditer(text):
            if match.start() < end:
                continue
            hit = self._spaced_at(text, match.start(), match.group())
            if hit is None and match.group()[0] in _CLITICS and match.end() - match.start() > 4:
                hit = self._spaced_at(text, match.start() + 1, match.group()[1:])
            hit = hit or self._declined(text, match.start(), match.end())
            if hit is not None:
                end = hit.end
                yield hit

    def _declined(self, text: str, start: int, end: int) -> Hit | None:
        """A name of one word in another case: Норвегии, Китаем. Nothing for a surname such as Китаев."""
        word = fold(text[start:end])
        capital = self._any_case or text[start].isupper()
        if not "а" <= word[:1] <= "ѵ" or len(word) < _SHORTEST_DECLINED or not capital:
            return None
        stems = [word.removesuffix(case) for case in _CASES if word.endswith(case)]
        for name in (stem + ending for stem in stems for ending in _NOMINATIVES):
            for row in rows_of(name, self._heads, self._world.spaced):
                if fold(row[0]) == name and len(name) >= _SHORTEST_DECLINED - 1:
                    return Hit(start, end, row)
        return None

    def _spaced_at(self, text: str, start: int, word: str) -> Hit | None:
        for row in sorted(rows_of(fold(word), self._heads, self._world.spaced), key=lambda row: -len(row[0])):
            match = self._pattern(row[0]).match(text, start)
            if match and text[match.end() : match.end() + 1] and is_beyond_latin(text[match.end()]):
                match = None
            if match and (self._any_case or text[start].isupper() == row[0][0].isupper()):
                return Hit(start, match.end(), row)
        return None

    def _pattern(self, name: str) -> re.Pattern[str]:
        if name not in self._patterns:
            words = r"\s+".join(map(re.escape, name.split()))
            self._patterns[name] = re.compile(words, re.IGNORECASE)
        return self._patterns[name]

    def _unspaced(self, text: str) -> Iterator[Hit]:
        for match in scripts().run.finditer(text):
            at, last = match.start(), match.end() - 1
            if is_hangul(text[at]):
                last = at + 1  # Korean particles follow the name, nothing stands before it
            while at < last:
                rows = rows_of(text[at : at + 2], self._runs, self._world.runs)
                hit = self._longest(text, at, rows) if rows else None
                if hit is None:
                    at += 1
                else:
                    yield hit
                    at = hit.end

    def _longest(self, text: str, at: int, rows: list[Row]) -> Hit | None:
        for row in sorted(rows, key=lambda row: -len(row[0])):
            end = at + len(row[0])
            if text.startswith(row[0], at) and not _inside_katakana(text, at, end):
                return Hit(at, end, row)
        return None


def _inside_katakana(text: str, start: int, end: int) -> bool:
    """Katakana words are delimited by other scripts: タイ (Thailand) is not in タイプ (type)."""
    before = start > 0 and _KATAKANA.match(text[start]) and _KATAKANA.match(text[start - 1])
    after = end < len(text) and _KATAKANA.match(text[end - 1]) and _KATAKANA.match(text[end])
    return bool(before or after)


def _lists(text: str, end: int, name: str) -> bool:
    """Whether "Taiwan, China" is two names after all: "In Taiwan, China's fleet …", "over Taiwan, China said"."""
    if ", " not in name:
        return False
    after = re.compile(r"['’]s\b|[^\S\n]+(?!and\b|or\b|in\b|on\b|at\b|to\b|for\b|from\b|by\b)[a-z]").match(text, end)
    return after is not None
