"""Traffic signs that stand beside ours, and what is done where the two disagree."""

from __future__ import annotations

from datetime import date

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Invalid, NotFound
from registry.core.geo import Position, position_fault
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage.models import Sign, SignDisagreement
from registry.signage.queries.neighbours import disagreement
from registry.signage.rules.codes import new_code
from registry.signage.rules.kinds import SignFamily
from registry.signage.rules.neighbours import Settling
from registry.signage.rules.states import SignState
from registry.signage.services.counting import count_sign
from registry.signage.services.requirements import living


def note_traffic_sign(
    work: Work,
    place_id: str,
    *,
    hanzi: str,
    roman: str = "",
    position: Position | None,
    owner: str = "",
    seen_on: date | None = None,
) -> Sign:
    """Write down a traffic guide sign (GB 5768) of a place, with the words that are on it.

    It counts in no rate. Crews find it on their list, so that it is photographed like any other.
    Its words are what stands there: "Rd" is no fault here.

    Raises:
        NotFound, Refused: as for a required position. Forbidden: outside the actor's divisions.
        Invalid: every fault at once: no Hanzi, no position or one outside China, a day to come.
    """
    card = living(work, place_id)
    work.actor.require(Permission.REQUIRE_SIGN, card.division_path)
    faults = _faults(work, hanzi, position, seen_on)
    if faults or position is None:
        raise Invalid(faults)
    sign = Sign(
        place_id=place_id,
        county_id=card.county_id or card.division_id,
        division_path=card.division_path,
        stratum=card.stratum,
        code=new_code(),
        family=SignFamily.TRAFFIC.value,
        text_hanzi=hanzi,
        text_roman=roman,
        state=SignState.INSTALLED_CLAIMED.value,
        lon=position.lon,
        lat=position.lat,
        owner=owner,
        **stamp(work),
    )
    work.session.add(sign)
    work.session.flush()
    words = {"text_hanzi": hanzi, "text_roman": roman, "owner": owner, "seen_on": seen_on}
    after = {"place_id": place_id, "family": sign.family, "lon": sign.lon, "lat": sign.lat, **words}
    journal.record(work, "signage.traffic_sign_noted", ("sign", sign.id), after=after)
    count_sign(work.session, sign, None)
    return sign


def _faults(
    work: Work, hanzi: str, position: Position | None, seen_on: date | None
) -> dict[str, list[Text]]:
    faults: dict[str, list[Text]] = {}
    if not hanzi.strip():
        faults["text_hanzi"] = [T("请填写这一项")]
    fault = position_fault(position.lon, position.lat) if position else T("请填写这一项")
    if fault is not None:
        faults["lon"] = [fault]
    if seen_on is not None and seen_on > china_date(work.at):
        faults["seen_on"] = [T("看到的日期在将来")]
    return faults


def settle_disagreement(
    work: Work, traffic_id: str, sign_id: str, *, step: Settling, party: str = "", reason: str
) -> SignDisagreement:
    """Say what was done about two signs that disagree; open again once either says something else.

    Raises:
        NotFound: `signage.no_disagreement`: they agree, are not near, or lie elsewhere.
        Invalid: no reason; a reference without the agency it went to.
    """
    work.actor.require(Permission.REQUIRE_SIGN)
    pair = disagreement(work.session, work.actor, traffic_id, sign_id)
    if pair is None:
        raise NotFound("signage.no_disagreement", T("这两块标志没有不一致，或不在您负责的区划"))
    faults: dict[str, list[Text]] = {}
    if not reason.strip():
        faults["reason"] = [T("请填写这一项")]
    if step is Settling.REFERRED and not party.strip():
        faults["party"] = [T("请写明函告了哪个单位")]
    if faults:
        raise Invalid(faults)
    row = pair.settled or SignDisagreement(
        traffic_sign_id=traffic_id,
        sign_id=sign_id,
        step=step.value,
        reason=reason,
        texts_sha256="",
        at=work.at,
    )
    before = {"step": row.step, "party": row.party} if pair.settled else None
    row.step, row.party, row.reason = step.value, party, reason
    row.texts_sha256 = pair.texts_sha256
    row.at, row.by_name = work.at, work.actor.name
    work.session.add(row)
    work.session.flush()
    after = {"step": step, "party": party, "texts": [*_texts(pair.sign), *_texts(pair.traffic)]}
    subject = ("sign_disagreement", f"{traffic_id}-{sign_id}")
    journal.record(
        work, "signage.disagreement_settled", subject, before=before, after=after, reason=reason
    )
    return row


def _texts(sign: Sign) -> tuple[str, str]:
    return sign.text_hanzi, sign.text_roman
