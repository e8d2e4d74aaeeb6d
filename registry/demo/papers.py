"""A page of paper for the demonstration: a whole PDF of one line, written out by hand."""

from __future__ import annotations


def paper_page(line: str) -> bytes:
    """A one-page PDF (A5) with a line in a standard face; printable ASCII only.

    The smallest file that readers open without complaint (ISO 32000-1, 7.5): nothing of a
    demonstration depends on a program that typesets.
    """
    plain = "".join(char for char in line if " " <= char <= "~" and char not in "()\\")
    drawn = f"BT /F1 14 Tf 40 500 Td ({plain}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R"
            b" /Resources << /Font << /F1 <<"
            b" /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    )
    made, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        starts.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    count = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end
