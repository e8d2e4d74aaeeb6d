"""The decision after notice: recognise, reject, or return for evidence."""

from __future__ import annotations

from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Invalid, Refused
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import Nomination, Programme, Recognition
from registry.heritage.queries import NoticeView
from registry.heritage.rules import Action, IssuerNature, Recognised, Status
from registry.heritage.rules.notice import decision_fault, document_number, effective_end
from registry.heritage.rules.states import AFTERWARDS, Level
from registry.heritage.services.duties import Approval, open_duties
from registry.heritage.services.listing import next_edition, publish_edition
from registry.heritage.services.marking import follow
from registry.heritage.services.moving import (
    check_seen,
    end_notice,
    load,
    move,
    programme_of,
    require_reviewer,
)
from registry.places import queries as place_queries
from registry.places import services as place_services


def decide(
    work: Work,
    nomination_id: str,
    *,
    action: Action,
    reason: str,
    seen_version: int,
    document_no: str = "",
) -> Recognition | None:
    """Recognise, reject or return a file that has passed its levels.

    A recognition enters a new edition of the list, protects the name (条例 art. 25) and is
    announced to whoever listens, all in this unit of work; else None comes back.

    Raises:
        Forbidden: needs `heritage.decide` for the division, and not one's own file.
        Refused: `heritage.not_now`, `heritage.notice_running` (window open, or an objection
        without an answer), `heritage.consents_missing` (a department named in the rules has not
        signed). Invalid: fields `reason`, `document_no`. Conflict: someone was first.
    """
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    if nomination.status in set(Level):
        raise Refused("heritage.not_now", T("这份申报还在审核环节，要由那一级的审核人办理"))
    if action in AFTERWARDS:
        raise Refused("heritage.not_now", T("暂停、恢复和撤销认定要另行办理"))
    require_reviewer(work, nomination, action)
    was_notified = nomination.status == Status.NOTICE
    if action is Action.RECOGNISE and was_notified:
        document_no = _check(work, nomination, document_no)
    move(work, nomination, action, reason=reason, seen_version=seen_version)
    if action is Action.RECOGNISE:
        return _recognise(work, nomination, document_no)
    if was_notified:
        end_notice(work, nomination)
    return None


def _check(work: Work, nomination: Nomination, document_no: str) -> str:
    notice = queries.current_notice(work.session, nomination.id)
    if notice is None:
        raise Refused("heritage.notice_running", T("没有找到这份申报的公示"))
    ends_at = effective_end(notice.ends_at, notice.closed_early_at)
    fault = decision_fault(work.at, ends_at, queries.open_objections(work.session, nomination.id))
    if fault is not None:
        raise Refused("heritage.notice_running", fault)
    _require_name_shown(work, notice)
    _programme, rules = programme_of(work, nomination)
    lacking = len(queries.sign_off(work.session, nomination, rules).missing)
    if lacking:
        message = T("还有 %(n)d 个部门没有会签，现在不能认定", n=lacking)
        advice = T("在“会签”里记下各部门的文号和扫描件，全部会签以后再认定。")
        raise Refused("heritage.consents_missing", message, advice=advice)
    number = document_number(document_no)
    if number is None:
        raise Invalid({"document_no": [T("请按文号的格式填写，例如 民地字〔2014〕142号")]})
    return number


def _require_name_shown(work: Work, notice: NoticeView) -> None:
    # The public saw one name; another may not enter the list, nor be protected, in its place.
    shown, place_id = notice.snapshot["place"]["name"], notice.snapshot["place"]["id"]
    card = place_queries.place_card(work.session, place_id)
    if card is not None and card.standard_name != shown:
        names = {"shown": shown, "now": card.standard_name}
        raise Refused(
            "heritage.name_changed",
            T("公示的是“%(shown)s”，现在的标准名是“%(now)s”，不能认定", **names),
            advice=T("请退回补证或者撤回，按现在的名称重新公示。"),
        )


def _consents(work: Work, notice: NoticeView | None) -> list[str]:
    found = [] if notice is None else queries.consents_of_notice(work.session, notice.id)
    return [f"{one.department} {one.document_no}" for one in found]


def _named(nomination: Nomination) -> dict[str, str]:
    return {"name": nomination.place_name, "division": nomination.division_text}


def _recognise(work: Work, nomination: Nomination, document_no: str) -> Recognition:
    programme, _rules = programme_of(work, nomination)
    notice = queries.current_notice(work.session, nomination.id)
    # What enters the list is what the public was shown, word for word.
    shown = _named(nomination) if notice is None else notice.snapshot["place"]
    edition = next_edition(work, programme, document_no)
    recognition = Recognition(
        **stamp(work),
        nomination_id=nomination.id,
        place_id=nomination.place_id,
        programme_id=programme.id,
        programme_key=programme.key,
        edition_id=edition.id,
        edition_number=edition.number,
        place_name=shown["name"],
        division_text=shown["division"],
        document_no=document_no,
        recognised_on=china_date(work.at),
        decided_by_name=work.actor.name,
    )
    work.session.add(recognition)
    work.session.flush()
    # 条例 art. 13, 14 and 25 are about approvals and lists of authorities: an association's title
    # protects no name, has nothing to file or announce, and asks for no sign.
    is_official = IssuerNature(programme.issuer_nature) is IssuerNature.GOVERNMENT
    if is_official:
        basis = f"{programme.title} {document_no}"
        place_services.protect_name(work, nomination.place_id, basis=basis)
    follow(work.session, [nomination.place_id])
    after = {
        "recognition": recognition.id,
        "document_no": document_no,
        "edition": edition.number,
        "notice_sha256": None if notice is None else notice.sha256,
        "consents": _consents(work, notice),
        "list_sha256": publish_edition(work, programme, edition),
    }
    journal.record(work, "heritage.listed", ("recognition", recognition.id), after=after)
    if is_official:
        _make_known(work, programme, recognition)
    return recognition


def _make_known(work: Work, programme: Programme, recognition: Recognition) -> None:
    """Open the duties that follow from an approval, and tell whoever listens."""
    document_no = recognition.document_no
    approval = Approval(recognition.place_id, programme.issuer, recognition.recognised_on)
    open_duties(work, approval, document_no=document_no, recognition_id=recognition.id)
    work.announce(
        Recognised(
            place_id=recognition.place_id,
            recognition_id=recognition.id,
            place_name=recognition.place_name,
            programme_title=programme.title,
            simulated=recognition.simulated,
        )
    )
