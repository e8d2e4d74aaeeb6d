"""Whatever people try and in whatever order: no step is skipped, and a state has its decision.

The levels are drawn, with and without the township's, for a place in a township or in none; people
leave, come back and keep off; the rules change under way; the compiler holds every role.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    rule,
    run_state_machine_as_test,
)

from registry.accounts import services as accounts
from registry.accounts.rules import PersonStatus, Role
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import china_date
from registry.core.ids import new_id
from registry.heritage import queries, services
from registry.heritage.rules import Action, Outcome, Verdict
from registry.heritage.rules.drafts import NoticeTerms, ObjectionText
from registry.heritage.rules.voting import Choice
from registry.places import services as place_services
from registry.places.services import NewName, NewPlace
from tests.support.people import play

from .conftest import RULES, START, TEXT, acting_also_as, claim, township_programme
from .watching import ALL, Watched

CRITERIA = [c["key"] for c in RULES["criteria"]]
#: What an edition may ask for: as before, with the township first, only it, and no level at all.
LEVELS = st.sampled_from([ALL[1:], ALL, ALL, ["township", "city"], ["township"], []])

#: What befalls the township's only reviewer once the file has been submitted.
TROUBLES = ["", "", "dismissed", "recused", "recused by the bureau"]


class Lifecycle(Watched):
    """One file; everybody tries everything. What is refused must leave nothing behind."""

    experts: tuple[Actor, ...] = ()
    everything: Any = None

    @initialize(
        steps=st.sampled_from([0, 1, 3, 4, 5, 5, 6, 7]),
        judged=st.booleans(),
        levels=LEVELS,
        inside=st.sampled_from([True, True, False]),
        trouble=st.sampled_from(TROUBLES),
    )
    def begin(self, steps, judged, levels, inside, trouble) -> None:
        self.at, self.key, self.known = START, f"p{new_id()}", 0
        self.inside, self.off, self.editions = inside, set(), 0
        self.is_there = True
        self.appoint(is_there=True)
        with self.scene.work_as(SYSTEM, at=START) as work:
            where = self.towns.village_path if inside else self.scene.county_path
            name = NewName(f"村{new_id()}")
            row = NewPlace("natural_village", where.rpartition("/")[2], [name])
            place = place_services.add_place(work, row)
        programme = self.edition(levels)
        drafts = [claim(), claim("name_age")]
        self.id = self.scene.nominate(place_id=place, programme_id=programme, claims=drafts)
        self.told()
        # Most of what could be skipped lies late on the way; the township's troubles lie early.
        self.go_on(min(steps, 1))
        self.trouble(trouble)
        self.go_on(max(steps - 1, 0))
        self.meddle(Action.FORWARD)
        if judged:
            for expert in range(2):
                self.find(expert, set(CRITERIA))

    def trouble(self, which: str) -> None:
        """The township loses its reviewer, and everybody tries at once to use it."""
        if which == "dismissed":
            self.appoint(is_there=False)
        elif which:
            self.recuse("township", by_bureau=which == "recused by the bureau")
        for part in ("county", "township", "other township"):
            # Without words, as the county may not.
            self.review(part, Action.FORWARD, " ")
        self.meddle(Action.REJECT)

    def edition(self, levels: list[str]) -> str:
        """A new edition of the file's programme, in force from now on."""
        self.editions += 1
        edition = f"{self.editions}"
        with self.scene.work_as(SYSTEM, at=START) as work:
            return township_programme(work, edition, key=self.key, levels=levels)

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

    def reviewer(self, part: str) -> Actor:
        people = {"township": self.towns.stone, "other township": self.towns.cuo}
        return people.get(part) or getattr(self.scene.cast, f"reviewer_{part}")

    @rule(
        part=st.sampled_from([*ALL, "other township"]),
        action=st.sampled_from([Action.FORWARD] * 4 + [*Action]),
        reason=st.sampled_from(["理由", " "]),
    )
    def review(self, part, action, reason="理由"):
        if part == "township" and not self.is_there:
            return
        act = services.review
        self.attempt(
            self.reviewer(part),
            lambda w, seen: act(w, self.id, action=action, seen_version=seen, reason=reason),
        )

    @rule(is_there=st.booleans())
    def appoint(self, is_there):
        """The township's only reviewer is dismissed, or comes back."""
        status = PersonStatus.ACTIVE if is_there else PersonStatus.DISABLED
        with self.scene.work_as(self.scene.cast.administrator, at=self.at) as work:
            accounts.set_status(work, self.towns.stone.id, status, reason="调动")
        self.is_there = is_there

    @rule(levels=LEVELS)
    def change_edition(self, levels):
        """The bureau makes an edition with other levels and wants the file under it."""
        self.edition(levels)
        act = services.change_edition
        self.attempt(
            self.scene.cast.steward,
            lambda w, seen: act(w, self.id, reason="统一", seen_version=seen),
        )

    @rule(action=st.sampled_from([Action.FORWARD, Action.REJECT, Action.RECOGNISE]))
    def meddle(self, action):
        """The compiler, who holds every role, tries what is others' to do."""
        who, words = self.everything, {"reason": "理由"}

        def decide(work, seen):
            number = {"document_no": "合民〔2026〕1号"}
            services.decide(work, self.id, action=action, seen_version=seen, **words, **number)

        for act in (
            lambda w, seen: services.review(w, self.id, action=action, seen_version=seen, **words),
            lambda w, seen: services.find(
                w, self.id, findings={"remains": (Verdict.MEETS, "好")}, seen_version=seen
            ),
            lambda w, seen: services.vote(
                w, self.id, choice=Choice.APPROVE, reason="好", seen_version=seen
            ),
            lambda w, _seen: services.assign(w, self.id, person_id=None),
            decide,
        ):
            before = self.seen()
            self.attempt(who, act)
            assert self.seen() == before

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

    @rule(part=st.sampled_from(["expert", "expert", "township", "county"]), by_bureau=st.booleans())
    def recuse(self, part, by_bureau):
        who = self.experts[0] if part == "expert" else self.reviewer(part)
        actor = self.scene.cast.steward if by_bureau else who
        person = {"person_id": who.id} if by_bureau else {}

        def act(work, _seen):
            services.recuse(work, self.id, reason="亲属", **person)
            self.off.add(who.id)

        self.attempt(actor, act)

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
            elif status in ALL:
                self.review(status, Action.FORWARD)
                if status == self.seen()[1] == "township":
                    self.review("county", Action.FORWARD)
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
            self.change_edition(ALL)
            self.meddle(Action.RECOGNISE)
            self.find(0, set(CRITERIA))
            self.vote(0, Choice.REJECT)
            self.hurry(objected=True)
            self.a_state_is_what_the_last_decision_became()


def test_no_path_skips_a_step_and_the_state_is_the_last_decision_s(towns):
    cast = towns.scene.cast
    with towns.scene.work_as(SYSTEM, at=START) as work:
        other = play(work, "other_expert", Role.EXPERT)
        # Whose leave holds everywhere would stand at every township.
        reason, gone = "调走", PersonStatus.DISABLED
        accounts.set_status(work, cast.reviewer_township.id, gone, reason=reason)

    class Here(Lifecycle):
        pass

    Here.towns, Here.scene, Here.experts = towns, towns.scene, (cast.expert, other)
    Here.everything = acting_also_as(cast.compiler, *Role)
    limits = settings(max_examples=15, stateful_step_count=12, phases=[Phase.generate])
    run_state_machine_as_test(Here, settings=limits)
