"""The table of local readings: proposed by one person, approved by another, retired with a reason.

A reading that begins or ceases to count changes what the rules propose; the names that then stand
against it are marked for the polyphone desk in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import update
from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.forms import Wrong, clean_name
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import Division, LocalReading, PlaceName
from registry.places.queries.readings import (
    SpelledName,
    every_spelled_name,
    forget_reading_book,
    names_written_with,
    reading_book,
)
from registry.places.rules import ReadingStatus
from registry.places.rules.romanise import is_syllable
from registry.places.rules.spelling import doubts, proposal_for

MAX_HANZI = 20
MAX_BASIS = 300
_CHUNK = 400


def propose_reading(
    work: Work, *, hanzi: str, toned: str, basis: str, division_id: str | None = None
) -> str:
    """Propose how people here read these characters; it counts once somebody else approves it.

    `toned`: one syllable a character, parted by spaces. `division_id` limits it to one division.

    Raises:
        Forbidden: needs `sources.add` for the division, or for everywhere without one.
        Invalid: not one syllable a character, no Hanzi, no basis.
        Conflict: `places.reading_exists`, where one waits or counts already.
    """
    path = _path(work.session, division_id)
    work.actor.require(Permission.SOURCE_ADD, path)
    values = _checked(hanzi, toned, basis)
    row = _existing(work.session, values["hanzi"], division_id)
    if row is not None and row.status != ReadingStatus.RETIRED:
        raise Conflict(
            "places.reading_exists",
            T("这几个字已经有一条读音了：%(toned)s", toned=row.toned),
            advice=T("要改读音，请先停用原来的一条"),
        )
    fresh = {**stamp(work), **values, "division_id": division_id}
    if row is None:
        row = LocalReading(**fresh)
    else:
        # A pair of characters and division has one row: what was retired is proposed anew.
        row.sqlmodel_update({**fresh, "row_version": row.row_version + 1})
        row.status, row.decided_by, row.decided_at = ReadingStatus.PROPOSED.value, None, None
    work.session.add(row)
    work.session.flush()
    after = {**values, "division_id": division_id}
    journal.record(
        work, "places.reading_proposed", ("local_reading", row.id), after=after, reason=basis
    )
    return row.id


def approve_reading(work: Work, reading_id: str, *, seen_version: int | None = None) -> int:
    """Let a proposed reading count; returns how many names it puts in doubt.

    Raises:
        NotFound: `places.reading_unknown`.
        Forbidden: needs `places.edit` for its division, or for everywhere.
        Refused: `places.reading_own` for whoever proposed it; `places.reading_state` unless it
            waits. Conflict: `changed_meanwhile`.
    """
    row = _known(work, reading_id)
    if row.status != ReadingStatus.PROPOSED:
        raise Refused("places.reading_state", T("这条读音不在等待审定"))
    if work.actor.id is not None and work.actor.id == row.created_by:
        raise Refused(
            "places.reading_own",
            T("读音由提出的人以外的第二个人审定"),
            advice=T("请另一位经办人审定"),
        )
    return _decide(work, row, ReadingStatus.APPROVED, "places.reading_approved", "", seen_version)


def retire_reading(
    work: Work, reading_id: str, *, reason: str, seen_version: int | None = None
) -> int:
    """Take a reading out of use, or refuse a proposed one; returns how many names come in doubt.

    Raises: as `approve_reading`, without the second person; Invalid: no reason.
    """
    row = _known(work, reading_id)
    if row.status == ReadingStatus.RETIRED:
        raise Refused("places.reading_state", T("这条读音已经停用"))
    if not reason.strip():
        raise Invalid({"reason": [T("请写明停用的原因")]})
    return _decide(
        work, row, ReadingStatus.RETIRED, "places.reading_retired", reason.strip(), seen_version
    )


def recount_doubts(work: Work) -> int:
    """Work out anew which spellings are in doubt, for all names; returns how many marks were wrong.

    Raises:
        Forbidden: needs `places.edit` everywhere.
    """
    work.actor.require(Permission.PLACE_EDIT, "")
    changed = mark_doubts(work, every_spelled_name(work.session))
    journal.record(
        work, "places.doubts_recounted", ("place_name", "all"), after={"changed": changed}
    )
    return changed


def _decide(
    work: Work,
    row: LocalReading,
    status: ReadingStatus,
    verb: str,
    reason: str,
    seen_version: int | None,
) -> int:
    before = {"status": row.status}
    counted = row.status == ReadingStatus.APPROVED or status is ReadingStatus.APPROVED
    _lock(work, row, seen_version)
    row.status = status.value
    row.decided_by, row.decided_at = work.actor.id, work.at
    work.session.add(row)
    work.session.flush()
    marked = 0
    if counted:
        forget_reading_book(work.session)
        path = _path(work.session, row.division_id)
        marked = mark_doubts(work, names_written_with(work.session, row.hanzi, path))
    after = {"status": row.status, "hanzi": row.hanzi, "toned": row.toned, "names_marked": marked}
    journal.record(work, verb, ("local_reading", row.id), before=before, after=after, reason=reason)
    return marked


def mark_doubts(work: Work, names: Iterable[SpelledName]) -> int:
    """Set or clear the mark of doubt of each name; returns how many changed. Journals nothing."""
    book = reading_book(work.session)
    wrong: dict[bool, list[str]] = {True: [], False: []}
    for name in names:
        proposal = proposal_for(name.kind, name.text, book.table_for(name.division_path))
        found = doubts(proposal, name.roman_toned, name.roman_status, name.roman_approved_at)
        if bool(found) != name.roman_doubt:
            wrong[bool(found)].append(name.id)
    for doubt, ids in wrong.items():
        for start in range(0, len(ids), _CHUNK):
            work.session.execute(
                update(PlaceName)
                .where(col(PlaceName.id).in_(ids[start : start + _CHUNK]))
                .values(roman_doubt=doubt)
            )
    return len(wrong[True]) + len(wrong[False])


def _known(work: Work, reading_id: str) -> LocalReading:
    row = work.session.get(LocalReading, reading_id, populate_existing=True)
    if row is None:
        raise NotFound("places.reading_unknown", T("没有这条读音"))
    work.actor.require(Permission.PLACE_EDIT, _path(work.session, row.division_id))
    return row


def _lock(work: Work, row: LocalReading, seen_version: int | None) -> None:
    expected = row.row_version if seen_version is None else seen_version
    result = work.session.execute(
        update(LocalReading)
        .where(col(LocalReading.id) == row.id, col(LocalReading.row_version) == expected)
        .values(row_version=expected + 1)
        .execution_options(synchronize_session=False)
    )
    if rowcount(result) != 1:
        raise Conflict("places.changed_meanwhile", T("您打开这一页之后，别人已经改过这条读音"))
    work.session.refresh(row)


def _path(session: Session, division_id: str | None) -> str:
    if division_id is None:
        return ""
    division = session.get(Division, division_id)
    if division is None:
        raise NotFound("places.division_unknown", T("没有这个政区"))
    return division.path


def _existing(session: Session, hanzi: str, division_id: str | None) -> LocalReading | None:
    # Two rows without a division would not collide in the index: NULL equals nothing.
    statement = select(LocalReading).where(
        LocalReading.hanzi == hanzi, col(LocalReading.division_id).is_not_distinct_from(division_id)
    )
    return session.exec(statement).first()


def _checked(hanzi: str, toned: str, basis: str) -> dict[str, str]:
    faults: dict[str, list[Text]] = {}
    try:
        text = clean_name(hanzi)
    except Wrong as wrong:
        text, faults["hanzi"] = "", [wrong.text]
    if not text and not faults:
        faults["hanzi"] = [T("请填写这一项")]
    if len(text) > MAX_HANZI:
        faults["hanzi"] = [T("最多 %(n)d 个字，请缩短", n=MAX_HANZI)]
    syllables = toned.lower().split()
    if not syllables or not all(map(is_syllable, syllables)):
        faults["toned"] = [T("请写带声调的音节，一字一个，用空格隔开，例如 cháng fēng")]
    elif text and "hanzi" not in faults and len(syllables) != len(text):
        faults["toned"] = [
            T("%(n)d 个字要写 %(n)d 个音节，现在是 %(m)d 个", n=len(text), m=len(syllables))
        ]
    if not basis.strip():
        faults["basis"] = [T("请写明读音和拼写的依据")]
    elif len(basis) > MAX_BASIS:
        faults["basis"] = [T("最多 %(n)d 个字，请缩短", n=MAX_BASIS)]
    if faults:
        raise Invalid(faults)
    return {"hanzi": text, "toned": " ".join(syllables), "basis": basis.strip()}
