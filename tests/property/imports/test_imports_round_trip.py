"""What is exported and imported again changes nothing, whatever the places hold."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports import services
from registry.core.actor import SYSTEM
from registry.core.sheets import write_csv
from registry.places import services as places
from registry.places.services import NewDivision, NewName, NewPlace, NewPosition
from registry.places.services.divisions import division_id
from tests.support.importing import Importer, outcomes

CITY, COUNTY = ("nbs", "2023", "340100"), ("nbs", "2023", "340123")
TOWN = ("nbs", "2023", "340123101")
HANZI = "甲乙丙丁戊己庚辛壬癸烔炀柘皋垾鲖"
TEXT = st.text(
    alphabet=st.sampled_from([*"沿革始建于唐，=+-@'\"；、", "\n", *HANZI]), min_size=1, max_size=30
).filter(lambda text: text.strip())
KINDS = st.sampled_from(["natural_village", "street_lane", "water", "site", "other"])

#: What is known of a name beside its text: in another script, since and until when it holds.
KNOWN_OF_NAME = st.fixed_dictionaries(
    {},
    optional={
        "minority_text": st.just("Namzningz"),
        "minority_language": st.just("za"),
        "from_verbatim": st.sampled_from(["唐武德年间", "1958年", "明洪武三年（1370）"]),
        "to_verbatim": st.sampled_from(["2011-07-14", "民国初年"]),
        "orthography_note": st.just("旧作庄，今作莊"),
        "approval_document": st.just("肥政秘〔1998〕12号"),
        "approval_basis": st.sampled_from(["approved", "usage", "official_list"]),
    },
).filter(
    lambda known: (
        ("minority_text" in known or "minority_language" not in known)
        and ("approval_document" in known or known.get("approval_basis") != "approved")
        and ("approval_basis" in known or "approval_document" not in known)
    )
)
#: What is known of a place beside its position, description and code.
KNOWN_OF_PLACE = st.fixed_dictionaries(
    {},
    optional={
        "legal_kind": st.sampled_from(["natural", "park_reserve", "facility"]),
        "other_codes": st.lists(
            st.sampled_from(["A-1", "GEO/7", "x,y", "旧 12"]), unique=True, min_size=1
        ),
        "division_text": st.sampled_from(["巢湖地区肥西县三河区", "肥西县"]),
        "direction": st.sampled_from(["EW", "NS", "other"]),
    },
)


@st.composite
def new_places(draw):
    """A few places in one town, each with a name of its own."""
    names = draw(
        st.lists(st.text(HANZI, min_size=2, max_size=5), min_size=1, max_size=5, unique=True)
    )
    found = []
    for number, name in enumerate(names):
        others = draw(st.lists(st.text(HANZI, min_size=6, max_size=8), max_size=2, unique=True))
        point = draw(st.none() | st.tuples(st.floats(116.6, 118.2), st.floats(31, 32.5)))
        found.append(
            NewPlace(
                kind=draw(KINDS),
                division_id=division_id(*draw(st.sampled_from([COUNTY, TOWN]))),
                names=(
                    NewName(f"{name}{number}号", **draw(KNOWN_OF_NAME)),
                    *(NewName(one, "alias") for one in others),
                ),
                position=None
                if point is None
                else NewPosition(
                    *(point[0], point[1], "gnss", "实测", "wgs84"),
                    accuracy_m=draw(st.none() | st.floats(0.1, 99)),
                ),
                description=draw(TEXT).strip(),
                place_code=f"340123101{22200 + number}{number:06d}"
                if draw(st.booleans())
                else None,
                claimed_sign_count=draw(st.none() | st.integers(0, 9)),
                length_m=draw(st.none() | st.floats(0, 10_000)),
                secrecy=draw(st.sampled_from(["public", "unknown"])),
                **draw(KNOWN_OF_PLACE),
            )
        )
    return found


@pytest.fixture
def county(runtime):
    """The divisions the places lie in."""
    with runtime.write(SYSTEM) as work:
        rows = [
            NewDivision(*CITY, "合肥市", "city"),
            NewDivision(*COUNTY, "肥西县", "county", parent=CITY),
            NewDivision(*TOWN, "三河镇", "township", parent=COUNTY),
        ]
        places.add_divisions(work, rows)


def exported(runtime) -> bytes:
    """The export as bytes."""
    out = io.BytesIO()
    with runtime.database.read() as session:
        write_csv(out, services.exported_headers(), services.exported_rows(session))
    return out.getvalue()


@given(data=st.data())
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_an_export_that_is_imported_changes_nothing(runtime, county, data):
    rows = data.draw(new_places())
    with runtime.write(SYSTEM) as work:
        text = io.StringIO(exported(runtime).decode("utf-8-sig"), newline="")
        known = {cell for row in csv.reader(text) for cell in row}
        fresh = [row for row in rows if not {row.names[0].text, row.place_code} & known]
        places.add_places(work, fresh)
    content = exported(runtime)
    importer = Importer(runtime)
    run_id = importer.start(content, name="export.csv", profile="generic")
    checked = importer.check(run_id)
    told = [(row.name, row.problems) for row in importer.rows(run_id)]
    assert set(outcomes(checked)) <= {"unchanged"}, told
    importer.apply(run_id)
    assert exported(runtime) == content
