"""Named fields of an envelope (front matter, a JSON record) to Facts."""

from collections.abc import Callable, Mapping

from bot.domain.source import Basis, Fact, Facts, PartialDate, When
from bot.ingest.dates import date_from_url, parse_date

_LONGEST = 500  # characters; longer than any title or name

_TITLE = ("title", "headline")
_PUBLISHER = ("publisher", "site", "site_name", "sitename", "source")
_AGENCY = ("agency",)
_ISSUER = ("issuer", "party", "country")
_URL = ("url", "source_url", "canonical", "link", "source")
_SAID = ("said", "said_on")
_PUBLISHED = ("published_time", "published", "pubdate", "date")


def one_line(value: object) -> str:
    """A field's value as one line: white space joined, over-long values cut; empty for all but text and numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value)[:_LONGEST].split())


def is_address(value: str) -> bool:
    """Whether it is a link on the web."""
    return value.startswith(("http://", "https://")) and " " not in value


def facts_from(fields: Mapping[str, object], basis: Basis = Basis.PAGE) -> Facts:
    """Facts stated by fields with lower-case names; unknown names, empty values and impossible dates are passed over.

    ``source`` is the publisher, or the link if it is one. Where no field gives a day, the link's own may.
    """
    def fact(names: tuple[str, ...], fits: Callable[[str], bool]) -> Fact | None:
        values = (one_line(fields.get(name, "")) for name in names)
        return next((Fact(value, basis) for value in values if value and fits(value)), None)

    url = fact(_URL, is_address)
    published = _when(fields, _PUBLISHED, basis)
    return Facts(
        title=fact(_TITLE, bool),
        publisher=fact(_PUBLISHER, lambda value: not is_address(value)),
        agency=fact(_AGENCY, bool),
        issuer=fact(_ISSUER, bool),
        url=url,
        said=_when(fields, _SAID, basis),
        published=published or when_by_url(url),
    )


def when_by_url(url: Fact | None) -> When | None:
    """The date of publication a link carries."""
    made = date_from_url(url.value) if url else None
    return When(made, Basis.URL) if made else None


def _when(fields: Mapping[str, object], names: tuple[str, ...], basis: Basis) -> When | None:
    dates = (_date(fields.get(name)) for name in names)
    return next((When(made, basis) for made in dates if made), None)


def _date(value: object) -> PartialDate | None:
    written = one_line(value)
    return parse_date(written) if written else None
