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
from registry.places import services

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
