"""What a candidate's support is made of: the quick way, a term at a time, against the obvious one, a hit at a time."""

from hypothesis import given
from hypothesis import strategies as st

from bot.ports import Hit
from bot.search.plan import Asked, Plan
from bot.search.rank import FIELDS, Found, Rarity, rank

WORDS = st.sampled_from(["whale", "whales", "norway", "oslo", "sea", "law", "act", "arctic"])
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
TERMS = st.lists(WORDS, min_size=1, max_size=2).map(" ".join)
GROUPS = st.builds(
    Asked,
    terms=st.dictionaries(TERMS, st.sampled_from([0.6, 0.8, 1.0]), min_size=1, max_size=3),
    words=st.just(""),
    topic=st.integers(0, 1),
    entity=st.sampled_from([None, "NO"]),
)
PLANS = st.builds(Plan, st.lists(GROUPS, min_size=1, max_size=3).map(tuple), st.just(()), st.none(), st.just(()),
                  st.just(()))


def a_hit(number: int, texts: list[str]) -> Hit:
    return Hit(number, 1.0, f"source {number}", 0, *texts)


HITS = st.lists(st.lists(TEXTS, min_size=4, max_size=4), max_size=4).map(
    lambda all_texts: [a_hit(number, texts) for number, texts in enumerate(all_texts, 1)])


def best(group: Asked, hit: Hit) -> Found | None:
    found = [
        Found(group, field, term, worth * weight)
        for field, worth in FIELDS
        for term, weight in sorted(group.terms.items(), key=lambda item: -item[1])
        if f" {term} " in f" {getattr(hit, field)} "
    ]
    return max(found, key=lambda one: one.worth, default=None)


@given(hits=HITS, plan=PLANS, least=st.sampled_from([0.0, 0.35]))
def test_support_is_the_best_of_every_group_weighted_by_its_rarity(hits: list[Hit], plan: Plan, least: float) -> None:
    rarity = Rarity(100, {"whale": 40, "sea": 3, "norway": 9})
    weights = {group: rarity.of(group) for group in plan.groups}
    expected = {}
    for hit in hits:
        evidence = tuple(found for group in plan.groups if (found := best(group, hit)))
        support = sum(weights[found.group] * found.worth for found in evidence) / sum(weights.values())
        topics = {group.topic for group in plan.groups}
        all_met = len(evidence) == len(plan.groups)
        met = 2 if all_met else int({found.group.topic for found in evidence} == topics)
        expected[hit.id] = (support, met, evidence)

    ranked = rank(hits, plan, rarity, least)

    assert {one.hit.id: (one.support, one.topics, one.evidence) for one in ranked} == {
        number: found for number, found in expected.items() if found[0] >= least}
    assert [one.topics for one in ranked] == sorted((one.topics for one in ranked), reverse=True)


def test_a_word_like_the_one_asked_for_counts_for_the_order_only() -> None:
    """As much as its likeness: the nearer word first, the farther next, the stranger last; none of them has support."""
    plan = Plan((Asked({"fisheri": 1.0}, "fisheries", 0), Asked({"norway": 1.0}, "Norway", 0)), (), None, (), ())
    words = ("act", "fisher", "fisherie")
    hits = [a_hit(number, [f"norway {word}", "", "", ""]) for number, word in enumerate(words, 1)]

    ranked = rank(hits, plan, Rarity(100, {"fisheri": 5, "norway": 5}))

    assert [one.hit.statement for one in ranked] == ["norway fisherie", "norway fisher", "norway act"]
    assert {one.support for one in ranked} == {0.5}
