"""What the page of a place shows of heritage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.heritage.queries.candidates import candidates
from registry.heritage.queries.lists import recognitions_by_place
from registry.heritage.queries.nominations import nominations_of_place
from registry.heritage.queries.notices import current_notice
from registry.heritage.queries.programmes import programme
from registry.heritage.queries.standing import keeps_off
from registry.heritage.rules import Status
from registry.heritage.rules.reading import may_read
from registry.heritage.rules.states import STATUS_LABELS, STATUS_TONES
from registry.places import queries as place_queries


def place_panel(session: Session, actor: Actor, place_id: str) -> Mapping[str, Any] | None:
    """Recognitions, running notices, candidate records, and for staff the files; None if nothing.

    Keys: `place_id`, `recognitions`, `notices`, `candidates`, `files` (list of nomination,
    programme, status_label, status_tone), `may_nominate`, `may_announce`.
    """
    files = nominations_of_place(session, place_id)
    running = [
        view
        for file in files
        if file.status == Status.NOTICE and (view := current_notice(session, file.id)) is not None
    ]
    shown = [
        {
            "nomination": file,
            "programme": programme(session, file.programme_id),
            "status_label": STATUS_LABELS[Status(file.status)],
            "status_tone": STATUS_TONES[Status(file.status)],
        }
        for file in files
        if may_read(
            actor,
            compiler_id=file.compiler_id,
            status=Status(file.status),
            division_path=file.division_path,
        )
        and not keeps_off(session, file, actor)
    ]
    card = place_queries.place_card(session, place_id)
    context = {
        "place_id": place_id,
        "recognitions": recognitions_by_place(session, [place_id]).get(place_id, []),
        "notices": running,
        "candidates": candidates(session, place_id),
        "files": shown,
        "may_announce": card is not None and actor.may(Permission.NOTICE, card.division_path),
        "may_nominate": card is not None and actor.may(Permission.NOMINATE, card.division_path),
    }
    anything = any(value for key, value in context.items() if key != "place_id")
    return context if anything else None
