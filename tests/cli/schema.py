"""The shape of the JSON contract, and a checker of values against it: exact keys, exact types."""

from typing import Any

DATE = {"value": str, "precision": {"day", "month", "year", "month-day"},
        "basis": {"stated", "page", "url", "manifest", "inferred"}}  # fmt: skip
EXCERPT = {
    "text": str, "source": str, "file": str, "start": int, "end": int,
    "title": (str, None), "publisher": (str, None), "url": (str, None), "date": (DATE, None),
    "speaker": {"name": str, "role": (str, None), "party": (str, None)},
    "voice": {"direct", "transcript", "official", "reported"}, "confidence": float, "reported_by": (str, None),
    "context": ({"text": str, "start": int, "end": int, "role": str}, None),
    "matched": [{"text": str, "for": str, "where": {"statement", "context", "title"}}],
    "also_in": [str], "score": float,
}  # fmt: skip
ANSWER = {
    "question": {
        "text": str, "read_as": str, "party": (str, None), "speaker": (str, None), "topics": [str],
        "phrase": (str, None), "since": (str, None), "until": (str, None), "corrections": dict,
    },
    "excerpts": [EXCERPT],
    "nothing": ({"reason": str, "nearest": [EXCERPT]}, None),
    "left_out": dict,
    "took_ms": float,
}  # fmt: skip
UNIT = {
    "start": int, "end": int,
    "label": {"heading", "meta", "narration", "question", "comment", "furniture",
              "direct", "transcript", "official", "reported"},
    "speaker": (str, None), "party": (str, None), "confidence": float, "rule": str,
    "speaker_span": ([int], None), "cue": ([int], None), "text": str,
}  # fmt: skip


def faults(  # noqa: PLR0911 - one return a kind
    value: Any, shape: Any, where: str = "$"
) -> list[str]:
    """Every place where ``value`` is not of ``shape``; the keys of an object must be exactly the shape's, in order."""
    if isinstance(shape, tuple):
        return min((faults(value, one, where) for one in shape), key=len)
    if shape is None:
        return [] if value is None else [f"{where} is not null"]
    if isinstance(shape, dict):
        if not isinstance(value, dict) or list(value) != list(shape):
            return [f"{where} has not the keys {list(shape)}", "and so cannot be looked into"]
        return [fault for key, one in shape.items() for fault in faults(value[key], one, f"{where}.{key}")]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{where} is no array"]
        return [fault for at, item in enumerate(value) for fault in faults(item, shape[0], f"{where}[{at}]")]
    if isinstance(shape, set):
        return [] if value in shape else [f"{where} is {value!r}"]
    fits = isinstance(value, (int, float) if shape is float else shape) and not isinstance(value, bool)
    return [] if fits else [f"{where} is {value!r}, not {shape.__name__}"]
