"""Faces and proofs as they are read: formats, positions to draw, batches, what a face says now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, and_, col, func, or_, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import Invalid
from registry.core.ids import is_id
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.core.text import T, Text
from registry.places.queries.surveyed import surveyed
from registry.signage.models import (
    ProofBatch,
    ProofBatchItem,
    Sign,
    SignFace,
    SignFormat,
    SignRequirement,
)
from registry.signage.queries.scope import within
from registry.signage.queries.signs import live_signs_of, signs_by_id
from registry.signage.queries.wordings import Wording, wordings
from registry.signage.rules.codes import grouped
from registry.signage.rules.face import (
    UNSIZED,
    Face,
    Format,
    Layout,
    Plate,
    draw,
    ground_by_line,
)
from registry.signage.rules.kinds import Ground
from registry.signage.rules.states import ProofOutcome, RequirementStatus, SignState
from registry.signage.rules.wording import hanzi_faults, roman_faults

MOST_FACES = 60
"""In one batch or order: what a person can look at, letter by letter, in one sitting."""
SHOWN = 12
BATCHES = 40
_NEVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A position whose face can be drawn: what would stand on it, and the ground by the road."""

    requirement: SignRequirement
    sign: Sign | None
    wording: Wording
    ground: Ground
    by_line: Ground | None
    formats: list[SignFormat]


@dataclass(frozen=True, slots=True)
class ProofedSign:
    """A face beside what is approved now; `by_line` is the ground by the drawn road."""

    sign: Sign
    face: SignFace | None
    form: SignFormat | None
    approved: Wording | None
    by_line: Ground | None

    @property
    def is_stale(self) -> bool:
        """Whether the face no longer says the approved name."""
        return not says(self.sign, self.face, self.approved)

    @property
    def faults(self) -> list[Text]:
        """What the spelling guard says against the face as it stands."""
        if self.approved is None:
            return []
        found = hanzi_faults(self.sign.text_hanzi, self.approved.hanzi)
        found += roman_faults(self.sign.text_roman, self.approved.roman)
        if (self.face.text_minority if self.face else "") != self.approved.minority:
            found.append(T("少数民族文字与现行标准名不一致"))
        return found


@dataclass(frozen=True, slots=True)
class ProofedFace(ProofedSign):
    """A face of a batch."""

    item: ProofBatchItem

    @property
    def is_waiting(self) -> bool:
        """Whether somebody still has to decide."""
        return self.item.outcome == ProofOutcome.WAITING


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch with its faces in their order."""

    batch: ProofBatch
    faces: list[ProofedFace]

    def count(self, outcome: str) -> int:
        """How many faces came out so."""
        return sum(each.item.outcome == outcome for each in self.faces)


def formats(session: Session) -> list[SignFormat]:
    """Every format, those for one type together, the newest first."""
    order = (col(SignFormat.sign_type), col(SignFormat.created_at).desc(), col(SignFormat.id))
    return list(session.exec(select(SignFormat).order_by(*order)))


def format_by_id(session: Session, format_id: str) -> SignFormat | None:
    """One format."""
    return session.get(SignFormat, format_id)


def format_of_edition(session: Session, code: str, edition: str) -> SignFormat | None:
    """The format of this name and edition."""
    statement = select(SignFormat).where(SignFormat.code == code, SignFormat.edition == edition)
    return session.exec(statement).one_or_none()


def form_of(row: SignFormat) -> Format:
    """A stored format as the drawing takes it."""
    measures = (row.width_mm, row.height_mm, row.rim_mm, row.qr_mm)
    return Format(Layout(row.layout), *measures)


def faces_of(session: Session, sign_ids: Collection[str]) -> dict[str, SignFace]:
    """In which format each sign was proofed, by sign."""
    if not sign_ids:
        return {}
    found = session.exec(select(SignFace).where(col(SignFace.sign_id).in_(sign_ids)))
    return {row.sign_id: row for row in found}


def says(sign: Sign, face: SignFace | None, approved: Wording | None) -> bool:
    """Whether a face carries an approved wording, minority script included."""
    if approved is None or sign.text_hanzi != approved.hanzi:
        return False
    minority = face.text_minority if face else ""
    return sign.text_roman == approved.roman and minority == approved.minority


def wording_for(session: Session, sign: Sign) -> Wording | None:
    """The approved wording that a sign carries or was meant to; the standard name otherwise."""
    allowed = wordings(session, sign.place_id)
    meant = next((one for one in allowed if one.hanzi == sign.text_hanzi), None)
    return meant or (allowed[-1] if allowed else None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which positions to offer for a batch; empty: whatever is there.

    With `form`, those whose type it is made for, drawn in it alone.
    """

    county: str = ""
    sign_type: str = ""
    due_by: date | None = None
    returned: bool = False
    after: str = ""
    form: SignFormat | None = None


def to_draw(session: Session, actor: Actor, wanted: Wanted) -> Page[Candidate]:
    """Open positions without a proof in the actor's divisions, those due first in front.

    Raises:
        Invalid: field `after`, where the cursor was not made by this program.
    """
    seen = (
        select(Sign.requirement_id)
        .where(
            col(Sign.requirement_id).is_not(None),
            col(Sign.state).not_in([SignState.PLANNED.value, SignState.REMOVED.value]),
        )
        .distinct()
    )
    statement = select(SignRequirement).where(
        SignRequirement.status == RequirementStatus.OPEN.value,
        col(SignRequirement.id).not_in(seen),
        within(SignRequirement.division_path, actor, Permission.PROOF_PREPARE),
    )
    if wanted.county:
        statement = statement.where(SignRequirement.county_id == wanted.county)
    if wanted.form is not None:
        statement = statement.where(SignRequirement.sign_type == wanted.form.sign_type)
    if wanted.sign_type:
        statement = statement.where(SignRequirement.sign_type == wanted.sign_type)
    if wanted.due_by:
        statement = statement.where(col(SignRequirement.due_on) <= wanted.due_by)
    if wanted.returned:
        back = select(Sign.requirement_id).where(
            Sign.state == SignState.PLANNED.value, Sign.proof_note != ""
        )
        statement = statement.where(col(SignRequirement.id).in_(back))
    due = func.coalesce(SignRequirement.due_on, _NEVER)
    if wanted.after:
        day, ident = decode_cursor(wanted.after, 2)
        at = _day(day)
        later = and_(due == at, col(SignRequirement.id) > str(ident))
        statement = statement.where(or_(due > at, later))
    ordered = statement.order_by(due, col(SignRequirement.id)).limit(SHOWN + 1)
    rows = list(session.exec(ordered))
    last = rows[SHOWN - 1] if len(rows) > SHOWN else None
    cursor = encode_cursor((last.due_on or _NEVER).isoformat(), last.id) if last else None
    found = candidates(session, rows[:SHOWN])
    if wanted.form is not None:
        found = [replace(one, formats=[wanted.form]) for one in found]
    return Page(found, cursor)


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise Invalid({"after": [T("翻页标记无效，请从第一页重新开始")]}) from error


def chosen_again(session: Session, actor: Actor, idents: Collection[str]) -> list[Candidate]:
    """The positions that were shown before, in the same order, inside the actor's divisions."""
    wanted = [ident for ident in dict.fromkeys(idents) if is_id(ident)][:MOST_FACES]
    statement = select(SignRequirement).where(
        col(SignRequirement.id).in_(wanted),
        within(SignRequirement.division_path, actor, Permission.PROOF_PREPARE),
    )
    found = {row.id: row for row in session.exec(statement)}
    return candidates(session, [found[ident] for ident in wanted if ident in found])


def candidates(session: Session, rows: Iterable[SignRequirement]) -> list[Candidate]:
    """These positions with what would stand on their faces."""
    rows = list(rows)
    lines = {key: one.geojson for key, one in surveyed(session, [r.place_id for r in rows]).items()}
    signs = live_signs_of(session, [row.id for row in rows])
    known = formats(session)
    found = []
    for row in rows:
        by_line = ground_by_line(lines.get(row.place_id, ""))
        ground = Ground.HERITAGE if row.is_heritage else by_line or Ground.BLUE
        wording = wordings(session, row.place_id)[0]
        fitting = [one for one in known if one.sign_type == row.sign_type]
        found.append(Candidate(row, signs.get(row.id), wording, ground, by_line, fitting))
    return found


def batch(session: Session, batch_id: str) -> BatchView | None:
    """One batch."""
    row = session.get(ProofBatch, batch_id)
    if row is None:
        return None
    statement = select(ProofBatchItem).where(ProofBatchItem.batch_id == batch_id)
    items = session.exec(statement.order_by(col(ProofBatchItem.turn))).all()
    signs = signs_by_id(session, [item.sign_id for item in items])
    known = proofed(session, list(signs.values()))
    found = []
    for item in items:
        one = known[item.sign_id]
        found.append(ProofedFace(one.sign, one.face, one.form, one.approved, one.by_line, item))
    return BatchView(row, found)


def proofed(session: Session, signs: Collection[Sign]) -> dict[str, ProofedSign]:
    """The faces of these signs beside what is approved now, by sign."""
    faces = faces_of(session, [sign.id for sign in signs])
    known = {one.id: one for one in formats(session)}
    lines = surveyed(session, [sign.place_id for sign in signs])
    found = {}
    for sign in signs:
        face, place = faces.get(sign.id), lines.get(sign.place_id)
        form = known.get(face.format_id or "") if face else None
        by_line = ground_by_line(place.geojson) if place else None
        found[sign.id] = ProofedSign(sign, face, form, wording_for(session, sign), by_line)
    return found


def drawing_of(sign: Sign, face: SignFace | None, form: SignFormat | None, base_url: str) -> Face:
    """The face of a sign; proportions alone where it has no format. `base_url` begins its QR."""
    plate = Plate(
        sign.text_hanzi,
        sign.text_roman,
        Ground(sign.colour_ground),
        minority=face.text_minority if face else "",
        arrows=face.arrows if face else "",
        code=grouped(sign.code),
        url=f"{base_url}/s/{sign.code}",
    )
    return draw(plate, form_of(form) if form else UNSIZED)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch in a list: how many faces came out how."""

    batch: ProofBatch
    counts: dict[str, int]

    @property
    def waiting(self) -> int:
        """Faces that somebody still has to decide."""
        return self.counts.get(ProofOutcome.WAITING.value, 0)

    @property
    def all(self) -> int:
        """All faces."""
        return sum(self.counts.values())


def batches(session: Session, before: int | None = None) -> list[BatchRow]:
    """Forty batches, newest first; those with a smaller number than `before`."""
    statement = select(ProofBatch)
    if before is not None:
        statement = statement.where(ProofBatch.number < before)
    rows = session.exec(statement.order_by(col(ProofBatch.number).desc()).limit(BATCHES)).all()
    numbers: dict[str, dict[str, int]] = {row.id: {} for row in rows}
    counted = (
        select(ProofBatchItem.batch_id, ProofBatchItem.outcome, func.count())
        .where(col(ProofBatchItem.batch_id).in_(list(numbers)))
        .group_by(col(ProofBatchItem.batch_id), col(ProofBatchItem.outcome))
    )
    for ident, outcome, number in session.exec(counted):
        numbers[ident][outcome] = number
    return [BatchRow(row, numbers[row.id]) for row in rows]


def batch_of_waiting(session: Session, sign_id: str) -> str | None:
    """The batch in which a sign waits for its decision."""
    item = waiting_item_of(session, sign_id)
    return item.batch_id if item else None


def last_batch_number(session: Session) -> int:
    """The number of the newest batch; 0 before the first."""
    return session.exec(select(func.max(ProofBatch.number))).one() or 0


def waiting_item_of(session: Session, sign_id: str) -> ProofBatchItem | None:
    """The item of a batch in which a sign waits for its decision."""
    statement = select(ProofBatchItem).where(
        ProofBatchItem.sign_id == sign_id, ProofBatchItem.outcome == ProofOutcome.WAITING.value
    )
    return session.exec(statement).one_or_none()
