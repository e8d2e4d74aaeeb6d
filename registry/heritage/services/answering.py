"""异议: taking one in from anybody, and answering it."""

from __future__ import annotations

import secrets
from dataclasses import replace

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.actor import ANONYMOUS
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.ids import ALPHABET
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.heritage.models import Nomination, Notice, Objection
from registry.heritage.rules import Ground, Outcome, Status
from registry.heritage.rules.drafts import ObjectionText
from registry.heritage.rules.notice import effective_end, is_late
from registry.heritage.services.moving import load, require_impartial


def object_(work: Work, notice_id: str, *, text: ObjectionText) -> Objection:
    """Take in an objection from anybody, signed in or not; late ones are marked, not refused.

    The journal and the row name nobody: who objects is confidential (条例 art. 33), and an account
    that happened to be signed in must not give it away.

    Raises:
        NotFound: unknown notice. Refused: `heritage.notice_not_begun`, `heritage.notice_over`
        once the file is decided or withdrawn.
    """
    notice = work.session.get(Notice, notice_id)
    if notice is None:
        raise NotFound("heritage.unknown_notice", T("没有这份公示"))
    nomination = work.session.get_one(Nomination, notice.nomination_id)
    if work.at < notice.starts_at:
        raise Refused("heritage.notice_not_begun", T("公示还没有开始"))
    if nomination.status != Status.NOTICE or notice.ended_without_at is not None:
        message = T("这份公示已经办结，不再接收异议；如有新的证据，请与公示上的联系人联系")
        raise Refused("heritage.notice_over", message)
    nobody = replace(work, actor=ANONYMOUS)
    objection = Objection(
        **stamp(nobody),
        notice_id=notice.id,
        nomination_id=nomination.id,
        receipt=_receipt(),
        ground=Ground(text.ground).value,
        text=text.text,
        evidence=text.evidence,
        person_name=text.person_name,
        person_contact=text.person_contact,
        received_at=work.at,
        late=is_late(work.at, effective_end(notice.ends_at, notice.closed_early_at)),
    )
    work.session.add(objection)
    work.session.flush()
    after = {"notice": notice.id, "ground": objection.ground, "late": objection.late}
    journal.record(nobody, "heritage.objected", ("objection", objection.id), after=after)
    return objection


def _receipt() -> str:
    # 60 bits of chance: a receipt opens the state of an objection, so it must not be guessable.
    return "".join(secrets.choice(ALPHABET) for _ in range(12)).upper()


def answer(
    work: Work, objection_id: str, *, outcome: Outcome, text: str, public_summary: str
) -> Objection:
    """Answer an objection; `public_summary` and `text` are what the public will read of it.

    Raises:
        Forbidden: needs `heritage.answer` for the division, and not one's own file.
        Invalid: fields `answer`, `public_summary`; Conflict: `heritage.already_answered`.
    """
    objection = work.session.get(Objection, objection_id)
    if objection is None:
        raise NotFound("heritage.unknown_objection", T("没有这条异议"))
    nomination = load(work, objection.nomination_id)
    work.actor.require(Permission.ANSWER, nomination.division_path)
    require_impartial(work, nomination)
    _check_words(objection, text, public_summary)
    statement = (
        update(Objection)
        .where(col(Objection.id) == objection_id, col(Objection.outcome).is_(None))
        .values(
            outcome=Outcome(outcome).value,
            answer=text.strip(),
            public_summary=public_summary.strip(),
            answered_at=work.at,
            answered_by=work.actor.id,
            answered_by_name=work.actor.name,
        )
        .execution_options(synchronize_session=False)
    )
    written = rowcount(work.session.exec(statement))
    work.session.refresh(objection)
    if written != 1:
        raise Conflict("heritage.already_answered", T("这条异议已经有人答复了"))
    after = {"outcome": objection.outcome, "answer": objection.answer}
    journal.record(work, "heritage.answered", ("objection", objection_id), after=after)
    return objection


def _check_words(objection: Objection, text: str, public_summary: str) -> None:
    faults = {}
    personal = (objection.person_name.strip(), objection.person_contact.strip())
    for field, words in (("answer", text), ("public_summary", public_summary)):
        if not words.strip():
            faults[field] = [T("请填写这一项")]
        elif any(len(part) > 1 and part in words for part in personal):
            faults[field] = [T("这里会公开，不能写异议人的姓名或联系方式")]
    if faults:
        raise Invalid(faults)
