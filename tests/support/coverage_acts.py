"""A small city in which everything happens that moves a figure of coverage, in a random order."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

from sqlmodel import col, select

from registry.core.actor import SYSTEM
from registry.core.errors import Problem
from registry.places import services as places
from registry.places.models import Division, Place
from registry.places.rules import PlaceKind
from registry.places.services.merging import merge
from registry.places.services.reclassing import Wanted, reclassify
from registry.signage import services as signage
from registry.signage.models import Sign, SignRequirement
from registry.signage.rules.kinds import Condition, ReportKind

BODIES = ("", "虚高新区", "虚经开区")
KINDS = (PlaceKind.NATURAL_VILLAGE, PlaceKind.VILLAGE_COMMITTEE, PlaceKind.ROAD)


class Acts:
    """Each act is one unit of work by those whose part it is; what is refused does not happen."""

    def __init__(self, stage, seed: int) -> None:
        self.stage, self.random = stage, random.Random(seed)
        self.done: Counter[str] = Counter()
        with stage.work_as(SYSTEM) as work:
            west = places.NewDivision("test", "2026", "340123", "肥西县", "county", parent=CITY)
            places.add_divisions(work, [west])
            found = work.session.exec(select(Division.name, Division.id)).all()
            self.divisions = [ident for _name, ident in sorted(found)]
        for number in range(6):
            self._born(f"虚{'一二三四五六'[number]}村")

    def run(self, number: int) -> None:
        """So many acts, each of a kind chosen by chance."""
        verbs = [
            *(self.born, self.signed, self.signed, self.reported, self.reported, self.heritage),
            *(self.exempted, self.lifted, self.retired, self.reopened, self.merged),
            *(self.managed, self.moved, self.reclassed, self.removed, self.claimed),
        ]
        for _ in range(number):
            verb = self.random.choice(verbs)
            try:
                verb()
            except (Problem, IndexError):
                continue  # Refused, or there is nothing to do it to.
            self.done[verb.__name__] += 1

    def _one(self, table, *conditions) -> str:
        with self.stage.work_as(SYSTEM) as work:
            ids = work.session.exec(select(table.id).where(*conditions).order_by(table.id)).all()
        return self.random.choice(ids)

    def _living(self) -> str:
        return self._one(Place, Place.entity_status == "existing", col(Place.merged_into).is_(None))

    def _born(self, name: str) -> str:
        with self.stage.work_as(SYSTEM) as work:
            new = places.NewPlace(
                self.random.choice(KINDS),
                self.random.choice(self.divisions),
                [places.NewName(name, roman_toned="Xūcūn")],
            )
            return places.add_place(work, new)

    def born(self) -> None:
        self._born(f"虚{self.random.randrange(10**6)}村".translate(_HANZI))

    def signed(self) -> None:
        self.stage.verified(self._living())

    def claimed(self) -> None:
        self.stage.sent(self.stage.made(self._living()))

    def reported(self) -> None:
        sign_id = self._one(Sign, Sign.state == "verified")
        kind, condition = self.random.choice(
            [
                (ReportKind.WRONG_TEXT, Condition.GOOD),
                (ReportKind.BLANK, Condition.UNREADABLE),
                (ReportKind.DAMAGED, Condition.DAMAGED),
                (ReportKind.MISSING, Condition.ABSENT),
            ]
        )
        with self.stage.work_as(SYSTEM) as work:
            sign = work.session.get_one(Sign, sign_id)
            work.session.expunge(sign)
        seen = "" if kind in {ReportKind.BLANK, ReportKind.MISSING} else sign.text_hanzi[:1] + "误"
        values = {"observed_hanzi": seen, "observed_roman": ""}
        self.stage.judged(self.stage.sent(sign, kind=kind, condition=condition, **values))

    def heritage(self) -> None:
        ident = self._living()
        with self.stage.work_as(SYSTEM) as work:
            basis = f"认定 {self.random.random()}"
            row = signage.require_heritage_sign(work, place_id=ident, basis=basis)
        if self.random.random() < 0.6:
            sign = self.stage.made(requirement=row)
            self.stage.judged(self.stage.sent(sign))

    def exempted(self) -> None:
        row = self.stage.requirement(self._living())
        with self.stage.work_as(self.stage.cast.steward) as work:
            signage.exempt(work, row.id, reason="在建", paper="虚政〔2026〕1号")

    def lifted(self) -> None:
        ident = self._one(SignRequirement, SignRequirement.status == "exempt")
        with self.stage.work_as(self.stage.cast.steward) as work:
            signage.lift_exemption(work, ident, reason="已建成")

    def retired(self) -> None:
        ident = self._living()
        with self.stage.work_as(SYSTEM) as work:
            places.retire(work, ident, on=date(2026, 1, 1), basis="整体搬迁")

    def reopened(self) -> None:
        ident = self._one(Place, Place.entity_status == "vanished")
        with self.stage.work_as(SYSTEM) as work:
            places.reopen(work, ident, basis="误报")

    def merged(self) -> None:
        one, other = self._living(), self._living()
        with self.stage.work_as(SYSTEM) as work:
            merge(work, one, other, choices={}, reason="同一地名", across_counties=True)

    def managed(self) -> None:
        ident, body = self._living(), self.random.choice(BODIES)
        with self.stage.work_as(SYSTEM) as work:
            places.amend(work, ident, {"managing_body": body})

    def moved(self) -> None:
        ident, division = self._living(), self.random.choice(self.divisions)
        with self.stage.work_as(SYSTEM) as work:
            places.amend(work, ident, {"division_id": division})

    def reclassed(self) -> None:
        ident = self._living()
        with self.stage.work_as(SYSTEM) as work:
            version = work.session.get_one(Place, ident).row_version
            wanted = Wanted(self.random.choice(KINDS), version)
            reclassify(work, {ident: wanted}, reason="普查更正")

    def removed(self) -> None:
        ident = self._one(Sign, col(Sign.state).in_(["verified", "wrong", "damaged"]))
        with self.stage.work_as(self.stage.cast.steward) as work:
            signage.remove_sign(work, ident, reason="道路改造")


CITY = ("test", "2026", "340100")
_HANZI = str.maketrans("0123456789", "〇一二三四五六七八九")
