"""Batches of proofs: many faces sent together to a second person, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.core import journal
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage.models import ProofBatch, ProofBatchItem, Sign
from registry.signage.queries.proofing import (
    MOST_FACES,
    BatchView,
    batch,
    candidates,
    last_batch_number,
)
from registry.signage.rules.kinds import Arrow, Ground
from registry.signage.services.proofs import approve_proof, prepare_proof, return_proof
from registry.signage.services.requirements import found as requirement_found


@dataclass(frozen=True, slots=True)
class Drawn:
    """A face as the planner wants it; None: as the approved name and the mapped road have it."""

    requirement_id: str
    hanzi: str | None = None
    roman: str | None = None
    ground: Ground | None = None
    format_id: str | None = None
    arrows: Arrow | None = None


def send_batch(work: Work, drawn: Sequence[Drawn], *, note: str = "") -> ProofBatch:
    """Send these faces as one batch; all of them, or none where one may not be cast.

    Raises:
        Invalid: no face or more than sixty (`position`); for each face what the spelling guard
            says, under `hanzi_<position>`, `roman_<position>`, `format_<position>`, or
            `position` where it has a proof already or is exempt.
        Forbidden: a position outside the actor's divisions. NotFound: an unknown position.
    """
    if not drawn:
        raise Invalid({"position": [T("请至少选一块牌面")]})
    if len(drawn) > MOST_FACES:
        raise Invalid({"position": [T("一批最多 %(n)d 块，请分成几批", n=MOST_FACES)]})
    faults: dict[str, list[Text]] = {}
    signs = []
    for one in drawn:
        hanzi, roman, ground = _whole(work, one)
        try:
            sign = prepare_proof(
                work,
                one.requirement_id,
                text_hanzi=hanzi,
                text_roman=roman,
                ground=ground,
                format_id=one.format_id,
                arrows=one.arrows,
            )
            signs.append(sign)
        except Invalid as invalid:
            for name, texts in invalid.fields.items():
                faults[f"{name.removeprefix('text_')}_{one.requirement_id}"] = texts
        except Conflict as conflict:
            words = T("“%(name)s”：%(what)s", name=hanzi, what=conflict.message)
            faults.setdefault("position", []).append(words)
    if faults:
        raise Invalid(faults)
    return _sent(work, signs, note)


def _sent(work: Work, signs: Sequence[Sign], note: str) -> ProofBatch:
    sent = ProofBatch(
        number=last_batch_number(work.session) + 1,
        prepared_by_name=work.actor.name,
        note=note,
        **stamp(work),
    )
    work.session.add(sent)
    work.session.flush()
    work.session.add_all(
        ProofBatchItem(batch_id=sent.id, sign_id=sign.id, turn=turn)
        for turn, sign in enumerate(signs, start=1)
    )
    work.session.flush()
    after = {"number": sent.number, "signs": [sign.id for sign in signs], "note": note}
    journal.record(work, "signage.proofs_sent", ("proof_batch", sent.id), after=after)
    return sent


def _whole(work: Work, one: Drawn) -> tuple[str, str, Ground]:
    """Text and ground of a face, with what is approved where the planner said nothing."""
    if one.hanzi is not None and one.roman is not None and one.ground is not None:
        return one.hanzi, one.roman, one.ground
    (known,) = candidates(work.session, [requirement_found(work, one.requirement_id)])
    hanzi = known.wording.hanzi if one.hanzi is None else one.hanzi
    roman = known.wording.roman if one.roman is None else one.roman
    return hanzi, roman, one.ground or known.ground


@dataclass(frozen=True, slots=True)
class Decided:
    """What the second person says about one face, having seen a version of it."""

    sign_id: str
    approve: bool
    seen_version: int
    reason: str = ""


def batch_found(work: Work, batch_id: str) -> BatchView:
    """The batch, or NotFound `signage.batch_unknown`."""
    view = batch(work.session, batch_id)
    if view is None:
        raise NotFound("signage.batch_unknown", T("没有这一批校样"))
    return view


def decide_batch(work: Work, batch_id: str, decided: Sequence[Decided]) -> BatchView:
    """Approve or return these faces of a batch; all of them, or none where one cannot be.

    Raises:
        As `approve_proof` for whoever prepared it, and outside one's divisions. Invalid: nothing
            was decided, or a face that does not wait in this batch (`face`); under
            `reason_<sign>` a return without a reason; under `face_<sign>` a face whose name
            has changed, or that somebody else decided meanwhile.
        NotFound: `signage.batch_unknown`.
    """
    view = batch_found(work, batch_id)
    waiting = {one.sign.id for one in view.faces if one.is_waiting}
    if not decided:
        raise Invalid({"face": [T("请至少决定一块牌面")]})
    if not {one.sign_id for one in decided} <= waiting:
        raise Invalid({"face": [T("选中的牌面里有不在这一批的，或者已经有人决定的")]})
    faults: dict[str, list[Text]] = {}
    for one in decided:
        try:
            if one.approve:
                approve_proof(work, one.sign_id, seen_version=one.seen_version)
            else:
                return_proof(work, one.sign_id, reason=one.reason, seen_version=one.seen_version)
        except Forbidden:
            raise
        except Invalid as invalid:
            faults[f"reason_{one.sign_id}"] = invalid.fields["reason"]
        except (Conflict, Refused) as refused:
            faults[f"face_{one.sign_id}"] = [refused.message]
    if faults:
        raise Invalid(faults)
    return batch_found(work, batch_id)
