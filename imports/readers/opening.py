"""Opening a file of any format: what it is by its content, and the reader for it."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZipFile

from imports.readers import archives, encodings, records
from imports.readers.archives import Entry
from imports.readers.batch_list import ListTable, is_list, open_list
from imports.readers.delimited import DelimitedTable, encoding_facts, has_delimiter, open_delimited
from imports.readers.encodings import Scan
from imports.readers.faults import too_large, unreadable
from imports.readers.headers import known_words
from imports.readers.json_stream import Record
from imports.readers.layers import LayerTable, open_shapefile
from imports.readers.markup import PROLOG_BYTES, check_part, root_of
from imports.readers.records import RecordTable
from imports.readers.sheets import SheetTable
from imports.readers.sniffing import Kind, ending_fact, sniff
from imports.readers.table import MIB, Fact, Limits, Reading, Table
from imports.readers.waypoints import features
from registry.core.text import T

#: Roots of XML files that spreadsheet programs write or that pretend to be tables.
_TABLE_ROOTS: Final = {"workbook", "spreadsheet"}
_WEB_ROOTS: Final = {"html", "table", "body", "head", "div"}
_JSON_START: Final = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
_MIME_START: Final = re.compile(r"\s*MIME-Version:", re.IGNORECASE)
#: What stands in running text and not in a name.
_PROSE: Final = re.compile(r"[。！？；]|[^\n]{60}")
_MARKUP_START: Final = re.compile(r"\s*<[A-Za-z!?]")
_ENCRYPTED_ODS: Final = b"encryption-data"

_AnyTable = DelimitedTable | RecordTable | ListTable | SheetTable | LayerTable


def open_table(
    path: Path,
    file_name: str,
    reading: Reading = Reading(),  # noqa: B008 - frozen
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Table:
    """The file as a table, whatever format it has.

    `path` is where the bytes lie, `file_name` what the person called it. Refused, with a code of
    its own for each reason (imports.readers.faults), where it cannot be read; Unavailable where too
    many files are being read. Nothing is kept.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise too_large(size, limits.file_bytes)
    table = _opened(path, reading, limits)
    note = ending_fact(file_name, table.format)
    return _noted(table, note) if note else table


def _opened(path: Path, reading: Reading, limits: Limits) -> _AnyTable:
    kind = sniff(path)
    if kind is Kind.ZIP:
        return _open_archive(path, reading, limits)
    if kind is Kind.XLS:
        return SheetTable(path, "xls", reading, limits)
    if kind is Kind.GPKG:
        return LayerTable(path, "gpkg", reading.layer, limits)
    return _open_text(path, reading, limits)


def _noted(table: _AnyTable, note: Fact) -> _AnyTable:
    if isinstance(table, SheetTable | LayerTable):
        table.facts = (*table.facts, note)
        return table
    return replace(table, facts=(*table.facts, note))


def _open_archive(path: Path, reading: Reading, limits: Limits) -> _AnyTable:
    with archives.opened(path) as archive:
        found = archives.entries(archive, path.stat().st_size, limits)
        by_name = {entry.name: entry for entry in found}
        is_office = bool({"[Content_Types].xml", "content.xml", "mimetype"} & by_name.keys())
        if is_office:
            office = _office_format(by_name)
            _check_parts(archive, found)
        else:
            office = ""
            archives.refuse_nested(found)
    if office:
        return SheetTable(path, office, reading, limits)
    if any(name.lower().endswith(".shp") for name in by_name):
        return open_shapefile(path, found, reading, limits)
    kml = [entry for entry in found if entry.name.lower().endswith(".kml")]
    if kml:
        return _open_kmz(path, kml, limits)
    raise unreadable("zip_contents")


def _office_format(by_name: dict[str, Entry]) -> str:
    """Which office format a ZIP is. Refused: unsupported."""
    if "xl/workbook.xml" in by_name:
        return "xlsx"
    if "content.xml" in by_name:
        return "ods"
    for folder, kind in (("word/", "Word"), ("ppt/", "PowerPoint"), ("xl/", "xlsb")):
        if any(name.startswith(folder) for name in by_name):
            raise unreadable("unsupported", kind=kind)
    raise unreadable("damaged")


def _check_parts(archive: ZipFile, found: list[Entry]) -> None:
    """No part of a workbook may declare entities. Refused: doctype, damaged, encrypted."""
    for entry in found:
        name = entry.name.lower()
        if name == "meta-inf/manifest.xml":
            with archive.open(entry.info) as source:
                if _ENCRYPTED_ODS in source.read(16 * MIB):
                    raise unreadable("encrypted")
        if name.endswith((".xml", ".rels")):
            check_part(archives.beginning(archive, entry, PROLOG_BYTES))


def _open_kmz(path: Path, kml: list[Entry], limits: Limits) -> RecordTable:
    """The document of a KMZ: `doc.kml`, or else the first there is."""
    chosen = next((entry for entry in kml if entry.name.lower() == "doc.kml"), kml[0])
    with archives.scratch() as folder:
        inner = Path(folder.name) / "doc.kml"
        with archives.opened(path) as archive:
            archives.unpack(archive, chosen, inner, limits)
        scan = encodings.scan(inner, "")
        # What is inside has no name to go by either.
        if root_of(encodings.sample_text(inner, scan).lstrip()) != "kml":
            raise unreadable("damaged")
        return _open_places(inner, scan, "kml", Reading(), limits, folder)


def _open_text(path: Path, reading: Reading, limits: Limits) -> _AnyTable:
    scan = encodings.scan(path, reading.encoding)
    sample = encodings.sample_text(path, scan)
    if _MIME_START.match(sample):
        raise unreadable("html")
    if _MARKUP_START.match(sample):
        return _open_markup(path, scan, sample, reading, limits)
    if _JSON_START.match(sample):
        return records.open_records(path, scan, limits)
    is_table = reading.delimiter or has_delimiter(sample) or reading.header_row is not None
    if not is_table and not known_words(sample.split("\n", 1)[:1]):
        if reading.as_list or is_list(sample):
            return open_list(path, scan, limits)
        if _PROSE.search(sample):
            raise unreadable("no_table")
    return open_delimited(path, scan, reading, limits)


def _open_markup(
    path: Path, scan: Scan, sample: str, reading: Reading, limits: Limits
) -> RecordTable:
    root = root_of(sample.lstrip())
    if root in {"kml", "gpx"}:
        return _open_places(path, scan, root, reading, limits)
    if root in _TABLE_ROOTS:
        raise unreadable("xml_table")
    is_web = root in _WEB_ROOTS or _looks_like_web(sample)
    raise unreadable("html" if is_web else "xml_unknown")


def _open_places(
    path: Path,
    scan: Scan,
    root: str,
    reading: Reading,
    limits: Limits,
    folder: TemporaryDirectory[str] | None = None,
) -> RecordTable:
    """A KML or GPX. `folder` is what it was unpacked into; it stays as long as the table."""

    def source() -> Generator[Record, None, None]:
        _ = folder
        with scan.open(path) as text:
            yield from features(text, root)

    layer = reading.layer
    if root == "gpx" and not layer:
        layer = str(records.first_of(source)[0]["layer"])

    def chosen() -> Generator[Record, None, None]:
        return (record for record in source() if record.get("layer", "") == layer)

    used = chosen if root == "gpx" else source
    facts = [*encoding_facts(scan)]
    if root == "gpx":
        facts.append(Fact("layer", T("图层：%(name)s", name=layer)))
    kind = records.Kind("kmz" if folder else root, records.feature, "EPSG:4326")
    first = records.first_of(used)
    return records.table_of(used, first, kind, limits, crs="EPSG:4326", facts=tuple(facts))


def _looks_like_web(sample: str) -> bool:
    start = sample[:4096].lower()
    return any(f"<{name}" in start for name in ("html", "table", "!doctype html", "body", "meta"))
