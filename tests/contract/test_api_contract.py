"""The JSON interface keeps its own description: statuses, types, bodies; and never breaks."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from registry.core.actor import SYSTEM
from registry.places import queries, services
from registry.places.rules.claim import Gap
from registry.sources import services as sources

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def api(app, runtime):
    """The interface with two places behind it."""
    city = services.NewDivision("test", "2026", "340100", "合肥市", "city")
    county = services.NewDivision("test", "2026", "340122", "肥东县", "county", parent=city.key)
    with runtime.write(SYSTEM) as work:
        services.add_divisions(work, [city, county])
        where = services.divisions.division_id(*county.key)
        for name in ("龙城村", "岱山村"):
            place = services.NewPlace("natural_village", where, [services.NewName(name)])
            services.add_place(work, place)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


@pytest.fixture
def told(api, runtime):
    """The identifier of a place of which something is said, with evidence on both sides."""
    with runtime.write(SYSTEM) as work:
        place_id = queries.search(work.session, queries.PlaceFilter(q="龙城村")).items[0].card.id
        book = sources.add_source(
            work, source_type="gazetteer", title="某县志", edition="嘉庆刻本", grade="B"
        )
        (one, other) = (
            sources.cite(work, source_id=book.id, locator=words, quote=words)
            for words in ("卷一", "卷二")
        )
        name = queries.known_dossier(work.session, place_id).names[0]
        services.assert_claim(
            work,
            place_id=place_id,
            claim_type="name_continuous",
            value_text="自宋沿用",
            year_from_min=960,
            year_from_max=1279,
            era_verbatim="宋",
            computed_by="某人",
            method="以王朝起止计",
            name_id=name.id,
            gaps=[Gap(1276, 1368, "元", "志书不载"), Gap(None, None, "明末", "失载")],
            evidence=[(one.id, "supports"), (other.id, "contradicts")],
        )
        services.assert_claim(work, place_id=place_id, claim_type="legend", value_text="相传")
    return place_id


def test_a_place_with_claims_is_answered_as_described(api, told):
    operation = api["/api/v1/places/{place_id}"]["GET"]
    response = operation.Case(path_parameters={"place_id": told}).call_and_validate(checks=CHECKS)
    continuous, legend = sorted(response.json()["claims"], key=lambda one: one["type"])[::-1]
    assert {item["stance"]: item["locator"] for item in continuous["evidence"]} == {
        "supports": "卷一",
        "contradicts": "卷二",
    }
    assert {item["edition"] for item in continuous["evidence"]} == {"嘉庆刻本"}
    assert [(gap["year_from"], gap["year_to"], gap["reason"]) for gap in continuous["gaps"]] == [
        (1276, 1368, "志书不载"),
        (None, None, "失载"),
    ]
    assert continuous["name"] == "龙城村"
    said = {"computed_by": "某人", "method": "以王朝起止计", "era_verbatim": "宋"}
    assert {name: continuous[name] for name in said} == said
    assert (continuous["status"], continuous["from_min"], continuous["from_max"]) == (
        "asserted",
        960,
        1279,
    )
    assert (legend["evidence"], legend["gaps"], legend["computed_by"]) == ([], [], "")


def test_the_description_names_every_member_of_a_claim_and_its_closed_lists(client):
    schemas = client.get("/api/v1/openapi.json").json["components"]["schemas"]
    members = schemas["ClaimItem"]
    assert set(members["required"]) == set(members["properties"])
    assert {"computed_by", "method", "gaps", "status", "evidence"} <= set(members["properties"])
    assert schemas["ClaimStatus"]["enum"] == ["asserted", "accepted", "disputed", "rejected"]
    assert schemas["Stance"]["enum"] == ["supports", "contradicts"]
    assert members["additionalProperties"] is False


def test_every_answer_is_one_that_the_description_names(api):
    found = list(api.get_all_operations())
    assert [each.err() for each in found if hasattr(each, "err")] == []
    operations = [each.ok() for each in found]
    assert operations
    for operation in operations:
        # An address cannot be of a wrong type; a query can.
        modes = GenerationMode if operation.query else [GenerationMode.POSITIVE]
        for mode in modes:

            @settings(max_examples=25, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                case.call_and_validate(checks=CHECKS)

            ask()


def test_the_description_says_how_failures_are_told(client):
    paths = client.get("/api/v1/openapi.json").json["paths"]
    assert paths, "an interface without a path describes nothing"
    for path, methods in paths.items():
        for method, operation in methods.items():
            failures = {k: v for k, v in operation["responses"].items() if k >= "400"}
            assert failures, (path, method)
            for answer in failures.values():
                assert set(answer["content"]) == {"application/problem+json"}, (path, method)
