"""From the drawing board to the workshop: proof, approval by a second person, manufacture."""

from __future__ import annotations

from datetime import date

from registry.accounts.rules import Permission
from registry.core import glyphs, journal, scripts
from registry.core.clock import china_date
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage import queries
from registry.signage.models import Sign, SignFace, SignRequirement
from registry.signage.queries.maker_orders import held_by_order
from registry.signage.queries.proofing import formats, waiting_item_of
from registry.signage.queries.wordings import Wording
from registry.signage.rules.codes import new_code
from registry.signage.rules.kinds import Arrow, Ground, SignFamily
from registry.signage.rules.states import ProofOutcome, RequirementStatus, SignStep
from registry.signage.rules.wording import hanzi_faults, roman_faults
from registry.signage.services.counting import count_sign
from registry.signage.services.moving import step_sign
from registry.signage.services.requirements import found as requirement_found


def prepare_proof(
    work: Work,
    requirement_id: str,
    *,
    text_hanzi: str,
    text_roman: str,
    ground: Ground,
    format_id: str | None = None,
    arrows: Arrow | None = None,
) -> Sign:
    """Draw up the face for a required position; the sign gets its code here.

    Only the standard name or its registered short form may be cast, in its own spelling. Without a
    format the newest one for the type of sign is taken, and none where nobody has entered any.

    Raises:
        Invalid: each difference from the approved text, named; English generics; characters that no
            shipped font can draw, minority script included; a format for another type of sign.
        Conflict: `signage.not_open` where the position is exempt, `signage.step_not_open` where a
            proof is approved already.
    """
    row = requirement_found(work, requirement_id)
    work.actor.require(Permission.PROOF_PREPARE, row.division_path)
    if row.status == RequirementStatus.EXEMPT:
        raise Conflict("signage.not_open", T("这个点位已经免设，不需要校样"))
    wanted, faults = _compared(work, row.place_id, text_hanzi, text_roman)
    fitting = [one for one in formats(work.session) if one.sign_type == row.sign_type]
    if format_id is not None and format_id not in {one.id for one in fitting}:
        faults["format"] = [T("请从列出的选项中选择")]
    if faults:
        raise Invalid(faults)
    sign = queries.live_sign_of(work.session, row.id) or _plan(work, row)
    values = {
        "text_hanzi": text_hanzi,
        "text_roman": text_roman,
        "colour_ground": ground.value,
        "proof_prepared_by": work.actor.id,
        "proof_prepared_at": work.at,
        "proof_note": "",
    }
    step_sign(work, sign, SignStep.PREPARE_PROOF, values=values)
    face = work.session.get(SignFace, sign.id) or SignFace(sign_id=sign.id)
    face.format_id = format_id or (fitting[0].id if fitting else None)
    face.text_minority = wanted.minority
    face.arrows = arrows.value if arrows else ""
    work.session.add(face)
    work.session.flush()
    after = {name: getattr(face, name) for name in ("format_id", "text_minority", "arrows")}
    journal.record(work, "signage.face_drawn", ("sign", sign.id), after=after)
    return sign


def _plan(work: Work, row: SignRequirement) -> Sign:
    family = SignFamily.HERITAGE if row.is_heritage else SignFamily.PLACE_NAME
    sign = Sign(
        requirement_id=row.id,
        place_id=row.place_id,
        county_id=row.county_id,
        division_path=row.division_path,
        stratum=row.stratum,
        is_heritage=row.is_heritage,
        code=new_code(),
        family=family.value,
        body_type=row.body_type,
        text_hanzi="",
        text_roman="",
        **stamp(work),
    )
    work.session.add(sign)
    work.session.flush()
    after = {"code": sign.code, "requirement_id": row.id, "family": sign.family}
    journal.record(work, "signage.sign_planned", ("sign", sign.id), after=after)
    count_sign(work.session, sign, None)
    return sign


def _check_text(work: Work, place_id: str, hanzi: str, roman: str) -> Wording:
    wanted, faults = _compared(work, place_id, hanzi, roman)
    if faults:
        raise Invalid(faults)
    return wanted


def _compared(
    work: Work, place_id: str, hanzi: str, roman: str
) -> tuple[Wording, dict[str, list[Text]]]:
    """The wording that was meant, and by field how the text differs from it."""
    allowed = queries.wordings(work.session, place_id)
    if not allowed:
        raise NotFound("places.unknown", T("没有这个地名"))
    # The one it was meant to be, else the standard name, which stands last.
    wanted = next((one for one in allowed if one.hanzi == hanzi), allowed[-1])
    faults: dict[str, list[Text]] = {}
    if found := hanzi_faults(hanzi, wanted.hanzi):
        faults["text_hanzi"] = found
    if not wanted.roman:
        faults["text_roman"] = [T("这个地名还没有审定的罗马字母拼写，请先审定再出校样")]
    elif found := roman_faults(roman, wanted.roman):
        faults["text_roman"] = found
    for name, text in (("text_hanzi", hanzi), ("text_roman", roman)):
        if lacking := glyphs.undrawable(text):
            faults.setdefault(name, []).append(scripts.cannot_draw(lacking))
    if found := scripts.faults(wanted.minority):
        faults["text_minority"] = found
    return wanted, faults


def sign_found(work: Work, sign_id: str) -> Sign:
    """The sign, or NotFound."""
    sign = queries.sign(work.session, sign_id)
    if sign is None:
        raise NotFound("signage.sign_unknown", T("没有这块标志"))
    return sign


def approve_proof(work: Work, sign_id: str, *, seen_version: int | None = None) -> Sign:
    """Let a proof go to the workshop; by another person than the one who prepared it.

    Raises:
        Forbidden: `signage.own_proof`.
        Refused: `signage.name_changed` where the approved name changed since the proof.
        Conflict: the proof is not waiting, or changed since it was read.
    """
    sign = sign_found(work, sign_id)
    work.actor.require(Permission.PROOF_APPROVE, sign.division_path)
    if work.actor.id is not None and sign.proof_prepared_by == work.actor.id:
        raise Forbidden("signage.own_proof", T("自己出的校样要由另一个人审定"))
    try:
        wanted = _check_text(work, sign.place_id, sign.text_hanzi, sign.text_roman)
    except Invalid as fault:
        words = next(iter(fault.fields.values()))[0]
        raise Refused(
            "signage.name_changed", T("校样与现行标准名不一致：%(what)s", what=words)
        ) from fault
    face = work.session.get(SignFace, sign.id)
    if (face.text_minority if face else "") != wanted.minority:
        raise Refused("signage.name_changed", T("校样上的少数民族文字与现行标准名不一致"))
    values = {"proof_approved_by": work.actor.id, "proof_approved_at": work.at}
    step_sign(work, sign, SignStep.APPROVE_PROOF, values=values, seen_version=seen_version)
    _note(work, sign, ProofOutcome.APPROVED)
    return sign


def return_proof(work: Work, sign_id: str, *, reason: str, seen_version: int | None = None) -> Sign:
    """Send a proof back with a reason; the sign keeps its code.

    Raises:
        Invalid: without a reason.
        Conflict: the proof is not waiting, or changed since it was read.
    """
    sign = sign_found(work, sign_id)
    work.actor.require(Permission.PROOF_APPROVE, sign.division_path)
    if not reason.strip():
        raise Invalid({"reason": [T("请写明退回的原因")]})
    step_sign(
        work,
        sign,
        SignStep.RETURN_PROOF,
        values={"proof_note": reason},
        reason=reason,
        seen_version=seen_version,
    )
    _note(work, sign, ProofOutcome.RETURNED, reason)
    return sign


def withdraw_proof(work: Work, sign_id: str, *, reason: str) -> Sign:
    """Take a proof back to the drawing board, an approved one too, before anything is made of it.

    Raises:
        Invalid: without a reason. Conflict: there is no proof to take back, or
            `signage.on_maker_order` while an order holds the sign.
    """
    sign = sign_found(work, sign_id)
    work.actor.require(Permission.PROOF_PREPARE, sign.division_path)
    if not reason.strip():
        raise Invalid({"reason": [T("请写明收回的原因")]})
    if held_by_order(work.session, [sign.id]):
        raise Conflict(
            "signage.on_maker_order",
            T("这块牌已经交给厂家制作，不能收回校样"),
            advice=T("先取消那张制作单"),
        )
    values = {"proof_note": reason, "proof_approved_by": None, "proof_approved_at": None}
    step_sign(work, sign, SignStep.WITHDRAW_PROOF, values=values, reason=reason)
    _note(work, sign, ProofOutcome.WITHDRAWN, reason)
    return sign


def _note(work: Work, sign: Sign, outcome: ProofOutcome, reason: str = "") -> None:
    """Write into its batch what became of a face; the journal has it with the sign."""
    item = waiting_item_of(work.session, sign.id)
    if item is None:
        return
    item.outcome, item.reason = outcome.value, reason
    item.decided_at, item.decided_by_name = work.at, work.actor.name
    work.session.add(item)
    work.session.flush()


def mark_made(
    work: Work, sign_id: str, *, maker: str, batch: str = "", made_on: date | None = None
) -> Sign:
    """Say that the plate came from the workshop; from now on it is on the crew's list.

    Raises:
        Invalid: a date in the future.
        Conflict: the proof is not approved.
    """
    sign = sign_found(work, sign_id)
    work.actor.require(Permission.SIGN_MAKE, sign.division_path)
    today = china_date(work.at)
    if made_on is not None and made_on > today:
        raise Invalid({"made_on": [T("制作日期在将来")]})
    values = {"maker": maker, "batch": batch, "made_on": made_on or today}
    step_sign(work, sign, SignStep.MAKE, values=values)
    return sign


def remove_sign(work: Work, sign_id: str, *, reason: str) -> Sign:
    """Take a sign out of service; its row and code stay for ever.

    Raises:
        Invalid: without a reason.
        Conflict: it is removed already.
    """
    sign = sign_found(work, sign_id)
    work.actor.require(Permission.REQUIRE_SIGN, sign.division_path)
    if not reason.strip():
        raise Invalid({"reason": [T("请写明撤除的原因")]})
    step_sign(work, sign, SignStep.REMOVE, reason=reason)
    return sign
