"""For tests of signage: a county with villages and a road, signs in any state, cheap photos."""

from __future__ import annotations

import hashlib
import io
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import pytest

from registry.core.actor import SYSTEM
from registry.core.clock import CHINA, china_date
from registry.core.geo import Position
from registry.photos.services import Prepared
from registry.places import queries as place_queries
from registry.places import services as places
from registry.signage import queries, services
from registry.signage.rules import checks
from registry.signage.rules.kinds import CaptureSource, Condition, Ground, ReportKind, SignType
from registry.signage.rules.states import Verdict
from tests.support.pictures import jpeg, scene

HERE = Position(117.283, 31.861, 8.0)
#: Noon in China five days ago: what a crew took then is fresh whenever the tests run, and four more
#: days fit between it and today.
NOON = datetime.combine(
    china_date(datetime.now(UTC)) - timedelta(days=5), time(12), CHINA
).astimezone(UTC)


def noon(minutes: float = 0) -> str:
    """That noon as a phone writes it, or some minutes after it: 2026-11-23T12:00:00+08:00."""
    return (NOON + timedelta(minutes=minutes)).astimezone(CHINA).isoformat()


def picture(name: str) -> Prepared:
    """A prepared photo that differs from every photo with another name."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Prepared(
        sha256=digest,
        pixel_sha256=hashlib.sha256(digest.encode()).hexdigest(),
        phash=digest[:16],
        dhash=digest[16:32],
        format="jpeg",
        width=1600,
        height=1200,
        byte_size=1000,
        taken_at=None,
        taken_at_text="",
        position=None,
        large_key=digest,
        large_size=(1600, 1200),
        small_key=digest,
        small_size=(320, 240),
    )


def found_fast(**changes):
    """What the checks find of a report for the fast lane; a change to a Check replaces one."""
    said = {"reading": "read", "source": "live", "letters": "read"}
    found = {key: checks.Check(key, checks.Result.OK, said.get(key, "ok")) for key in checks.KINDS}
    found["reading"] = checks.Check(
        "reading", checks.Result.OK, "read", {"box": [0.2, 0.3, 0.5, 0.2]}
    )
    return list({**found, **changes}.values())


def total(seen, *, heritage=False):
    """The counters of the test's county: its first stratum, or nothing counted."""
    rows = seen(lambda session: queries.tallies(session, heritage=heritage))
    return rows[0] if rows else queries.TallyView("", "")


def signed_names(seen) -> int:
    """How many names in scope have a verified sign, of all kinds together."""
    return sum(row.verified for row in seen(place_queries.counts_in_scope))


def photo(seed: int) -> tuple[io.BytesIO, str]:
    """A picture as a form sends it; another seed is another scene."""
    return io.BytesIO(jpeg(scene(seed=seed))), f"{seed}.jpg"


def form_of(sign, **changes):
    """The capture form of a sign, filled in; a change to None leaves a field out."""
    values = {
        "client_id": str(uuid.uuid4()),
        "sign_id": sign.id,
        "kind": "installed",
        "condition": "good",
        "observed_hanzi": sign.text_hanzi,
        "observed_roman": sign.text_roman,
        "captured_at": noon()[:16],
        "capture_source": "camera",
        "lon": str(HERE.lon),
        "lat": str(HERE.lat),
        "accuracy_m": "8",
        "near": photo(1),
        "far": photo(2),
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def manifest_of(sign, near=b"near", far=b"far", **changes):
    """What a phone declares of a report with these two files."""
    fix = {"lon": HERE.lon, "lat": HERE.lat, "accuracy_m": 9.5, "age_s": 2}
    values = {
        "sign_id": sign.id,
        "kind": "installed",
        "condition": "good",
        "observed_hanzi": sign.text_hanzi,
        "observed_roman": sign.text_roman,
        "captured_at": noon(),
        "capture_source": "live",
        "client_now": noon(1),
        "fixes": [{**fix, "accuracy_m": 80, "age_s": 40}, fix],
        "photos": [
            {
                "role": role,
                "sha256": hashlib.sha256(content).hexdigest(),
                "bytes": len(content),
            }
            for role, content in (("near", near), ("far", far))
        ],
    }
    return {**values, **changes}


def text_of(answer) -> str:
    """The body of an answer."""
    return answer.get_data(as_text=True)


@pytest.fixture
def seen(runtime):
    """Read one thing as it is stored now: `seen(query, *arguments)`."""

    def look(query, *arguments):
        with runtime.database.read() as session:
            return query(session, *arguments)

    return look


@dataclass(frozen=True)
class Land:
    """The identifiers of what stands in the test's county."""

    county_id: str
    county_path: str
    village_id: str
    other_id: str
    road_id: str


@pytest.fixture
def land(work_as) -> Land:
    """肥东县 with 龙城村, 岱山村 and 长江西路."""
    with work_as(SYSTEM) as work:
        city = places.NewDivision("test", "2026", "340100", "合肥市", "city")
        county = places.NewDivision("test", "2026", "340122", "肥东县", "county", parent=city.key)
        places.add_divisions(work, [city, county])
        found = {row.name: row for row in place_queries.divisions_under(work.session, "")}
        county_id = found["肥东县"].id
        spot = places.NewPosition(HERE.lon, HERE.lat, "gnss", "测试")
        ids = [
            places.add_place(
                work,
                places.NewPlace(
                    kind, county_id, [places.NewName(name, roman_toned=roman)], position=where
                ),
            )
            for kind, name, roman, where in (
                ("natural_village", "龙城村", "Lóngchéngcūn", spot),
                ("natural_village", "岱山村", "Dàishāncūn", None),
                ("road", "长江西路", "Chángjiāng Xīlù", spot),
            )
        ]
        return Land(county_id, found["肥东县"].path, *ids)


@pytest.fixture
def stage(work_as, cast, land):
    """Functions that bring things to a stage by the people whose part it is."""
    return Stage(work_as, cast, land)


class Stage:
    """What has to happen before a test begins."""

    def __init__(self, work_as, cast, land) -> None:
        self.work_as, self.cast, self.land = work_as, cast, land

    def requirement(self, place_id=None, position=HERE, **values):
        with self.work_as(self.cast.steward) as work:
            given = {"sign_type": SignType.VILLAGE, "basis": "测试规则", **values}
            return services.require_sign(
                work, place_id=place_id or self.land.village_id, position=position, **given
            )

    def proof(self, place_id=None, requirement=None):
        row = requirement or self.requirement(place_id)
        with self.work_as(self.cast.steward) as work:
            card = place_queries.place_card(work.session, row.place_id)
            return services.prepare_proof(
                work,
                row.id,
                text_hanzi=card.standard_name,
                text_roman=card.roman_sign,
                ground=Ground.BLUE,
            )

    def approved(self, place_id=None, requirement=None):
        sign = self.proof(place_id, requirement)
        with self.work_as(self.cast.reviewer_city) as work:
            return services.approve_proof(work, sign.id)

    def made(self, place_id=None, requirement=None):
        sign = self.approved(place_id, requirement)
        with self.work_as(self.cast.steward) as work:
            return services.mark_made(work, sign.id, maker="测试标牌厂", batch="2026-1")

    def submission(self, sign, **changes):
        values = {
            "client_id": str(uuid.uuid4()),
            "sign_id": sign.id,
            "kind": ReportKind.INSTALLED,
            "condition": Condition.GOOD,
            "captured_at": NOON,
            "observed_hanzi": sign.text_hanzi,
            "observed_roman": sign.text_roman,
            "position": HERE,
            **changes,
        }
        return services.Submission(**values)

    def sent(self, sign, actor=None, near=None, far=None, **changes):
        submission = self.submission(sign, **changes)
        with self.work_as(actor or self.cast.crew) as work:
            return services.submit_report(
                work,
                submission,
                near=near or picture(f"near {submission.client_id}"),
                far=far or picture(f"far {submission.client_id}"),
            )

    def judged(self, receipt, verdict=Verdict.ACCEPT, actor=None, **values):
        given = {"place_ok": True} if verdict is Verdict.ACCEPT else {}
        with self.work_as(actor or self.cast.reviewer_county) as work:
            return services.verify(work, receipt.report_id, verdict, **{**given, **values})

    def fast(self, sign, **changes):
        """A report that every check speaks for, as the worker would have kept it."""
        receipt = self.sent(sign, **{"capture_source": CaptureSource.LIVE, **changes})
        with self.work_as(SYSTEM) as work:
            services.keep_checks(work, receipt.report_id, found_fast())
        return receipt

    def verified(self, place_id=None):
        sign = self.made(place_id)
        self.judged(self.sent(sign))
        return sign
