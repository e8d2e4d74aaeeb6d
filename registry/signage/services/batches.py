"""Batches of proofs: many faces sent together to a second person, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.core import journal
from registry.core.errors import Conflict, Invalid
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage.models import ProofBatch, ProofBatchItem
from registry.signage.queries.proofing import MOST_FACES, last_batch_number
from registry.signage.rules.kinds import Ground
from registry.signage.services.proofs import prepare_proof


@dataclass(frozen=True, slots=True)
class Drawn:
    """A face as the planner wants it."""

    requirement_id: str
    hanzi: str
    roman: str
    ground: Ground
    format_id: str | None = None


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
        try:
            sign = prepare_proof(
                work,
                one.requirement_id,
                text_hanzi=one.hanzi,
                text_roman=one.roman,
                ground=one.ground,
                format_id=one.format_id,
            )
            signs.append(sign)
        except Invalid as invalid:
            for name, texts in invalid.fields.items():
                faults[f"{name.removeprefix('text_')}_{one.requirement_id}"] = texts
        except Conflict as conflict:
            words = T("“%(name)s”：%(what)s", name=one.hanzi, what=conflict.message)
            faults.setdefault("position", []).append(words)
    if faults:
        raise Invalid(faults)
    batch = ProofBatch(
        number=last_batch_number(work.session) + 1,
        prepared_by_name=work.actor.name,
        note=note,
        **stamp(work),
    )
    work.session.add(batch)
    work.session.flush()
    work.session.add_all(
        ProofBatchItem(batch_id=batch.id, sign_id=sign.id, turn=turn)
        for turn, sign in enumerate(signs, start=1)
    )
    work.session.flush()
    after = {"number": batch.number, "signs": [sign.id for sign in signs], "note": note}
    journal.record(work, "signage.proofs_sent", ("proof_batch", batch.id), after=after)
    return batch
