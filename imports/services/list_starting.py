"""Taking in the file of a published list: read before anything is kept, refused where it cannot be.

A list of decisions offered as one put up for objections, and the reverse, is refused here: what a
person says of a notice and what the notice says of itself must agree before a row is looked at.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from imports.models import ImportRun
from imports.profiles.batch import BATCH
from imports.readers import Reading, open_table
from imports.readers.faults import too_large
from imports.readers.web_page import plain_list
from imports.rules.mapping import ColumnMapping, checked_mapping, fit
from imports.rules.notice import Notice, kind_told
from imports.rules.targets import Target
from imports.services.files import limits_of
from imports.services.runs import set_mapping, start_run
from registry.core.errors import Refused, TooLarge
from registry.core.text import T
from registry.core.work import Work
from registry.heritage.rules import ListKind
from registry.heritage.rules.candidates import LIST_KIND_LABELS
from registry.runtime import Runtime
from registry.storage import digest_of

_CHUNK = 1024 * 1024
#: A notice is a page or two, and its table an attachment.
LIST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file that was read and is in the store; `mapping` is None where its columns are unknown."""

    file_name: str
    sha256: str
    size: int
    notice: Notice
    mapping: ColumnMapping | None


def take_list_file(
    runtime: Runtime,
    stream: BinaryIO,
    *,
    file_name: str,
    notice: Notice,
    reading: Reading = Reading(),  # noqa: B008 - frozen
) -> ListFile:
    """Read a file as the list of a notice, and keep its bytes; no row of it is written.

    Raises:
        Refused: `imports.…`, for each reason why a file cannot be read; `imports.other_kind`,
        where the notice calls itself the other kind. TooLarge: `imports.too_large`.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    if size > LIST_BYTES:
        told = too_large(size, LIST_BYTES)
        raise TooLarge(told.code, told.message, advice=told.advice)
    with tempfile.TemporaryDirectory(prefix="registry-list-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as target:
            shutil.copyfileobj(stream, target, _CHUNK)
        found = plain_list(path, file_name, Path(folder), reading.encoding)
        said = [notice.title, Path(file_name).stem, found.words]
        _require_kind(notice.kind, said)
        as_list = replace(reading, as_list=True)
        table = open_table(found.path, found.name, as_list, limits_of(runtime.settings))
        # What stands above the columns of a sheet is the title of the notice.
        _require_kind(notice.kind, [str(fact.text) for fact in table.facts])
        mapping = _mapping(table.columns, table.format)
    stream.seek(0)
    digest = digest_of(stream)
    stream.seek(0)
    runtime.store.put(digest, stream)
    return ListFile(file_name, digest, size, notice, mapping)


def _mapping(columns: tuple[str, ...], table_format: str) -> ColumnMapping | None:
    """How a list is read, where a column names its entries; else a person says it."""
    found = fit(BATCH, columns, table_format).mapping
    if not {Target.NAME.value, Target.LISTED.value} & set(found.columns):
        return None
    return checked_mapping(found, columns)


def _require_kind(kind: ListKind, texts: list[str]) -> None:
    told = kind_told(texts)
    if told is None or told[0] is kind:
        return
    raise Refused(
        "imports.other_kind",
        T(
            "您选的是“%(said)s”，文件里却写着“%(words)s”，是“%(told)s”",
            said=LIST_KIND_LABELS[kind],
            words=told[1],
            told=LIST_KIND_LABELS[told[0]],
        ),
        advice=T("请核对原件，改选名单的种类；公示不是认定，公布的名单也只收为候选"),
    )


def start_list(work: Work, file: ListFile, *, reading: Reading | None = None) -> ImportRun:
    """Begin a run whose rows become candidates, its columns mapped where they are known.

    Raises:
        Forbidden: needs `places.edit` and `heritage.decide` everywhere.
    """
    notice = file.notice
    source = {
        "source_title": notice.title,
        "source_type": BATCH.source_type if notice.kind is ListKind.GONGSHI else "official_list",
        "source_holder": notice.issuer,
        "source_url": notice.url,
    }
    run = start_run(
        work,
        file_name=file.file_name,
        sha256=file.sha256,
        size=file.size,
        source=source,
        notice=notice,
    )
    if file.mapping is not None:
        told = {} if reading is None else _told(reading)
        set_mapping(work, run.id, file.mapping, profile=BATCH.name, reading=told)
    return run


def _told(reading: Reading) -> dict[str, object]:
    names = ("encoding", "delimiter", "header_row", "sheet")
    return {name: getattr(reading, name) for name in names if getattr(reading, name)}
