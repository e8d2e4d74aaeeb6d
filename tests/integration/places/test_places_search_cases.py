"""One table of what is typed and what is found, in which order and why, on both engines."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import update

from registry.core.actor import SYSTEM
from registry.core.ids import stable_id
from registry.places import queries, services
from registry.places.models import Place
from registry.places.queries import PlaceFilter
from registry.places.queries.ranges import reader_of
from registry.places.queries.suggesting import suggestions
from registry.places.rules import EntityStatus, NameKind, PlaceKind
from registry.places.rules.merging import FIELDS
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id
from registry.places.services.index import reindex
from registry.places.services.merging import merge

CASES = list(
    csv.DictReader(
        Path(__file__).with_name("search_cases.csv").read_text(encoding="utf-8").splitlines()
    )
)
NBS, CITY = ("nbs", "2023"), ("nbs", "2023", "340100")
DIVISIONS = [
    NewDivision(*CITY, "合肥市", "city"),
    *(
        NewDivision(*NBS, code, name, "county", parent=CITY)
        for code, name in (
            ("340121", "长丰县"),
            ("340122", "肥东县"),
            ("340123", "肥西县"),
            ("340124", "庐江县"),
            ("340181", "巢湖市"),
        )
    ),
    *(
        NewDivision(*NBS, code, name, "township", parent=(*NBS, code[:6]))
        for code, name in (
            ("340122101", "撮镇镇"),
            ("340122106", "长临河镇"),
            ("340123101", "三河镇"),
            ("340181102", "柘皋镇"),
            ("340181105", "烔炀镇"),
        )
    ),
    NewDivision("mca", "2026", "340123102", "三河镇", "township", twin=(*NBS, "340123101")),
]
FORMER, ALIAS, SHORT = NameKind.FORMER, NameKind.ALIAS, NameKind.SHORT
VILLAGE, ROAD = PlaceKind.NATURAL_VILLAGE, PlaceKind.ROAD

# key: kind, division, (name, pinyin), further names
PLACES = {
    "hefei": (PlaceKind.CITY, "340100", ("合肥市", "Héféi Shì")),
    "changfeng": (PlaceKind.COUNTY, "340121", ("长丰县", "Chángfēng Xiàn")),
    "feidong": (PlaceKind.COUNTY, "340122", ("肥东县", "Féidōng Xiàn")),
    "feixi": (PlaceKind.COUNTY, "340123", ("肥西县", "Féixī Xiàn")),
    "lujiang": (PlaceKind.COUNTY, "340124", ("庐江县", "Lújiāng Xiàn")),
    "chaohu": (
        PlaceKind.COUNTY,
        "340181",
        ("巢湖市", "Cháohú Shì"),
        ("居巢区", "Jūcháo Qū", FORMER),
        ("巢县", "Cháo Xiàn", FORMER),
    ),
    "cuozhen": (PlaceKind.TOWNSHIP, "340122101", ("撮镇镇", "Cuōzhèn Zhèn")),
    "changlinhe": (PlaceKind.TOWNSHIP, "340122106", ("长临河镇", "Chánglínhé Zhèn")),
    "sanhe": (
        PlaceKind.TOWNSHIP,
        "340123101",
        ("三河镇", "Sānhé Zhèn"),
        ("鹊渚", "Quèzhǔ", FORMER),
        ("三汊河", "Sānchàhé", ALIAS),
    ),
    "zhegao": (PlaceKind.TOWNSHIP, "340181102", ("柘皋镇", "Zhègāo Zhèn")),
    "tongyang": (PlaceKind.TOWNSHIP, "340181105", ("烔炀镇", "Tóngyáng Zhèn")),
    "sanhec": (
        PlaceKind.COMMUNITY,
        "340122101",
        ("三河社区居民委员会", "Sānhé Shèqū Jūmín Wěiyuánhuì"),
        ("三河社区", "Sānhé Shèqū", SHORT),
    ),
    "sanhez": (VILLAGE, "340122101", ("三河庄", "Sānhézhuāng")),
    "xiaosanhe": (VILLAGE, "340122106", ("小三河", "Xiǎosānhé")),
    "gucheng": (VILLAGE, "340181105", ("烔炀古城", "Tóngyáng Gǔchéng")),
    "wang1": (VILLAGE, "340122101", ("王家庄", "Wángjiāzhuāng")),
    "wang2": (VILLAGE, "340181105", ("王家庄", "Wángjiāzhuāng")),
    "dahan": (VILLAGE, "340181102", ("大垾", "Dàhàn")),
    "naoshang": (VILLAGE, "340124", ("㘵上村", "")),
    "buji": (VILLAGE, "340124", ("金𡌶集", "")),
    "tiane": (PlaceKind.WATER, "340123", ("天鹅湖", "Tiān'é Hú")),
    "luan": (ROAD, "340123", ("六安路", "Lù'ān Lù")),
    "sanhuan": (ROAD, "340123", ("三环路", "3 Huánlù")),
    "guyue": (ROAD, "340122", ("古乐路", "Gǔyuè Lù")),
    "lvdi": (PlaceKind.SITE, "340122", ("绿地", "Lǜdì")),
    "zonea": (PlaceKind.OTHER, "340122", ("A区", "A Qū")),
    "tibetan": (VILLAGE, "340124", ("藏新村", "Zàngxīncūn")),
    "guchao": (PlaceKind.SITE, "340181", ("古巢国", "Gǔ Cháoguó")),
    "merged": (ROAD, "340123", ("黄泥洼", "Huángníwā")),
    "withdrawn": (VILLAGE, "340122", ("误录庄", "Wùlùzhuāng")),
}
MINORITY = {
    "藏新村": {"minority_text": "བོད་གསར་གྲོང་།", "minority_language": "bo"},
    "金𡌶集": {"minority_text": "ᠮᠣᠩᠭᠣᠯ", "minority_language": "mn-Mong"},
}
IDS = {key: stable_id("case", key) for key in PLACES}
KEYS = {ident: key for key, ident in IDS.items()}


def rows() -> list[NewPlace]:
    return [
        NewPlace(
            kind,
            division_id(*NBS, code),
            [
                NewName(row[0], *row[2:], roman_toned=row[1], **MINORITY.get(row[0], {}))  # type: ignore[misc]
                for row in names
            ],
            id=IDS[key],
        )
        for key, (kind, code, *names) in PLACES.items()
    ]


@pytest.fixture
def session(runtime):
    """The places of the cases: one merged into another, one vanished, one taken back."""
    with runtime.write(SYSTEM) as work:
        services.add_divisions(work, DIVISIONS)
        services.add_places(work, rows())
        choices = dict.fromkeys(FIELDS, "kept")
        merge(work, IDS["merged"], IDS["luan"], choices=choices, reason="同一条路")
    with runtime.write(SYSTEM) as work:
        for key, status in (
            ("guchao", EntityStatus.VANISHED),
            ("withdrawn", EntityStatus.WITHDRAWN),
        ):
            where = Place.id == IDS[key]
            work.session.execute(update(Place).where(where).values(entity_status=status.value))
            reindex(work.session, IDS[key])
    with runtime.database.read() as session:
        yield session


def whole(case: dict[str, str]) -> str:
    """Everything a search finds: what holds the text, then what is one mistake away."""
    return f"{case['found']} {case['near']}".strip()


def asked(session, query: str, limit: int = 20):
    """What is found, in pages of `limit`: keys, the way and the name of the first."""
    keys, first, after = [], ("", ""), None
    while True:
        page = queries.search(session, PlaceFilter(q=query), limit, after)
        if page.items and not keys:
            first = (page.items[0].matched.way, page.items[0].matched.name)
        keys += [KEYS[hit.card.id] for hit in page.items]
        after = page.next
        if after is None:
            return " ".join(keys), *first


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(CASES) >= 60
    assert len({case["query"] for case in CASES}) == len(CASES)


@pytest.mark.database
def test_every_case_finds_what_it_says_in_its_order(session) -> None:
    wrong = []
    for case in CASES:
        found = asked(session, case["query"])
        if found != (whole(case), case["way"], case["matched"]):
            wrong.append((case["query"], found))
    assert wrong == [], "\n".join(map(str, wrong))


def test_every_case_is_the_same_page_by_page(session) -> None:
    wrong = [
        (case["query"], limit)
        for case in CASES
        for limit in (1, 2)
        if asked(session, case["query"], limit)[0] != whole(case)
    ]
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.database
def test_every_case_is_suggested_alike(session) -> None:
    import json

    reader = reader_of(session)
    wrong = []
    for case in CASES:
        items = json.loads(suggestions(reader, case["query"], 20))["items"]
        keys = " ".join(KEYS[item["id"]] for item in items)
        # What is one mistake away is offered only where there is nothing else.
        if keys != (case["found"] or case["near"]):
            wrong.append((case["query"], keys))
    assert wrong == [], "\n".join(map(str, wrong))
