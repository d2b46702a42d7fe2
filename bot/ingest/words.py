"""Words as printed -> words as compared: single-spaced, folded, out of capitals; and word lists as sets."""


def word_set(listed: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(listed.split())


def spaced(text: str) -> str:
    """The words with single spaces between them."""
    return " ".join(text.split())


def folded(text: str) -> str:
    """The words without regard to capitals and spacing."""
    return spaced(text.casefold())


def uncapped(text: str) -> str:
    """A line set all in capitals as a title would be, so that names in it are found; any other as it is."""
    return text.title() if text.isupper() else text
