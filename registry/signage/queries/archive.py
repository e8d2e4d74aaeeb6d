"""What signage adds to the file of a place (一地一档): positions, signs, reports, photographs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from registry.core.actor import Actor
from registry.core.text import T
from registry.photos import queries as photo_queries
from registry.signage.models import FieldReport, Sign
from registry.signage.queries.panels import published_photos
from registry.signage.queries.reports import photos_of, reports_of_sign, verdicts_of
from registry.signage.queries.requirements import requirements_of_place
from registry.signage.queries.signs import signs_of_place
from registry.signage.queries.steps import step_record, step_section
from registry.signage.rules.codes import grouped
from registry.signage.rules.states import REPORTABLE, SIGN_LABELS, ReportStatus, SignState

_MOST_REPORTS = 1000
_PUBLIC = ("id", "code", "family", "text_hanzi", "text_roman", "colour_ground", "state")


def place_archive(session: Session, actor: Actor, place_id: str) -> Mapping[str, Any] | None:
    """`record`, `sections` and `files` for the file; None where there are no signs or positions.

    A visitor gets signs that have left the workshop with their published photographs, without
    positions and people; the archive gets everything, photographs as they were received.
    """
    is_public = actor.is_anonymous
    signs = signs_of_place(session, place_id)
    if is_public:
        signs = [row for row in signs if row.state in REPORTABLE]
        record: dict[str, Any] = {"signs": [_public(row) for row in signs]}
        files = [file for row in signs for file in _published(session, row)]
    else:
        due = requirements_of_place(session, place_id)
        reports = {row.id: reports_of_sign(session, row.id, _MOST_REPORTS) for row in signs}
        record = {
            "requirements": [row.model_dump() for row in due],
            "signs": [
                {**row.model_dump(), "reports": _reports(session, reports[row.id])} for row in signs
            ],
        }
        files = [file for row in signs for file in _received(session, row, reports[row.id])]
    steps = step_record(session, place_id, is_public=is_public)
    if not any(record.values()) and not steps:
        return None
    sections = [_section(signs)]
    if steps:
        record["steps"] = steps
        sections.append(step_section(steps))
    return {"record": record, "sections": sections, "files": files}


def _public(row: Sign) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _PUBLIC} | {"simulated": row.simulated}


def _published(session: Session, row: Sign) -> list[dict[str, Any]]:
    """The copies without metadata, under the sign's code."""
    roles = published_photos(session, row)
    photos = photo_queries.photos(session, roles.values())
    return [
        _file(f"{row.code}/{role}-{photo_id}.jpg", photos[photo_id].large_key, row)
        for role, photo_id in sorted(roles.items())
        if photo_id in photos and photos[photo_id].is_public
    ]


def _received(session: Session, row: Sign, reports: Sequence[FieldReport]) -> list[dict[str, Any]]:
    """The photographs of accepted reports as they were received, under the sign's code."""
    accepted = [one.id for one in reports if one.status == ReportStatus.ACCEPTED]
    attached = [one for roles in photos_of(session, accepted).values() for one in roles.values()]
    photos = photo_queries.photos(session, [one.photo_id for one in attached])
    files: dict[str, dict[str, Any]] = {}
    for one in attached:
        photo = photos[one.photo_id]
        path = f"{row.code}/{one.report_id}-{one.role}.{photo.format}"
        files[path] = _file(path, photo.sha256, row)
    return [files[path] for path in sorted(files)]


def _file(path: str, digest: str, row: Sign) -> dict[str, Any]:
    return {"path": f"signs/{path}", "sha256": digest, "caption": f"{row.text_hanzi} {row.code}"}


def _reports(session: Session, reports: Sequence[FieldReport]) -> list[dict[str, Any]]:
    ids = [row.id for row in reports]
    verdicts, photos = verdicts_of(session, ids), photos_of(session, ids)
    return [
        {
            **row.model_dump(),
            "verdict": verdicts[row.id].model_dump() if row.id in verdicts else None,
            "photos": {role: photo.sha256 for role, photo in sorted(photos[row.id].items())},
        }
        for row in reports
    ]


def _section(signs: Sequence[Sign]) -> dict[str, Any]:
    head = [T("编号"), T("汉字"), T("拼写"), T("状态")]
    rows = [
        [grouped(row.code), row.text_hanzi, row.text_roman, SIGN_LABELS[SignState(row.state)][1]]
        for row in signs
    ]
    blocks = [{"kind": "table", "head": head, "rows": rows}] if rows else []
    return {"title": T("地名标志"), "blocks": blocks}
