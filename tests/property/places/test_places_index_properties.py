"""After any edits, in any order, the search index is what writing it anew from the names gives."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from registry.core.actor import SYSTEM
from registry.core.clock import SystemClock
from registry.core.errors import Problem
from registry.core.events import Bus
from registry.core.work import Work
from registry.places import services
from registry.places.rules import NameKind
from registry.places.rules.merging import FIELDS
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id
from registry.places.services.index import TermRows, rebuild
from registry.places.services.late_terms import (
    PARTS,
    enter_part,
    enter_waiting,
    entered,
    waiting,
    write_late,
)
from registry.places.services.merging import merge
from registry.places.services.names import standard_name
from tests.support.search_rows import search_rows

CITY, TOWN = ("test", "1", "1"), ("test", "1", "11")
DIVISIONS = [
    NewDivision(*CITY, "某市", "city"),
    NewDivision(*TOWN, "某镇", "township", parent=CITY),
]
TEXT = st.text(alphabet="三河庄鵲𡌶", min_size=2, max_size=6)
KIND = st.sampled_from(["township", "natural_village", "road", "water"])
WHICH = st.integers(0, 5)
EDIT = st.one_of(
    st.tuples(st.just("add"), TEXT, KIND),
    st.tuples(st.just("name"), WHICH, TEXT, st.sampled_from(["alias", "former", "popular"])),
    st.tuples(st.just("rename"), WHICH, TEXT),
    st.tuples(st.just("amend"), WHICH, KIND, st.sampled_from([CITY, TOWN])),
    st.tuples(st.just("spell"), WHICH, st.sampled_from(["Sānhé", "Què Zhuāng", "Lǜ'ān"])),
    st.tuples(st.just("merge"), WHICH, WHICH),
)


@pytest.fixture
def database(runtime):
    with runtime.write(SYSTEM) as work:
        services.add_divisions(work, DIVISIONS)
    return runtime.database


def edited(work: Work, places: list[str], edit: tuple) -> None:
    """One edit; whatever the gazetteer refuses leaves nothing behind."""
    what, *given_ = edit
    if what == "add":
        text, kind = given_
        row = NewPlace(kind, division_id(*TOWN), [NewName(text)])
        places.append(services.add_place(work, row))
        return
    place = places[given_[0] % len(places)]
    if what == "name":
        services.add_name(work, place, NewName(given_[1], NameKind(given_[2])))
    elif what == "rename":
        services.rename(work, place, new_text=given_[1], basis="某号", override_reason="有意")
    elif what == "amend":
        changes = {"kind": given_[1], "division_id": division_id(*given_[2])}
        services.amend(work, place, changes)
    elif what == "spell":
        services.approve_roman(work, standard_name(work, place).id, toned=given_[1], basis="某号")
    else:
        into = places[given_[1] % len(places)]
        merge(work, place, into, choices=dict.fromkeys(FIELDS, "kept"), reason="同一处")


def tried(session: Session, work: Work, places: list[str], edit: tuple) -> bool:
    """Whether the gazetteer took the edit."""
    try:
        with session.begin_nested():
            edited(work, places, edit)
    except Problem:
        session.expire_all()
        return False
    return True


@settings(max_examples=25)
@given(
    first=st.lists(st.tuples(st.just("add"), TEXT, KIND), min_size=2, max_size=4),
    edits=st.lists(EDIT, max_size=8),
)
def test_what_edits_kept_is_what_is_written_anew(database, first, edits) -> None:
    # Nothing is committed: the next example starts with an empty gazetteer.
    with database.read() as session:
        work = Work(session=session, actor=SYSTEM, at=SystemClock().now(), bus=Bus())
        places: list[str] = []
        assert all(tried(session, work, places, edit) for edit in first)
        for edit in edits:
            tried(session, work, places, edit)
        kept = search_rows(session)
        rebuild(session)
        assert search_rows(session) == kept


LATER = st.one_of(
    EDIT,
    st.tuples(st.just("late"), TEXT, KIND),
    st.tuples(st.just("enter"), st.sampled_from([*PARTS, "all"])),
)


def late(work: Work, places: list[str], edit: tuple) -> None:
    """An edit, a place whose terms wait, or a part of the terms that wait."""
    what, *given_ = edit
    session = work.session
    if what == "late":
        with mock.patch.object(TermRows, "write", lambda rows, session: write_late(session, rows)):
            assert tried(session, work, places, ("add", *given_))
    elif what == "enter":
        span = waiting(session, 2)
        for part in PARTS if span else ():
            if given_[0] in {part, "all"}:
                enter_part(session, part, span)
        if span and given_[0] == "all":
            entered(session, span)
    else:
        tried(session, work, places, edit)


@settings(max_examples=25)
@given(
    first=st.lists(st.tuples(st.just("late"), TEXT, KIND), min_size=2, max_size=4),
    edits=st.lists(LATER, max_size=10),
)
def test_terms_that_waited_are_what_is_written_anew(database, first, edits) -> None:
    """However places were edited while their terms waited, and whichever part came in between."""
    with database.read() as session:
        work = Work(session=session, actor=SYSTEM, at=SystemClock().now(), bus=Bus())
        places: list[str] = []
        for edit in (*first, *edits):
            late(work, places, edit)
        enter_waiting(session)
        assert waiting(session) is None
        kept = search_rows(session)
        rebuild(session)
        assert search_rows(session) == kept
