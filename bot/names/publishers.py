"""Web host -> whose site it is: named hosts by their longest suffix, then the rules of government domains."""

import re
from collections.abc import Callable

# "gov" and its like under a country's own domain; the words are those that states really use.
_GOVERNMENT = re.compile(
    r"(?:^|\.)(?:gov|gob|gouv|gov?t|gouvernement|government|go|gc|gub|gv|mil|admin|overheid|regeringen|govern|parliament|mofa|mfa)\.([a-z]{2})$"
)
_CHINESE_EMBASSY = re.compile(r"(?:^|\.)([a-z]{2})\.(?:china-embassy|chineseembassy)\.(?:gov\.cn|org)$")
_AMERICAN_EMBASSY = re.compile(r"(?:^|\.)([a-z]{2})\.usembassy\.gov$")
_OWN_DOMAINS = {"uk": "GB", "eu": "EU"}


def owner_of(host: str, named: dict[str, str], is_party: Callable[[str], bool]) -> str | None:
    """The id of the body, party or medium that publishes on ``host``; None where the host does not say."""
    host = host.strip().lower().rstrip(".").partition(":")[0]
    labels = host.split(".")
    for i in range(len(labels) - 1):
        suffix = ".".join(labels[i:])
        if suffix in named:
            return named[suffix] if "*" not in named[suffix] else None
        embassy = _embassy(host, is_party) if i == 0 else None
        if embassy is not None:
            return embassy
    match = _GOVERNMENT.search(host)
    if match is None:
        return "US" if labels[-1] in ("gov", "mil") else None
    party = _OWN_DOMAINS.get(match[1], match[1].upper())
    return party if is_party(party) else None


def _embassy(host: str, is_party: Callable[[str], bool]) -> str | None:
    for pattern, sender in ((_CHINESE_EMBASSY, "cn"), (_AMERICAN_EMBASSY, "us")):
        match = pattern.search(host)
        if match and is_party(_OWN_DOMAINS.get(match[1], match[1].upper())):
            return f"{sender}.embassy.{_OWN_DOMAINS.get(match[1], match[1]).lower()}"
    return None
