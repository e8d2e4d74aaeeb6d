"""唐, 北宋, 南北朝, 光绪十一年, 民国: as written, through the dossier, to the test of age."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.heritage import queries
from registry.heritage.rules import AgeVerdict

#: As lists write it; its years; what 2026 - 1000 = 1026 makes of a settlement founded then.
ERAS = [
    ("唐", (618, 907), AgeVerdict.PROVEN),
    ("南北朝", (420, 589), AgeVerdict.PROVEN),
    ("北宋", (960, 1127), AgeVerdict.OPEN),
    ("光绪十一年", (1885, 1885), AgeVerdict.CONTRADICTED),
    ("民国", (1912, 1949), AgeVerdict.CONTRADICTED),
]


@pytest.mark.database
@pytest.mark.parametrize(("era", "years", "verdict"), ERAS)
def test_the_words_are_kept_the_years_are_the_tables_and_the_verdict_follows(
    scene, client, sign_in, era, years, verdict
):
    sign_in(client, "compiler")
    form = {
        "place_id": scene.place_id,
        "programme_id": scene.programme_id,
        "reference_year": "2026",
        "settlement-text": f"{era}已有此村",
        "settlement-era_verbatim": era,
        "settlement-source_type": "stone",
        "settlement-source_title": "墓志",
        "settlement-edition": "拓本",
        "settlement-locator": "第三行",
        "settlement-quote": "葬于龙城里",
        "settlement-stance": "supports",
    }
    answer = client.post("/heritage/nominations", data=form)
    assert answer.status_code == 303
    page = client.get(answer.location).get_data(as_text=True)
    assert era in page
    assert all(str(year) in page for year in years)
    with scene.work_as(SYSTEM) as work:
        file = queries.nominations(work.session)[0]
        programme = queries.programme(work.session, file.programme_id)
        told = queries.matrix_of(work.session, file)["settlement_age"][0]
        test = queries.age_tests_of(work.session, file, programme.rules)["settlement_age"]
    assert test.verdict is verdict
    assert (told.era_verbatim, told.computed_by != "") == (era, True)
    assert (told.years.from_min, told.years.from_max) == years
