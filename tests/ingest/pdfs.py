"""Small PDF files, written by hand."""

import io

import pypdf


def pdf(*pages: str, title: str = "") -> bytes:
    """A PDF with one line of Helvetica for each line of each page."""
    count = len(pages)
    info, font = 3 + 2 * count, 4 + 2 * count
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(count))
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {count} >>"]
    for number, page in enumerate(pages):
        bodies += [
            (f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {4 + 2 * number} 0 R"
            f" /Resources << /Font << /F1 {font} 0 R >> >> >>"),
            _stream(page),
        ]
    bodies += [f"<< /Title ({title}) >>", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info {info} 0 R >>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode("latin-1")


def _stream(page: str) -> str:
    lines = page.replace("(", r"\(").replace(")", r"\)").split("\n")
    shown = "BT /F1 12 Tf 14 TL 50 750 Td " + " T* ".join(f"({line}) Tj" for line in lines) + " ET" if page else ""
    return f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream"


def locked(data: bytes) -> bytes:
    """The same file behind a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
