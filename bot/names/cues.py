"""``bot/data/cues.yaml`` and ``nouns.yaml`` -> the verbs that tell of speech and the nouns that tell who spoke."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cues:
    """Verb forms by what they tell.

    ``say`` and ``act`` carry content, ``stance`` is a party's position, ``empty`` a speech act without content.
    ``ing`` are the participles of ``say`` and ``act`` ("adding").
    """

    say: frozenset[str]
    act: frozenset[str]
    stance: frozenset[str]
    empty: frozenset[str]
    ing: frozenset[str]


def forms(entry: str) -> list[str]:
    """All forms of one entry: those written out, or, for a single word, those English makes by rule.

    The order is plain, -s, past, -ing.
    """
    words = [word.replace("_", " ") for word in entry.split()]
    if len(words) > 1:
        return words
    verb = words[0]
    if " " in verb:
        return [verb]
    stem = verb.removesuffix("e")
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return [verb, third, stem + "ed", stem + "ing"]


@dataclass(frozen=True, slots=True)
class Nouns:
    """Nouns by what they make of a name beside them, lower case, singular and plural (see nouns.yaml).

    ``every`` are all of them; ``nameless`` are phrases, not nouns.
    """

    office: frozenset[str]
    weak: frozenset[str]
    body: frozenset[str]
    text: frozenset[str]
    outsider: frozenset[str]
    every: frozenset[str]
    nameless: tuple[str, ...]


def read_lists(name: str) -> dict[str, list[str]]:
    """A file of ``bot/data`` that holds lists of words, by the names of the lists."""
    import yaml  # only ingest and the statement of the day pay for it

    path = Path(__file__).parent.parent / "data" / name
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is not built everywhere
    read: dict[str, list[str]] = yaml.load(path.read_text("utf-8"), loader)  # noqa: S506  both are safe
    return read


def plural(noun: str) -> str:
    """The English plural: ministries, spokesmen, attachés."""
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if noun.endswith("person"):
        return noun[:-6] + "people"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


@cache
def nouns() -> Nouns:
    """The nouns, read once."""
    made = read_lists("nouns.yaml")
    whole = {sort: frozenset([*rows, *map(plural, rows)]) for sort, rows in made.items()}
    office, weak, body, text, outsider = (whole[sort] for sort in ("office", "weak", "body", "text", "outsider"))
    every = office | weak | body | text | outsider
    return Nouns(office, weak, body, text, outsider, every, tuple(made["nameless"]))


@cache
def verbs() -> Cues:
    """The cue verbs, read once."""
    entries = read_lists("cues.yaml")
    made = {sort: [form for entry in rows for form in forms(entry)] for sort, rows in entries.items()}
    spoken = [*made["say"], *made["act"]]
    ing = frozenset(form for form in spoken if form.split()[0].endswith("ing"))
    return Cues(
        say=frozenset(made["say"]) - ing,
        act=frozenset(made["act"]) - ing,
        stance=frozenset(made["stance"]),
        empty=frozenset(made["empty"]),
        ing=ing,
    )
