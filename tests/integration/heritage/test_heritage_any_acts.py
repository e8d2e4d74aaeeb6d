"""Whatever people try and in whatever order: no step is skipped, and a state has its decision."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM, Actor
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
from tests.support.people import play

from .conftest import RULES, START, TEXT, claim

CRITERIA = [c["key"] for c in RULES["criteria"]]
WAY = ["county", "city", "province", "expert_review", "notice", "recognised"]
LEVELS = ("reviewer_county", "reviewer_city", "reviewer_province")
LISTED = {Status.RECOGNISED, Status.SUSPENDED}


class Lifecycle(RuleBasedStateMachine):
    """One file; everybody tries everything. What is refused must leave nothing behind."""

    scene: Any = None
    experts: tuple[Actor, ...] = ()

    @initialize(steps=st.sampled_from([0, 1, 3, 4, 4, 5, 5, 6]), judged=st.booleans())
    def begin(self, steps: int, judged: bool) -> None:
        self.at = START
        with self.scene.work_as(SYSTEM, at=START) as work:
            county = self.scene.county_path.rpartition("/")[2]
            name = NewName(f"村{new_id()}")
            place = place_services.add_place(work, NewPlace("natural_village", county, [name]))
        self.id = self.scene.nominate(place_id=place, claims=[claim(), claim("name_age")])
        # Most of what could be skipped lies late on the way.
        self.go_on(steps)
        if judged:
            for expert in range(2):
                self.find(expert, set(CRITERIA))

    def attempt(self, who, act) -> None:
        before = self.seen()
        try:
            with self.scene.work_as(who, at=self.at) as work:
                act(work, queries.nomination(work.session, self.id).version)
        except Problem:
            assert self.seen() == before, "what was refused wrote something"

    def seen(self):
        with self.scene.work_as(SYSTEM) as work:
            file = queries.nomination(work.session, self.id)
            acts = queries.decisions(work.session, self.id)
            return file.version, file.status, len(acts), queries.claim_count(work.session, self.id)

    def standing(self, work):
        file = queries.nomination(work.session, self.id)
        programme = queries.programme(work.session, file.programme_id)
        return queries.standing_of(work.session, file, programme.rules)

    # What people do.

    @rule(days=st.integers(0, 5))
    def wait(self, days):
        self.at += timedelta(days=days)

    @rule()
    def edit(self):
        act = services.update_draft
        self.attempt(
            self.scene.cast.compiler,
            lambda w, seen: act(w, self.id, text=TEXT, seen_version=seen),
        )

    @rule(criterion=st.sampled_from(CRITERIA))
    def add_evidence(self, criterion):
        draft = claim(criterion, text=f"又一条 {new_id()}")
        self.attempt(
            self.scene.cast.compiler,
            lambda w, seen: services.add_claim(w, self.id, draft=draft, seen_version=seen),
        )

    @rule()
    def submit(self):
        self.attempt(
            self.scene.cast.compiler, lambda w, seen: services.submit(w, self.id, seen_version=seen)
        )

    @rule()
    def withdraw(self):
        act = services.withdraw
        self.attempt(
            self.scene.cast.compiler,
            lambda w, seen: act(w, self.id, seen_version=seen, reason="重写"),
        )

    @rule(part=st.sampled_from(LEVELS), action=st.sampled_from([Action.FORWARD] * 4 + [*Action]))
    def review(self, part, action):
        act = services.review
        self.attempt(
            getattr(self.scene.cast, part),
            lambda w, seen: act(w, self.id, action=action, seen_version=seen, reason="理由"),
        )

    @rule(expert=st.integers(0, 1), keys=st.sets(st.sampled_from(CRITERIA), min_size=1))
    def find(self, expert, keys):
        given = dict.fromkeys(sorted(keys), (Verdict.MEETS, "看过"))
        self.attempt(
            self.experts[expert],
            lambda w, seen: services.find(w, self.id, findings=given, seen_version=seen),
        )

    @rule(expert=st.integers(0, 1), choice=st.sampled_from(Choice))
    def vote(self, expert, choice):
        act = services.vote
        self.attempt(
            self.experts[expert],
            lambda w, seen: act(w, self.id, choice=choice, reason="看过", seen_version=seen),
        )

    @rule(expert=st.integers(0, 1))
    def recuse(self, expert):
        self.attempt(
            self.experts[expert], lambda w, _seen: services.recuse(w, self.id, reason="亲属")
        )

    @rule()
    def assign(self):
        self.attempt(
            self.scene.cast.steward, lambda w, _seen: services.assign(w, self.id, person_id=None)
        )

    @rule()
    def open_notice(self):
        def act(work, seen):
            standing = self.standing(work)
            today = china_date(self.at)
            terms = NoticeTerms(today, today + timedelta(days=6), issuer="局", contact="0551")
            services.open_notice(work, self.id, terms=terms, seen_version=seen, reason="按期")
            # Asked of the rows, not of the service that has just let it pass.
            by_others = {(f.criterion, f.expert_id) for f in standing.findings}
            assert {criterion for criterion, _who in by_others} == set(CRITERIA)
            assert not {who for _criterion, who in by_others} & standing.recused
            ayes = [v for v in standing.votes if v.choice in {"approve", "change"}]
            noes = [v for v in standing.votes if v.choice == "reject"]
            assert len(ayes) > len(noes)
            assert {v.expert_id for v in standing.votes} <= {who for _c, who in by_others}

        self.attempt(self.scene.cast.steward, act)

    @rule()
    def object_(self):
        def act(work, _seen):
            notice = queries.current_notice(work.session, self.id)
            if notice is not None:
                text = ObjectionText("age", "年代有误", "某人", "13900001111")
                services.object_(work, notice.id, text=text)

        self.attempt(self.scene.cast.visitor, act)

    @rule()
    def answer(self):
        def act(work, _seen):
            for objection in queries.confidential_objections(work.session, self.id):
                if objection.is_open:
                    words = {"text": "有据", "public_summary": "年代"}
                    services.answer(work, objection.id, outcome=Outcome.DISMISSED, **words)

        self.attempt(self.scene.cast.steward, act)

    @rule(action=st.sampled_from([Action.RECOGNISE] * 3 + [*Action]))
    def decide(self, action):
        def act(work, seen):
            notice = queries.current_notice(work.session, self.id)
            waiting = queries.open_objections(work.session, self.id)
            services.decide(
                work,
                self.id,
                action=action,
                reason="理由",
                seen_version=seen,
                document_no="合民〔2026〕1号",
            )
            if action is Action.RECOGNISE:
                assert (self.at > notice.ends_at, waiting) == (True, 0)

        self.attempt(self.scene.cast.steward, act)

    @rule(action=st.sampled_from([Action.SUSPEND, Action.RESTORE, Action.REVOKE]))
    def change_standing(self, action):
        self.attempt(
            self.scene.cast.steward,
            lambda w, seen: services.change_standing(
                w,
                self.id,
                action=action,
                reason="理由",
                seen_version=seen,
                document_no="合民〔2027〕1号",
            ),
        )

    @rule(times=st.integers(1, 4))
    def go_on(self, times):
        """The next step of the straight way, so that the later stages are reached too."""
        for _ in range(times):
            status = self.seen()[1]
            if status in {"draft", "returned"}:
                self.submit()
            elif status in {"county", "city", "province"}:
                self.review(f"reviewer_{status}", Action.FORWARD)
            elif status == "expert_review":
                for expert in range(2):
                    self.find(expert, set(CRITERIA))
                for expert in range(2):
                    self.vote(expert, Choice.APPROVE)
                self.open_notice()
            elif status == "notice":
                self.answer()
                self.wait(8)
                self.decide(Action.RECOGNISE)

    @rule(objected=st.booleans())
    def hurry(self, objected):
        """Straight for the list, whatever is missing: what is missing must stop it."""
        self.open_notice()
        if objected:
            self.object_()
        self.decide(Action.RECOGNISE)
        self.wait(8)
        self.decide(Action.RECOGNISE)

    def teardown(self) -> None:
        """Every walk ends in a rush, against an expert and an objector, from wherever it is."""
        if hasattr(self, "id"):
            self.find(0, set(CRITERIA))
            self.vote(0, Choice.REJECT)
            self.hurry(objected=True)
            self.a_state_is_what_the_last_decision_became()

    # What always holds.

    @invariant()
    def a_state_is_what_the_last_decision_became(self):
        with self.scene.work_as(SYSTEM) as work:
            acts = queries.decisions(work.session, self.id)
            row = queries.nomination(work.session, self.id)
            listed = queries.recognitions_by_place(work.session, [row.place_id])
            assert stored_marks(work.session) == true_marks(work.session)
        assert row.status == acts[-1].to_status
        assert [decision.seq for decision in acts] == list(range(1, len(acts) + 1))
        assert [d.from_status for d in acts[1:]] == [d.to_status for d in acts[:-1]]
        assert all(d.seen_version < e.seen_version for d, e in pairwise(acts[1:]))
        assert bool(listed) == (row.status in LISTED)
        if row.status in LISTED:
            last = max(n for n, d in enumerate(acts) if d.action == "submit")
            assert [d.to_status for d in acts[last : last + len(WAY)]] == WAY


def test_no_path_skips_a_step_and_the_state_is_the_last_decision_s(scene):
    with scene.work_as(SYSTEM) as work:
        other = play(work, "other_expert", Role.EXPERT)

    class Here(Lifecycle):
        pass

    Here.scene, Here.experts = scene, (scene.cast.expert, other)
    limits = settings(max_examples=15, stateful_step_count=12, phases=[Phase.generate])
    run_state_machine_as_test(Here, settings=limits)
