"""The file into which a phone saved what it could not send: reports.json and the originals.

Read in memory, member by member and within limits; nothing is ever unpacked to a path that the file
names. Format 1, as `static/js/field/queue.js` writes it.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO
from uuid import UUID

from pydantic import Field, StringConstraints, ValidationError

from registry.core.errors import Invalid
from registry.core.forms import Form, Line
from registry.core.text import T, Text
from registry.signage.rules.states import PhotoRole

FORMAT = 1
MOST_REPORTS = 300
MOST_LISTING = 4_000_000
"""Octets of reports.json: 300 reports with a minute of fixes each are under a million."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class BundledPhoto(Form):
    """One original in the file, and what it is declared as."""

    role: PhotoRole
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=1, le=2_000_000_000)]
    file: Annotated[str, StringConstraints(max_length=200)]


class BundledPerson(Form):
    """Who saved the report on the phone."""

    id: Annotated[str, StringConstraints(max_length=40)]
    name: Annotated[str, StringConstraints(max_length=120)]


class BundledReport(Form):
    """One report; `manifest` is what the phone would have declared."""

    client_id: UUID
    person: BundledPerson
    manifest: dict[str, Any]
    photos: Annotated[list[BundledPhoto], Field(max_length=4)]


class _Listing(Form):
    format: int
    app: Line | None = None
    reports: Annotated[list[BundledReport], Field(max_length=MOST_REPORTS)]


@dataclass(frozen=True)
class Bundle:
    """An opened file: its reports, and the way to the bytes of their photos."""

    archive: zipfile.ZipFile
    reports: list[BundledReport]
    most: int

    def photo(self, entry: BundledPhoto) -> bytes | None:
        """The bytes of one photo; None where they are not in the file, or longer than allowed."""
        if entry.bytes > self.most:
            return None
        return _read(self.archive, entry.file, entry.bytes)


def open_bundle(stream: BinaryIO, *, most: int) -> Bundle:
    """Open a phone's file; `most` is the largest photo in bytes.

    Raises Invalid for the field `file`: no ZIP, no reports.json, another format, too many reports.
    """
    try:
        archive = zipfile.ZipFile(stream)
        raw = _read(archive, "reports.json", MOST_LISTING)
    except _UNREADABLE as error:
        raise _wrong(T("这不是手机存下的 ZIP 文件，或者文件不完整。请重新选择")) from error
    if raw is None:
        raise _wrong(T("文件里没有 reports.json。请选“把没发的存成文件”存下的那一个"))
    try:
        said = json.loads(raw)
        if isinstance(said, Mapping) and said.get("format") != FORMAT:
            raise _wrong(T("这个文件是另一个版本的手机存下的。请先更新本站，再补交"))
        listing = _Listing.model_validate(said)
    except (ValueError, ValidationError, RecursionError) as error:
        raise _wrong(T("文件里的 reports.json 写得不对，可能被改过。请用手机重新存一次")) from error
    return Bundle(archive, listing.reports, most)


def _wrong(text: Text) -> Invalid:
    return Invalid({"file": [text]})


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    """A member's bytes; None where there is none of this name or it inflates beyond the limit."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    with archive.open(info) as member:
        content = member.read(most + 1)
    return content if len(content) <= most else None
