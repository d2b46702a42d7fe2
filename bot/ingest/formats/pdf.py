"""PDF to text, page by page, through pypdf."""

import io
import logging
import re
import time
import zlib
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import InputError
from bot.domain.source import Basis, Fact, Facts
from bot.ingest.decode import unix_lines
from bot.ingest.formats.fields import one_line
from bot.ingest.limits import Limits

if TYPE_CHECKING:
    from pypdf import PdfReader

PAGE_BREAK = "\n\f\n"

_FAULTS = (LookupError, ArithmeticError, ValueError, TypeError, AttributeError, AssertionError, RecursionError, OSError,
           zlib.error)
"""What pypdf raises, beside its own errors, on damaged files (seen on truncated and altered ones)."""
_MAKESHIFT_TITLE = re.compile(r"Microsoft \w+ - |untitled|[^ ]*$|.*\.(?:docx?|rtf|pdf|indd|pub|pptx?)$", re.IGNORECASE)
_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")


class PdfText(NamedTuple):
    """The pages' texts joined by form feeds on a line of their own, and the title the file states."""

    text: str
    facts: Facts


def read_pdf(data: bytes, limits: Limits) -> PdfText:
    """The text of a PDF, its line breaks as they come.

    Raises InputError for one that is encrypted, damaged, without text, or beyond ``limits``.
    """
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").addHandler(logging.NullHandler())  # its complaints would go to the terminal
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("the PDF is locked with a password", hint="save a copy without the password")
        if len(reader.pages) > limits.pdf_pages:
            raise InputError(f"the PDF has {len(reader.pages)} pages, more than {limits.pdf_pages}",
                             hint="split it and ingest the parts")
        text = _pages(reader, limits)
        facts = _facts(reader)
    except (PyPdfError, *_FAULTS) as error:
        raise InputError(f"the PDF is damaged or cut short ({type(error).__name__})",
                         hint="download it again, or save its text") from None
    if not text.strip():
        raise InputError("the PDF holds no text, only images", hint="run text recognition (OCR) on it first")
    return PdfText(text, facts)


def _pages(reader: "PdfReader", limits: Limits) -> str:
    """All pages; a lone surrogate or zero, which no store can keep, becomes the replacement mark."""
    until = time.monotonic() + limits.pdf_seconds
    pages = []
    for page in reader.pages:
        if time.monotonic() > until:
            raise InputError(f"the PDF takes more than {limits.pdf_seconds:g} seconds to read",
                             hint="save it as text and ingest that")
        pages.append(_UNENCODABLE.sub("\ufffd", page.extract_text()))
    return unix_lines(PAGE_BREAK.join(pages))


def _facts(reader: "PdfReader") -> Facts:
    """The stated title, unless a word processor made it up. The file's own dates say when it was made, not said."""
    title = one_line(reader.metadata.title or "") if reader.metadata else ""
    if not title or _MAKESHIFT_TITLE.match(title):
        return Facts()
    return Facts(title=Fact(title, Basis.PAGE))
