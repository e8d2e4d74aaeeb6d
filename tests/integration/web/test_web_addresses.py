"""Addresses, methods and parameters that nobody gave out; rates; what is nobody's business."""

from __future__ import annotations

import logging
import re

import pytest

from registry.edge import access
from registry.web import create_app
from tests.support.browserless import TokenClient
from tests.support.people import PASSWORD, email_of
from tests.support.sweeps import WHOLE
from tests.support.town import CONTACT, OBJECTOR

JSON = {"Accept": "application/json"}
MADE_UP = ("0" * 16, "x", "肥", "..%2f..%2fetc", "%00", "%ED%A0%80", "' OR 1=1 --", "x" * 3000)
#: Lists and searches: a misspelt parameter must not look like an answer. Other pages ignore what
#: they do not know, as addresses from mails and messengers carry marks of their own.
STRICT = {
    *("coverage.name_list", "coverage.name_sheet", "desk.journal_list", "maps.base_show"),
    *("coverage.step_list", "coverage.step_sheet"),
    *("coverage.problem_list", "coverage.problem_sheet"),
    *("coverage.step_name_list", "coverage.step_name_sheet"),
    *(
        "maps.screen_list",
        "places.place_list",
        "places.place_suggest",
        "places_api.place_search",
        "signage.field_home",
    ),
    *("signage.signage_index", "sources.source_list", "imports.run_list", "places.division_list"),
    *("places.merge_list", "places.pair_list", "places.reading_queue"),
    *("places.kind_list", "places.kind_preview"),
    *("coverage.day_show", "coverage.scope_show", "coverage.exemption_list"),
    *("coverage.day_sheet", "coverage.snapshot_pair", "coverage.snapshot_list"),
    *("signage.proposal_list", "signage.requirement_sheet", "signage.sign_sheet"),
    *("signage.order_new", "signage.order_divide", "signage.order_list", "web.desk_show"),
    *("signage.sample_list", "signage.unowned_list", "signage.unowned_sheet"),
    *("signage.due_list", "signage.due_sheet", "places.finding_list", "places.finding_sheet"),
    *("signage.disagreement_list", "signage.disagreement_sheet", "places.finding_new"),
    *("coverage.report_list", "signage.doorplate_list", "signage.doorplate_pdf"),
    "signage.hint_index",
    *("signage.door_batch_list", "signage.door_batch_new"),
    *("signage.batch_list", "signage.batch_new", "signage.maker_list", "signage.maker_new"),
}
CURSORS = (
    *("before=99999999999999999999", "before=0", "after=%00", "after=x", "after=bnVsbA"),
    *("after=" + "W1tb" * 2000, "after=WyJcdWQ4MDAiXQ", "after=WyJcdWQ4MDAiLCJcdWQ4MDAiXQ"),
    *("lang=en&next=/a%0ab", "next=/%0d%0aX:1", "place=%00", "lon=nan&lat=1e999"),
    *("zoom=9&bbox=nan,nan,nan,nan", "q=%00", "q=%ED%A0%80", "%00=1"),
)


def reading(app):
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    ]


PART = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<options>[^)]*)\))?:)?(?P<name>\w+)>")


def address(rule, values):
    """The rule's path with its parts filled: a value for all of them, or some by their names."""

    def fill(part):
        if part["kind"] == "any":
            return part["options"].split(",")[0]
        if part["kind"] == "int":
            return "0"
        return values if isinstance(values, str) else values.get(part["name"], "0" * 16)

    return PART.sub(fill, rule.rule)


def test_what_nobody_knows_is_not_found_and_told_with_a_code(town_app, everybody):
    wrong = {}
    for rule in [rule for rule in reading(town_app) if rule.arguments - {"variant"}]:
        if access.is_by_key(town_app.view_functions[rule.endpoint]):
            # Not found either, but told in the words of another protocol (test_house_routes).
            continue
        for value in MADE_UP:
            answer = everybody().get(address(rule, value), headers=JSON)
            told = answer.mimetype == "application/problem+json" and answer.json["code"]
            page = rule.endpoint == "signage.code_show" and answer.mimetype == "text/html"
            if answer.status_code != 404 or not (told or page):
                wrong[rule.rule, value[:20]] = answer.status_code
    assert wrong == {}


@WHOLE
def test_no_parameter_breaks_a_page_and_lists_refuse_what_they_do_not_know(town_app, everybody):
    broken, strict = {}, set()
    for rule in [rule for rule in reading(town_app) if not rule.arguments]:
        for query in CURSORS:
            answer = everybody().get(f"{rule.rule}?{query}")
            if answer.status_code >= 500:
                broken[rule.rule, query] = answer.status_code
        answer = everybody().get(f"{rule.rule}?colour=red", headers=JSON)
        if answer.status_code == 422:
            assert "colour" in answer.json["errors"], rule.rule
            strict.add(rule.endpoint)
    assert broken == {}
    assert strict == STRICT


@WHOLE
def test_a_method_that_an_address_does_not_take_is_refused(town_app, everybody):
    wrong = {}
    for rule in town_app.url_map.iter_rules():
        taken = {
            method
            for other in town_app.url_map.iter_rules()
            if other.rule == rule.rule
            for method in other.methods or ()
        }
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "BREW"} - taken:
            path = address(rule, {"filename": "css/site.css"})
            answer = everybody().open(path, method=method, headers=JSON)
            is_told = answer.status_code == 405 and answer.json["code"] == "request.method"
            if not is_told or set(answer.headers["Allow"].split(", ")) != taken:
                wrong[rule.rule, method] = answer.status_code
    assert wrong == {}


@pytest.mark.parametrize(
    ("path", "form", "allowed"),
    [
        ("/sign-in", {"email": "nobody@example.org", "password": "a guess"}, 20),
        ("objection", {}, 10),
    ],
)
def test_strangers_are_slowed_down_with_a_problem(town, demo_runtime, path, form, allowed):
    app = create_app(demo_runtime.settings, runtime=demo_runtime)
    app.test_client_class = TokenClient
    client = app.test_client()
    if path == "objection":
        path = town.acts["heritage.objection_create"].path
    answers = [client.post(path, data=form, headers=JSON) for _ in range(allowed + 1)]
    assert {answer.status_code for answer in answers[:-1]} <= {401, 422}
    last = answers[-1]
    assert (last.status_code, last.mimetype) == (429, "application/problem+json")
    assert last.json["code"] == "request.too_many"
    assert int(last.headers["Retry-After"]) > 0
    page = client.post(path, data=form, headers={"Accept": "text/html"})
    assert page.status_code == 429
    assert "request.too_many" in page.text


def test_another_address_in_a_header_is_believed_from_trusted_proxies_only(demo_runtime, cast):
    form = {"email": "nobody@example.org", "password": "a guess"}
    statuses = {}
    for proxies in (0, 1):
        changed = {"trusted_proxies": proxies}
        settings = demo_runtime.settings.model_copy(update=changed)
        app = create_app(settings, runtime=demo_runtime)
        app.test_client_class = TokenClient
        client = app.test_client()
        statuses[proxies] = {
            client.post(
                "/sign-in", data=form, headers={**JSON, "X-Forwarded-For": f"10.0.0.{number}"}
            ).status_code
            for number in range(22)
        }
    assert 429 in statuses[0]
    assert 429 not in statuses[1]


@WHOLE
def test_no_page_of_the_public_or_the_compiler_tells_who_objected(town, town_app, sign_in):
    app = town_app
    client = app.test_client()
    personal = (OBJECTOR, CONTACT, "碑是宋碑")
    for part in ("visitor", "compiler", "expert", "crew", "administrator"):
        sign_in(client, part)
        for rule in reading(app):
            values = {
                "nomination_id": town.ids["notified"],
                "notice_id": town.ids["notice"],
                "objection_id": town.ids["objection"],
                "place_id": town.ids["village4"],
            }
            path = address(rule, values)
            # An archive is stored uncompressed: what it holds can be read in it.
            page = client.get(path).data.decode(errors="replace")
            assert not any(words in page for words in personal), (part, path)


def test_the_public_sees_no_crew_and_no_photo_before_the_verdict(town, town_app, seen):
    from registry.signage import queries

    client = town_app.test_client()
    waiting = seen(queries.report, town.ids["report"])
    held = seen(queries.photos_of, [waiting.id])[waiting.id]
    for photo in held.values():
        for variant in ("large", "small"):
            assert client.get(f"/photos/{photo.photo_id}/{variant}").status_code == 404
    code = seen(queries.sign, town.ids["verified"]).code
    for path in (f"/s/{code}", f"/places/{town.ids['village3']}", "/", "/coverage", "/map/data"):
        page = client.get(path).text
        assert "other_crew" not in page
        assert town.stage.cast.crew.name + "<" not in page
    assert client.get(f"/field/reports/{waiting.id}", headers=JSON).status_code == 401


def test_a_report_is_read_in_its_own_divisions_only(town, town_app, sign_in, work_as):
    from registry.accounts.rules import Role
    from registry.core.actor import SYSTEM
    from tests.support.people import play

    path = f"/signage/reports/{town.ids['report']}"
    with work_as(SYSTEM) as work:
        elsewhere = play(work, "elsewhere", Role.REVIEWER_COUNTY, scope="/another")
        here = play(work, "here", Role.REVIEWER_COUNTY, scope=town.land.county_path)
    client = town_app.test_client()
    sign_in(client, elsewhere)
    assert client.get(path, headers=JSON).status_code == 404
    assert client.post(f"{path}/verdict", data={"verdict": "accept"}).status_code == 403
    sign_in(client, here)
    assert client.get(path).status_code == 200


def test_a_sign_in_leaves_no_password_in_log_or_journal(town, everybody, town_app, caplog, seen):
    from registry.core import journal

    caplog.set_level(logging.DEBUG)
    word = "the lake has two shores"
    act = town.acts["accounts.password_update"]
    assert everybody().post(act.path, data=act.form).status_code == 303
    client = town_app.test_client()
    form = {"email": email_of("everybody"), "password": word}
    assert client.post("/sign-in", data=form).status_code == 303
    assert client.post("/sign-in", data={**form, "password": "wrong guess"}).status_code == 401
    written = "".join(
        str((entry.before, entry.after, entry.reason)) for entry in seen(journal.latest, None, 500)
    )
    logged = caplog.text
    for secret in (word, PASSWORD, "wrong guess", "argon2"):
        assert secret not in written
        assert secret not in logged
