"""What heritage adds to the file of a place (一地一档): files, notices, recognitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlmodel import Session

from registry.core.actor import Actor
from registry.core.clock import china_date
from registry.core.text import T, Text
from registry.heritage.models import Nomination, SiteVisitPhoto
from registry.heritage.queries.attachments import AttachmentView, attachments_of, is_shown
from registry.heritage.queries.candidates import CandidateView, candidates
from registry.heritage.queries.lists import recognitions_by_place
from registry.heritage.queries.nominations import claim_links, decisions, nominations_of_place
from registry.heritage.queries.notices import notices_of
from registry.heritage.queries.standing import keeps_off
from registry.heritage.queries.visits import public_visits, visit_photos, visit_reports, visits_of
from registry.heritage.rules.attachments import SHOWN
from registry.heritage.rules.candidates import CANDIDATE_LABELS, CandidateState
from registry.heritage.rules.reading import may_read
from registry.heritage.rules.states import ACTION_LABELS, STATUS_LABELS, Action, Status

_STAFF = frozenset({"decided_by_name"})


def place_archive(session: Session, actor: Actor, place_id: str) -> Mapping[str, Any] | None:
    """`record` and `sections` for the file; None where there is nothing.

    For a visitor there are recognitions, notices and candidate records; for the archive also the
    files with every decision, as far as its reader may open them: a draft is its compiler's, and
    one division's are not another's. Objections are not here in either: who objected is
    confidential.
    """
    files = nominations_of_place(session, place_id)
    recognised = recognitions_by_place(session, [place_id]).get(place_id, [])
    listed = candidates(session, place_id)
    is_public = actor.is_anonymous
    closed = {file.id for file in files if not _is_open(session, file, actor)}
    left_out = _STAFF if is_public else frozenset()
    record: dict[str, Any] = {
        "recognitions": [
            {key: value for key, value in asdict(one).items() if key not in left_out}
            for one in recognised
        ],
        "candidates": [_candidate(one) for one in listed],
        "notices": [
            {
                "file_no": notice.file_no,
                "starts_on": china_date(notice.starts_at),
                "ends_on": china_date(notice.ends_at),
                "sha256": notice.sha256,
                "snapshot": notice.snapshot_text,
            }
            for file in files
            for notice in notices_of(session, file.id)
        ],
    }
    record["visits"] = [
        {"nomination": file.id, **one}
        for file in files
        # What the public reads of a file stands in what was decided, as its attachments do.
        if file.id not in closed or Status(file.status) in SHOWN - {Status.NOTICE}
        for one in public_visits(session, file.id)
    ]
    if not is_public:
        record["nominations"] = [
            _nomination(session, file) for file in files if file.id not in closed
        ]
    if not any(record.values()):
        return None
    kept = [one for file in files for one in _files(session, file, is_public=file.id in closed)]
    return {"record": record, "sections": [_section(record)], "files": kept}


def _is_open(session: Session, file: Nomination, actor: Actor) -> bool:
    """Whether this reader may open the page of this dossier; whoever keeps the archive may all."""
    if actor.is_system:
        return True
    may_open = may_read(
        actor,
        compiler_id=file.compiler_id,
        status=Status(file.status),
        division_path=file.division_path,
    )
    return may_open and not keeps_off(session, file, actor)


def _files(session: Session, file: Nomination, *, is_public: bool) -> list[dict[str, Any]]:
    """The attachments of a dossier and the photographs of its site visits, taken back ones too.

    For a visitor what a notice showed, which no photograph of a visit is.
    """
    found = attachments_of(session, file.id)
    if not is_public:
        taken = [
            photo
            for visit in visits_of(session, file.id)
            for photo in visit_photos(session, visit.id)
        ]
        kept: list[AttachmentView | SiteVisitPhoto] = [*found, *taken]
        return [
            {
                "path": f"{file.id}/{one.id}-{one.file_name}",
                "sha256": one.sha256,
                "caption": one.caption,
            }
            for one in kept
        ]
    # While a notice runs its page shows them; an archive is of what was decided.
    shown = found if Status(file.status) in SHOWN - {Status.NOTICE} else []
    return [
        {
            "path": f"{file.id}/{one.id}{_ending(one)}",
            "sha256": one.public_digest,
            "caption": one.caption,
        }
        for one in shown
        if is_shown(session, one)
    ]


def _ending(one: AttachmentView) -> str:
    return ".jpg" if one.public_sha256 else f"-{one.file_name}"


def _candidate(view: CandidateView) -> dict[str, Any]:
    names = ("id", "name", "division_text", "list_key", "programme_class", "batch", "year")
    said = {name: getattr(view, name) for name in names}
    named = [
        {
            "title": one.title,
            "document_no": one.document_no,
            "issuer": one.issuer,
            "published_on": one.published_on.isoformat(),
            "row": one.row_number,
            "text": one.text,
        }
        for one in view.mentions
    ]
    said |= {"state": view.state.value, "sources": list(view.sources), "note": view.note}
    return {**said, "named_in": named}


def _nomination(session: Session, file: Nomination) -> dict[str, Any]:
    return {
        **file.model_dump(exclude={"contact"}),
        "claims": [link.model_dump() for link in claim_links(session, file.id)],
        "attachments": [
            {**asdict(one), "licence_label": str(one.licence_label)}
            for one in attachments_of(session, file.id)
        ],
        "decisions": [row.model_dump() for row in decisions(session, file.id)],
        "visits": [
            {
                **visit.model_dump(),
                "reports": [row.model_dump() for row in visit_reports(session, visit.id)],
                "photos": [row.model_dump() for row in visit_photos(session, visit.id)],
            }
            for visit in visits_of(session, file.id)
        ],
    }


def _batch(batch: str) -> Text | str:
    """第 5 批 of a batch that is a number; a number alone could be anything."""
    return T("第 %(batch)s 批", batch=batch) if batch.isdigit() else batch


def _listed(record: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of published lists as a table: how far each got is what tells them apart."""
    rows = [
        [
            one["name"],
            one["programme_class"],
            _batch(one["batch"]),
            one["year"],
            CANDIDATE_LABELS[CandidateState(one["state"])],
        ]
        for one in record["candidates"]
    ]
    head = [T("名单里的名称"), T("类别"), T("批次"), T("年份"), T("状态")]
    return {"kind": "table", "head": head, "rows": rows}


def _section(record: Mapping[str, Any]) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for one in record["recognitions"]:
        rows = [
            [T("认定项目"), one["programme_title"]],
            [T("认定文号"), one["document_no"]],
            [T("认定日期"), one["recognised_on"].isoformat()],
            [T("名录版次"), str(one["edition_number"])],
        ]
        blocks.append({"kind": "rows", "rows": rows})
    notices = [
        f"{one['starts_on'].isoformat()} – {one['ends_on'].isoformat()} {one['file_no']}"
        for one in record["notices"]
    ]
    if notices:
        blocks.append({"kind": "list", "items": notices})
    visited = [T("实地核查 %(day)s", day=one["visited_on"].isoformat()) for one in record["visits"]]
    if visited:
        blocks.append({"kind": "list", "items": visited})
    for file in record.get("nominations", ()):
        acts = [
            [
                china_date(row["decided_at"]).isoformat(),
                ACTION_LABELS[Action(row["action"])],
                STATUS_LABELS[Status(row["to_status"])],
                row["actor_name"],
                row["reason"],
            ]
            for row in file["decisions"]
        ]
        head = [T("日期"), T("办理"), T("状态"), T("办理人"), T("理由")]
        if acts:
            blocks.append({"kind": "table", "head": head, "rows": acts})
    if record["candidates"]:
        blocks.append(_listed(record))
    return {"title": T("地名文化遗产"), "blocks": blocks}
