"""Whatever is tried in whatever order, the state of a file is what its last Decision became."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.core.errors import Problem
from registry.core.ids import new_id
from registry.heritage import queries, services
from registry.heritage.rules import Action, Outcome, Status, Verdict
from registry.heritage.rules.drafts import NoticeTerms, ObjectionText
from registry.heritage.rules.voting import Choice
from registry.places import services as place_services
from registry.places.services import NewName, NewPlace
from tests.support.marks import stored_marks, true_marks

from .conftest import AFTER, RULES, START, TEXT, claim

TERMS = NoticeTerms(
    china_date(START), china_date(START) + timedelta(days=6), issuer="市民政局", contact="0551"
)


class File:
    """One file and the acts people may try on it."""

    def __init__(self, scene) -> None:
        self.scene, self.cast = scene, scene.cast
        with scene.work_as(SYSTEM, at=START) as work:
            county = scene.county_path.rpartition("/")[2]
            name = NewName(f"村{new_id()}")
            place = place_services.add_place(work, NewPlace("natural_village", county, [name]))
        self.id = scene.nominate(place_id=place, claims=[claim(), claim("name_age")])

    def attempt(self, act: str) -> None:
        who, at, do = getattr(self, act)()
        try:
            with self.scene.work_as(who, at=at) as work:
                do(work, queries.nomination(work.session, self.id).version)
        except Problem:
            return

    def edit(self):
        return self.cast.compiler, START, self._edit

    def _edit(self, work, seen):
        services.update_draft(work, self.id, text=TEXT, seen_version=seen)

    def submit(self):
        act = services.submit
        return self.cast.compiler, START, lambda w, seen: act(w, self.id, seen_version=seen)

    def withdraw(self):
        act = services.withdraw
        return (
            self.cast.compiler,
            START,
            lambda w, seen: act(w, self.id, seen_version=seen, reason="重写"),
        )

    def _review(self, who, action=Action.FORWARD):
        act = services.review
        return (
            who,
            START,
            lambda w, seen: act(w, self.id, action=action, seen_version=seen, reason="理由"),
        )

    def county(self):
        return self._review(self.cast.reviewer_county)

    def city(self):
        return self._review(self.cast.reviewer_city)

    def province(self):
        return self._review(self.cast.reviewer_province)

    def turn_back(self):
        return self._review(self.cast.reviewer_city, Action.RETURN)

    def find(self):
        given = {c["key"]: (Verdict.MEETS, "看过") for c in RULES["criteria"]}
        act = services.find
        return (
            self.cast.expert,
            START,
            lambda w, seen: act(w, self.id, findings=given, seen_version=seen),
        )

    def vote(self):
        act = services.vote
        return (
            self.cast.expert,
            START,
            lambda w, seen: act(w, self.id, choice=Choice.APPROVE, reason="", seen_version=seen),
        )

    def open_notice(self):
        act = services.open_notice
        return (
            self.cast.steward,
            START,
            lambda w, seen: act(w, self.id, terms=TERMS, seen_version=seen),
        )

    def object_(self):
        return self.cast.visitor, START, self._object

    def _object(self, work, _seen):
        notice = queries.current_notice(work.session, self.id)
        if notice is not None:
            text = ObjectionText("age", "年代有误", "某人", "13900001111")
            services.object_(work, notice.id, text=text)

    def answer(self):
        return self.cast.steward, START, self._answer

    def _answer(self, work, _seen):
        for objection in queries.confidential_objections(work.session, self.id):
            if objection.is_open:
                words = {"text": "有据", "public_summary": "年代"}
                services.answer(work, objection.id, outcome=Outcome.DISMISSED, **words)

    def _decide(self, action, at):
        def do(work, seen):
            services.decide(
                work,
                self.id,
                action=action,
                reason="理由",
                seen_version=seen,
                document_no="合民〔2026〕1号",
            )

        return self.cast.steward, at, do

    def recognise_early(self):
        return self._decide(Action.RECOGNISE, START)

    def recognise(self):
        return self._decide(Action.RECOGNISE, AFTER)

    def reject(self):
        return self._decide(Action.REJECT, AFTER)


#: The straight way, so that random detours also reach the later stages.
WAY = ["submit", "county", "city", "province", "find", "vote", "open_notice", "recognise"]
OTHER = ["edit", "withdraw", "turn_back", "object_", "answer", "recognise_early", "reject"]
TRIES = st.lists(st.sampled_from([*WAY, *OTHER]), max_size=3)
WALKS = st.lists(TRIES, min_size=len(WAY), max_size=len(WAY)).map(
    lambda detours: [act for step, more in zip(WAY, detours, strict=True) for act in (*more, step)]
)


@settings(max_examples=12)
@given(walk=WALKS)
def test_the_state_is_what_the_last_decision_became(scene, walk):
    file = File(scene)
    for act in walk:
        file.attempt(act)
        with scene.work_as(SYSTEM) as work:
            acts = queries.decisions(work.session, file.id)
            row = queries.nomination(work.session, file.id)
            listed = queries.recognitions_by_place(work.session, [row.place_id])
            waiting = queries.open_objections(work.session, file.id)
            assert stored_marks(work.session) == true_marks(work.session), act
        assert row.status == acts[-1].to_status
        assert [decision.seq for decision in acts] == list(range(1, len(acts) + 1))
        assert [d.from_status for d in acts[1:]] == [d.to_status for d in acts[:-1]]
        assert bool(listed) == (row.status == Status.RECOGNISED)
        if row.status == Status.RECOGNISED:
            assert not waiting
            assert acts[-1].decided_at == AFTER
