"""The beginning of an XML file: its root element, and no DOCTYPE, before a library sees it.

Entities are declared in a DOCTYPE only, and it stands before the root; so a look at the prolog
keeps both kinds of attack out: entities that grow, and entities that name other files.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from imports.readers.faults import unreadable

#: The root element has to begin within so many bytes.
PROLOG_BYTES: Final = 64 * 1024


class _RootFoundError(Exception):
    pass


def root_of(prolog: str | bytes) -> str:
    """The name of the root element without its prefix, in lower case; "" where there is none.

    Refused: doctype. Nothing is expanded and nothing fetched in finding out.
    """
    found: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        found.append(name)
        raise _RootFoundError

    def doctype(name: str, *_rest: object) -> None:
        # A web page says <!DOCTYPE html>: it is told apart, and refused as such.
        if name.lower() == "html":
            found.append(name)
            raise _RootFoundError
        raise unreadable("doctype")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(prolog, False)  # noqa: FBT003 - expat takes no keywords
    except _RootFoundError:
        return found[0].rpartition(":")[2].lower()
    except (expat.ExpatError, ValueError, LookupError):
        pass
    # Whatever could not be parsed may still be understood by somebody else's parser.
    plain = prolog if isinstance(prolog, str) else prolog.replace(b"\0", b"").decode("latin-1")
    if "<!DOCTYPE" in plain.upper():
        raise unreadable("doctype")
    return ""


def check_part(prolog: bytes) -> None:
    """Refused where an XML part of an archive has a DOCTYPE, or no root within its first bytes."""
    if root_of(prolog) == "" and prolog.strip():
        raise unreadable("damaged")
