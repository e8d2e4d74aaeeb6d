"""Files, recognitions and records of a place go along when two records of it become one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from registry.core import journal
from registry.core.errors import Refused
from registry.core.text import T
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import CandidateRecord, Nomination, Recognition
from registry.heritage.rules import Status
from registry.heritage.rules.states import FINAL
from registry.heritage.services.marking import follow
from registry.places.queries import place_cards
from registry.places.rules.merging import Kept

_ENDED = FINAL


def follow_merge(work: Work, *, absorbed_id: str, into_id: str) -> dict[str, Any]:
    """Move files, recognitions and candidate records of an absorbed place to where it went.

    What a file says of the name and its division stays as it was nominated; who may act on it
    goes by the division of the place it is about now. No permission is asked: whoever had the
    right to merge causes it. Returns what `follow_parting` takes back.

    Raises:
        Refused: `heritage.notice_holds_place` while a file about the absorbed place is before the
            public; `heritage.both_nominated` where both have a living file in one programme.
    """
    files = queries.nominations_of_place(work.session, absorbed_id)
    _check(work, files, into_id)
    path = place_cards(work.session, [into_id])[into_id].division_path
    followed: dict[str, Any] = {"nominations": {}, "recognitions": [], "candidates": []}
    for file in files:
        home = {"place_id": file.place_id, "division_path": file.division_path}
        _move(work, file, {"place_id": into_id, "division_path": path})
        acts = queries.decision_count(work.session, file.id)
        followed["nominations"][file.id] = {"home": home, "acts": acts}
    for recognition in _recognitions(work, absorbed_id):
        _point(work, recognition, "recognition", into_id)
        followed["recognitions"].append(recognition.id)
    for record in _candidates(work, absorbed_id):
        _point(work, record, "candidate_record", into_id)
        followed["candidates"].append(record.id)
    return followed if any(followed.values()) else {}


def _check(work: Work, files: list[Nomination], into_id: str) -> None:
    if any(file.status == Status.NOTICE for file in files):
        raise Refused(
            "heritage.notice_holds_place",
            T("被并入的地名正在公示，公示期内不能合并"),
            advice=T("请等公示结束、作出决定之后再合并，或者反过来合并"),
        )
    living = {file.programme_key for file in files if file.status not in _ENDED}
    there = queries.nominations_of_place(work.session, into_id)
    if living & {file.programme_key for file in there if file.status not in _ENDED}:
        raise Refused(
            "heritage.both_nominated",
            T("两个地名在同一个名录里都有申报或认定，不能合并"),
            advice=T("请先撤回其中一份申报"),
        )


def follow_parting(
    work: Work, *, into_id: str, absorbed_id: str, followed: Mapping[str, Any]
) -> list[Kept]:
    """Move back what `follow_merge` moved; a file that was acted on since stays where it is."""
    kept: list[Kept] = []
    staying: set[str] = set()
    for ident, noted in followed.get("nominations", {}).items():
        file = queries.nomination(work.session, ident)
        if file is None or file.place_id != into_id:
            continue
        if queries.decision_count(work.session, ident) != noted["acts"]:
            staying.add(ident)
            kept.append(Kept(T("申报"), T("合并之后又办理过"), file.place_name))
            continue
        _move(work, file, noted["home"])
    for ident in followed.get("recognitions", ()):
        recognition = work.session.get(Recognition, ident)
        if recognition is None or recognition.place_id != into_id:
            continue
        if recognition.nomination_id not in staying:
            _point(work, recognition, "recognition", absorbed_id)
    for ident in followed.get("candidates", ()):
        record = work.session.get(CandidateRecord, ident)
        if record is not None and record.place_id == into_id:
            _point(work, record, "candidate_record", absorbed_id)
    return kept


def _move(work: Work, file: Nomination, there: Mapping[str, Any]) -> None:
    before = {"place_id": file.place_id, "division_path": file.division_path}
    file.place_id, file.division_path = there["place_id"], there["division_path"]
    # Whoever has the file open learns that what it is about was changed.
    file.version += 1
    file.changed_at = work.at
    work.session.add(file)
    work.session.flush()
    subject = ("nomination", file.id)
    after = {**there, "version": file.version}
    journal.record(work, "heritage.followed_place", subject, before=before, after=after)
    follow(work.session, [before["place_id"], file.place_id])


def _point(work: Work, row: Recognition | CandidateRecord, kind: str, place_id: str) -> None:
    before = {"place_id": row.place_id}
    row.place_id = place_id
    work.session.add(row)
    work.session.flush()
    after = {"place_id": place_id}
    journal.record(work, "heritage.followed_place", (kind, row.id), before=before, after=after)
    follow(work.session, [before["place_id"], place_id])


def _recognitions(work: Work, place_id: str) -> list[Recognition]:
    statement = select(Recognition).where(Recognition.place_id == place_id)
    return list(work.session.exec(statement.order_by(col(Recognition.id))))


def _candidates(work: Work, place_id: str) -> list[CandidateRecord]:
    statement = select(CandidateRecord).where(CandidateRecord.place_id == place_id)
    return list(work.session.exec(statement.order_by(col(CandidateRecord.id))))
