"""What anybody tells of a sign by its code, and how it is answered."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.actor import ANONYMOUS
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage.models import SignHint
from registry.signage.queries.hints import hint, open_hints, path_of, told_by_code
from registry.signage.rules.codes import ALPHABET
from registry.signage.rules.hints import MOST_M, MOST_OPEN, NEEDS_WORDS, HintKind, HintOutcome


@dataclass(frozen=True, slots=True)
class HintText:
    """What somebody says; the distance in metres is from the registered position."""

    kind: HintKind
    text: str = ""
    distance_m: int | None = None
    contact: str = ""


def tell_hint(work: Work, code: str, said: HintText) -> SignHint:
    """Take in what anybody says of a sign or a doorplate, signed in or not.

    Row and journal name nobody: who reports is confidential (条例 art. 33), and an account that
    happened to be signed in must not give it away.

    Raises:
        NotFound: `signage.unknown_code`. Refused: `signage.hints_enough`.
        Invalid: every fault at once: no words where the kind says nothing by itself; a distance
            that is none on earth.
    """
    told = told_by_code(work.session, code)
    if told is None:
        raise NotFound("signage.unknown_code", T("没有登记过这个编码"))
    faults: dict[str, list[Text]] = {}
    if said.kind in NEEDS_WORDS and not said.text.strip():
        faults["text"] = [T("请写明哪里不对")]
    if said.distance_m is not None and not 0 <= said.distance_m <= MOST_M:
        faults["distance_m"] = [T("距离写 0 到 %(n)d 米", n=MOST_M)]
    if faults:
        raise Invalid(faults)
    if open_hints(work.session, told) >= MOST_OPEN:
        raise Refused("signage.hints_enough", T("这块牌子已经有很多人反映，正在处理，不用再写一次"))
    nobody = replace(work, actor=ANONYMOUS)
    row = SignHint(
        **stamp(nobody),
        sign_id=told.sign_id,
        doorplate_id=told.doorplate_id,
        kind=said.kind.value,
        text=said.text,
        distance_m=said.distance_m,
        contact=said.contact,
        receipt=_receipt(),
    )
    work.session.add(row)
    work.session.flush()
    about = {"sign_id": told.sign_id} if told.sign_id else {"doorplate_id": told.doorplate_id}
    after = {**about, "kind": row.kind, "distance_m": row.distance_m}
    journal.record(nobody, "signage.hint_told", ("sign_hint", row.id), after=after)
    return row


def _receipt() -> str:
    # 60 bits of chance: a receipt opens what came of it, so it must not be guessable.
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def settle_hint(work: Work, hint_id: str, *, outcome: HintOutcome, answer: str) -> SignHint:
    """Say what came of it; whoever holds the receipt reads the answer.

    Raises:
        NotFound: `signage.unknown_hint`. Forbidden: outside the actor's divisions.
        Invalid: no answer. Conflict: `signage.hint_settled`.
    """
    row = hint(work.session, hint_id)
    if row is None:
        raise NotFound("signage.unknown_hint", T("没有这条线索"))
    work.actor.require(Permission.REQUIRE_SIGN, path_of(work.session, row))
    if not answer.strip():
        raise Invalid({"answer": [T("请填写这一项")]})
    statement = (
        update(SignHint)
        .where(col(SignHint.id) == hint_id, col(SignHint.outcome) == "")
        .values(
            outcome=outcome.value,
            answer=answer,
            settled_at=work.at,
            settled_by_name=work.actor.name,
        )
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise Conflict("signage.hint_settled", T("这条线索已经有人处理了"))
    work.session.refresh(row)
    after = {"outcome": outcome, "answer": answer}
    journal.record(work, "signage.hint_settled", ("sign_hint", hint_id), after=after, reason=answer)
    return row
