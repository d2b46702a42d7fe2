"""Misspelled names are found by their beginnings and lengths: none is missed that measuring every name would find."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.names.letters import flat
from bot.names.near import Near, allowed_errors, is_acronym
from bot.names.tables import EXACT, Tables, load_compiled

TABLES = load_compiled() or Tables()
ROWS = [row for rows in TABLES.heads.values() for row in rows]
NAMES = sorted({flat(row[0]) for row in ROWS if row[3] != EXACT and row[2] != "other" and not is_acronym(row[0])})
NEAR = Near(TABLES, ROWS)

letters = st.sampled_from("aeinrst ")
edits = st.lists(st.tuples(st.sampled_from(["drop", "add", "put", "swap"]), st.integers(0, 12), letters), max_size=3)


def misspelled(name: str, errors: list[tuple[str, int, str]]) -> str:
    for kind, place, letter in errors:
        at = min(place, len(name))
        head, here, behind = name[:at], name[at : at + 1], name[at + 1 :]
        name = {
            "drop": head + behind,
            "add": head + letter + here + behind,
            "put": head + letter + behind,
            "swap": head + behind[:1] + here + behind[1:],
        }[kind]
    return name


@given(name=st.sampled_from(NAMES), errors=edits)
def test_every_name_that_may_be_meant_is_measured(name: str, errors: list[tuple[str, int, str]]) -> None:
    """Those with the same first letter and few errors, and those one error away."""
    key = flat(misspelled(name, errors))
    allowed = allowed_errors(key)
    near = extract(key, NAMES if allowed else [], scorer=OSA.distance, score_cutoff=allowed, limit=None)
    meant = {known for known, errors_made, _ in near if known[0] == key[0] or errors_made <= 1}

    measured = set(NEAR.candidates(key, allowed)) if allowed else set()

    assert meant - measured == set()
