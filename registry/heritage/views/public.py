"""What anybody reads: the lists, the programmes, the notices, a recognition."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import NotFound
from registry.core.text import T
from registry.edge import access, http
from registry.heritage import queries
from registry.heritage.queries import CandidateView
from registry.heritage.rules import Status
from registry.heritage.rules.candidates import LIST_LABELS
from registry.heritage.rules.certificate import same_code, verification_code
from registry.heritage.rules.duties import DUTY_LABELS, DUTY_TONES
from registry.heritage.rules.eras import DYNASTIES, REIGNS, SOURCE
from registry.heritage.rules.line import frozen_line
from registry.heritage.rules.parts import PARTS
from registry.heritage.rules.reading import TAKING_PART, may_read
from registry.heritage.views.certificates import certified
from registry.heritage.views.duties import frozen
from registry.heritage.views.pages import WORDS, blueprint, words_of
from registry.places import queries as place_queries


@blueprint.get("/heritage")
@access.public
def heritage_index() -> ResponseReturnValue:
    """Protection lists by edition, running and past notices, programmes, candidate records."""
    now = http.runtime().clock.now()
    with http.reading() as session:
        every = queries.notices(session)
        rounds = _rounds(every)
        chosen = request.args.get("batch", "")
        # A batch that nobody knows shows all, as the address without it does.
        notices = (
            [view for view in every if _round_of(view) == chosen] if chosen in rounds else every
        )
        lists = queries.protection_list(session)
        ids = {view.place_id for editions in lists.values() for e in editions for view in e.added}
        return http.page(
            "heritage/heritage_index.html",
            active="heritage",
            programmes=queries.programmes(session),
            lists=lists,
            rounds=rounds,
            chosen_round=chosen,
            cards=place_queries.place_cards(session, sorted(ids)),
            running=[view for view in notices if view.is_running(now)],
            coming=[view for view in notices if view.starts_at > now and not view.ended_without_at],
            past=[view for view in notices if view.starts_at <= now and not view.is_running(now)],
            groups=_groups(queries.candidates(session)),
            announcements=queries.announcements(session),
            may_found=http.actor().may(Permission.DECIDE, ""),
            may_announce=http.actor().may(Permission.NOTICE),
            takes_part=any(http.actor().may(permission) for permission in TAKING_PART),
            **WORDS,
        )


def _round_of(view: queries.NoticeView) -> str:
    """A batch as an address names it: names of batches repeat from programme to programme."""
    batch = str(view.snapshot.get("batch", ""))
    return f"{view.snapshot['programme']['key']}:{batch}" if batch else ""


def _rounds(notices: list[queries.NoticeView]) -> dict[str, str]:
    """The batches that notices were published in, in words, by their part of an address."""
    named = [view for view in notices if _round_of(view)]
    return {
        _round_of(view): f"{view.snapshot['programme']['title']} · {view.snapshot['batch']}"
        for view in named
    }


def _groups(
    candidates: list[CandidateView],
) -> list[tuple[str, str, list[CandidateView]]]:
    """(list, class, records): grouped as the lists are, in their order."""
    grouped: dict[tuple[str, str], list[CandidateView]] = {}
    for view in candidates:
        grouped.setdefault((view.list_key, view.programme_class), []).append(view)
    return [(key, kind, views) for (key, kind), views in grouped.items()]


@blueprint.app_template_filter("list_label")
def list_label(key: str) -> object:
    """What a list of candidate records is called; its key where it has no name here."""
    return LIST_LABELS.get(key, key)


@blueprint.get("/heritage/notices/<notice_id>")
@access.public
def notice_show(notice_id: str) -> ResponseReturnValue:
    """One public notice: its frozen content and hash, its clock, the objection form."""
    return notice_page(notice_id)


def notice_page(notice_id: str, *, status: int = 200, **more: object) -> ResponseReturnValue:
    """The page of a notice, also as the answer to an objection with faults."""
    from registry.heritage.rules.notice import GROUND_LABELS

    now = http.runtime().clock.now()
    with http.reading() as session:
        notice = known_notice(session, notice_id)
        return http.page(
            "heritage/notice_show.html",
            status=status,
            active="heritage",
            notice=notice,
            snapshot=notice.snapshot,
            parts=PARTS,
            programme=queries.programme(session, notice.programme_id),
            objections=queries.public_objections(session, notice_id),
            consents=queries.consents_of_notice(session, notice_id),
            takes_objections=notice.takes_objections(now),
            is_running=notice.is_running(now),
            grounds=[(ground.value, label) for ground, label in GROUND_LABELS.items()],
            **WORDS,
            **more,
        )


def known_notice(session: Session, notice_id: str) -> queries.NoticeView:
    """The notice, or `NotFound`."""
    notice = queries.notice(session, notice_id)
    if notice is None:
        raise NotFound("heritage.unknown_notice", T("没有这份公示"))
    return notice


@blueprint.get("/heritage/notices/<notice_id>/snapshot.json")
@access.public
def notice_snapshot(notice_id: str) -> ResponseReturnValue:
    """The frozen content, byte for byte as it was hashed."""
    with http.reading() as session:
        notice = known_notice(session, notice_id)
    return frozen(notice.snapshot_text, notice.sha256)


@blueprint.get("/heritage/recognitions/<recognition_id>")
@access.public
def recognition_show(recognition_id: str) -> ResponseReturnValue:
    """One recognised name: list, document, its evidence and the way it was decided."""
    with http.reading() as session:
        recognition = queries.recognition(session, recognition_id)
        if recognition is None:
            raise NotFound("heritage.unknown_recognition", T("没有这条认定"))
        notices = queries.notices_of(session, recognition.nomination_id)
        # The text that was decided on is the last that was before the public.
        snapshot = notices[0].snapshot if notices else None
        today = china_date(http.runtime().clock.now())
        typed = request.args.get("code", "")[:40]
        return http.page(
            "heritage/recognition_show.html",
            active="heritage",
            recognition=recognition,
            card=place_queries.place_card(session, recognition.place_id),
            snapshot=snapshot,
            line=frozen_line(snapshot) if snapshot else None,
            names=queries.names_line_of_file(session, recognition.nomination_id),
            acts=queries.decisions(session, recognition.nomination_id),
            notices=notices,
            consents=queries.consents_of_notice(session, notices[0].id) if notices else [],
            duties=queries.duties_of_recognition(session, recognition_id, today),
            duty_labels=DUTY_LABELS,
            duty_tones=DUTY_TONES,
            code_typed=typed,
            code_matches=same_code(typed, verification_code(certified(recognition))),
            may_print=_may_print(session, recognition),
            visits=queries.public_visits(session, recognition.nomination_id),
            objections=[
                objection
                for notice in notices
                for objection in queries.public_objections(session, notice.id)
            ],
            **words_of(is_government=recognition.is_government),
        )


def _may_print(session: Session, found: queries.RecognitionView) -> bool:
    file = queries.nomination(session, found.nomination_id)
    in_force = found.revoked_at is None and found.suspended_at is None
    return in_force and file is not None and http.actor().may(Permission.DECIDE, file.division_path)


@blueprint.get("/heritage/nominations")
@access.requires(*TAKING_PART)
def nomination_list() -> ResponseReturnValue:
    """The files this person may read, the latest changed first."""
    actor = http.actor()
    with http.reading() as session:
        files = [
            file
            for file in queries.nominations(session)
            if may_read(
                actor,
                compiler_id=file.compiler_id,
                status=Status(file.status),
                division_path=file.division_path,
            )
            and not queries.keeps_off(session, file, actor)
        ]
        batches = list(dict.fromkeys(file.batch for file in files if file.batch))
        chosen = request.args.get("batch", "")
        if chosen in batches:
            files = [file for file in files if file.batch == chosen]
        programmes = {
            key: queries.programme(session, key) for key in {f.programme_id for f in files}
        }
        return http.page(
            "heritage/nomination_list.html",
            active="heritage",
            files=files,
            cards=place_queries.place_cards(session, sorted({file.place_id for file in files})),
            batches=batches,
            chosen=chosen,
            programmes=programmes,
            **WORDS,
        )


@blueprint.get("/heritage/eras")
@access.public
def era_list() -> ResponseReturnValue:
    """The table by which era texts become years, with its source."""
    return http.page(
        "heritage/era_list.html",
        active="heritage",
        dynasties=DYNASTIES,
        reigns=REIGNS,
        source=SOURCE,
    )
