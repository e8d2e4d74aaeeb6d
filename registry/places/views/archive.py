"""一地一档: one place as a ZIP with page, data, originals, manifest and, with typst, a PDF."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from flask import Response, request
from flask.typing import ResponseReturnValue
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sqlmodel import Session

import registry
from registry.accounts.rules import Permission
from registry.core import printing
from registry.core.actor import ANONYMOUS, SYSTEM, Actor
from registry.core.errors import Forbidden, NotFound
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, bundle, http, language
from registry.edge.bundle import Member
from registry.places.queries.archive import place_record
from registry.places.queries.dossier import survivor_of
from registry.places.rules.archive_document import Say, document_of
from registry.places.views.showing import blueprint
from registry.runtime import Runtime
from registry.sources.queries import SourceFileView
from registry.sources.rules.file import PAGE_TYPES

_PIECE = 256 * 1024
#: Web fonts with the characters that devices lack; the page carries them in itself.
_RARE = {"Rare Song": "names-rare.woff2", "Rare Sans": "text-rare.woff2"}


@dataclass(frozen=True, slots=True)
class Archive:
    """What was written: a name for the file, and whether a PDF is in it."""

    file_name: str
    has_pdf: bool


def write_archive(
    runtime: Runtime,
    place_id: str,
    target: BinaryIO,
    *,
    is_public: bool,
    reader: Actor = SYSTEM,
    say: Say = str,
    language_tag: str = "zh-CN",
) -> Archive:
    """Write the file of one place; the same place unchanged gives the same bytes.

    The public variant has rounded coordinates, no names of staff, no past states and public files
    only; what `reader` is recused from comes as public too. Originals are copied in pieces: memory
    does not grow with them. Without typst there is no PDF, and the page says so.

    Raises:
        NotFound: `places.unknown`. Conflict: `storage.damaged`.
    """
    decimals = runtime.settings.coordinate_decimals if is_public else None
    with runtime.database.read() as session:
        found = place_record(session, place_id, decimals=decimals)
        if found is None:
            raise NotFound("places.unknown", T("没有这个地名"))
        extras = _extras(runtime, session, place_id, ANONYMOUS if is_public else reader)
    originals = [_original(runtime, file, is_public=is_public) for file in found.files]
    listed = [_listed(file, one) for file, one in zip(found.files, originals, strict=True)]
    for extra in extras:
        for file in extra.get("files", ()):
            originals.append(member := _stored(runtime, file))
            listed.append({**_sized(member), "caption": str(file.get("caption", ""))})
    record = {
        **found.data,
        **{extra["key"]: extra["record"] for extra in extras if "record" in extra},
        "files": listed,
    }
    has_pdf = printing.is_available()
    document = document_of(record, listed, extras, say)
    document |= {"language": language_tag, "foot": _foot(say, has_pdf=has_pdf)}
    members = [
        bundle.of_bytes("index.html", _page(document).encode()),
        bundle.of_bytes("record.json", _json(record)),
        *originals,
    ]
    if has_pdf:
        members.append(bundle.of_bytes("record.pdf", printing.pdf("archive.typ", document)))
    bundle.write(target, members)
    suffix = "-public" if is_public else ""
    return Archive(f"{document['title']}-{place_id}{suffix}.zip", has_pdf)


def _extras(
    runtime: Runtime, session: Session, place_id: str, actor: Actor
) -> list[dict[str, Any]]:
    """What other capabilities add: `record` (plain data), `sections`, `files`; by their key."""
    panels = runtime.panels.collect("archive", session, actor, place_id)
    return [{"key": panel.template, **panel.context} for panel in panels]


def _original(runtime: Runtime, file: SourceFileView, *, is_public: bool) -> Member:
    digest = file.public_digest if is_public else file.sha256
    is_copy = digest != file.sha256
    name = f"{file.id}.jpg" if is_copy else f"{file.id}-{file.file_name}"
    if not is_copy and file.media_type in PAGE_TYPES:
        name += ".txt"  # opened from the unpacked file it is read, and nothing in it runs
    size = _size(runtime, digest) if is_copy else file.size
    path = f"originals/{file.source_id}/{name}"
    return Member(path, size, digest, lambda: runtime.store.open(digest))


def _stored(runtime: Runtime, file: Mapping[str, Any]) -> Member:
    digest = str(file["sha256"])
    path = f"originals/{file['path']}"
    return Member(path, _size(runtime, digest), digest, lambda: runtime.store.open(digest))


def _size(runtime: Runtime, digest: str) -> int:
    with runtime.store.open(digest) as stream:
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
        return size


def _sized(member: Member) -> dict[str, Any]:
    return {"path": member.path, "size": member.size, "sha256": member.sha256}


def _listed(file: SourceFileView, member: Member) -> dict[str, Any]:
    said = {name: getattr(file, name) for name in ("source_id", "role", "media_type", "licence")}
    return {
        **_sized(member),
        **said,
        "original_sha256": file.sha256,
        "caption": file.caption,
        "retrieved_on": file.retrieved_on,
        "public": file.public,
    }


def _json(record: Mapping[str, Any]) -> bytes:
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    return f"{text}\n".encode()


def _foot(say: Say, *, has_pdf: bool) -> list[str]:
    lines = [T("record.json 是同样内容的数据；originals/ 是原件；用下面的命令核对每个文件：")]
    if not has_pdf:
        lines.insert(0, T("这一份没有 PDF：服务器没有安装排版程序（pdf 附加包）。"))
    return [say(line) for line in lines]


def _page(document: Mapping[str, Any]) -> str:
    environment = Environment(
        loader=FileSystemLoader(printing.templates() / "print"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("_archive.html").render(document=document, style=_style())


@cache
def _style() -> Markup:
    """The style sheet with the rare characters' fonts in it: the page asks nobody for anything."""
    css = (printing.templates() / "print" / "archive.css").read_text(encoding="utf-8")
    faces = "".join(
        f'@font-face {{ font-family: "{family}"; src: url(data:font/woff2;base64,'
        f"{base64.b64encode((_fonts() / name).read_bytes()).decode()}); }}\n"
        for family, name in _RARE.items()
    )
    return Markup(f"<style>\n{faces}{css}</style>")  # noqa: S704 - our own files, no data


def _fonts() -> Path:
    package = Path(registry.__file__).parent
    inside = package / "_shipped" / "static"
    return (inside if inside.is_dir() else package.parent / "static") / "fonts"


@blueprint.get("/places/<place_id>/archive.zip")
@access.public
def archive_show(place_id: str) -> ResponseReturnValue:
    """The file of a place: for staff everything, for everybody else the public part.

    `?variant=public` gives staff the public part; `?variant=full` refuses everybody else.
    """
    is_staff = http.actor().may(Permission.DESK)
    variant = request.args.get("variant") or ("full" if is_staff else "public")
    if variant not in {"full", "public"}:
        raise NotFound("page.unknown", T("没有这个页面"))
    if variant == "full" and not is_staff:
        raise Forbidden("access.forbidden", T("您没有做这件事的权限"))
    if not is_id(place_id):
        raise NotFound("places.unknown", T("没有这个地名"))
    if moved := _moved_to(place_id):
        return http.moved("places.archive_show", place_id=moved, **request.args.to_dict())
    # Spooled: a small file stays in memory, a large one goes to the disk.
    target = tempfile.SpooledTemporaryFile(max_size=4_000_000)  # noqa: SIM115 - closed by the answer
    made = write_archive(
        http.runtime(),
        place_id,
        target,  # type: ignore[arg-type]
        is_public=variant == "public",
        reader=http.actor(),
        say=language.say,
        language_tag=language.tag(),
    )
    size = target.tell()
    target.seek(0)
    response = Response(_pieces(target), mimetype="application/zip", direct_passthrough=True)
    response.content_length = size
    response.headers["Content-Disposition"] = http.disposition("attachment", made.file_name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _moved_to(place_id: str) -> str | None:
    with http.reading() as session:
        return survivor_of(session, place_id)


def _pieces(target: Any) -> Iterator[bytes]:
    with target:
        while piece := target.read(_PIECE):
            yield piece
