"""Every heritage route, every role, inside and outside its division: who gets in and who does not.

Writes are sent with the form that succeeds, done in full and taken back, so that each person meets
the same town.
"""

from __future__ import annotations

import pytest

from registry.accounts.rules import Role
from registry.core.actor import ANONYMOUS, SYSTEM
from tests.support.listed import listed
from tests.support.people import play
from tests.support.sweeps import WHOLE
from tests.support.town_acts import resent

AWAY = "/elsewhere/far"
NOBODY: set[str] = set()
#: "everybody" holds all roles everywhere, and compiled the file "own".
AUTHOR = {"everybody"}
TAKING_PART = {
    *("compiler", "reviewer_township", "reviewer_county", "reviewer_city"),
    *("reviewer_province", "expert", "steward"),
} | AUTHOR
COMPILER = {"compiler"} | AUTHOR
COUNTY = {"reviewer_county"} | AUTHOR
EXPERT = {"expert"} | AUTHOR
BUREAU = {"steward"} | AUTHOR
ALL = "all"
#: The list of files is open to whoever takes part anywhere; it shows what each may read.
ANYWHERE = TAKING_PART | {f"{part} away" for part in TAKING_PART}

#: Who gets in, by endpoint; "away" is the same role for another division.
WRITES = {
    "heritage.nomination_create": COMPILER,
    "heritage.nomination_update": AUTHOR,
    "heritage.claim_create": AUTHOR,
    "heritage.citation_create": AUTHOR,
    "heritage.claim_remove": AUTHOR,
    "heritage.guide_save": AUTHOR,
    "heritage.attachment_create": AUTHOR,
    "heritage.attachment_update": AUTHOR,
    "heritage.attachment_withdraw": AUTHOR,
    "heritage.decision_create": COUNTY,
    "heritage.finding_create": EXPERT,
    # Assigned to one expert; the others with the same leave are kept out.
    "heritage.vote_create": AUTHOR,
    "heritage.assignment_create": BUREAU,
    "heritage.assignment_end": BUREAU,
    "heritage.recusal_create": TAKING_PART,
    "heritage.visit_create": {"reviewer_county", "steward"} | AUTHOR,
    "heritage.visit_update": AUTHOR,
    # The bureau may take a visit back that somebody else has made.
    "heritage.visit_withdraw": BUREAU,
    "heritage.visit_photo_create": AUTHOR,
    "heritage.visit_photo_withdraw": AUTHOR,
    "heritage.note_create": TAKING_PART - {"compiler"},
    # The rules of a programme hold everywhere: leave for one county is not enough.
    "heritage.edition_create": AUTHOR,
    "heritage.programme_create": AUTHOR,
    "heritage.nomination_change_edition": BUREAU,
    "heritage.consent_create": BUREAU,
    "heritage.consent_withdraw": BUREAU,
    # A list is the whole bureau's: leave for one county is not enough.
    "heritage.candidate_settle": AUTHOR,
    "heritage.notice_create": BUREAU,
    "heritage.notice_close": BUREAU,
    "heritage.objection_create": ALL,
    "heritage.answer_create": BUREAU,
    "heritage.duty_create": BUREAU,
    "heritage.filing_update": BUREAU,
    "heritage.announcement_update": BUREAU,
}
READS = {
    "heritage.heritage_index": ("/heritage", ALL),
    "heritage.candidate_show": ("/heritage/candidates/{candidate}", ALL),
    "heritage.nomination_list": ("/heritage/nominations", ANYWHERE),
    "heritage.nomination_new": ("/heritage/nominations/new?place={village6}", COMPILER),
    "heritage.nomination_show": ("/heritage/nominations/{submitted}", TAKING_PART),
    "heritage.attachment_list": ("/heritage/nominations/{submitted}/attachments", TAKING_PART),
    "heritage.attachment_edit": ("/heritage/attachments/{attachment}/edit", AUTHOR),
    "heritage.visit_new": (
        "/heritage/nominations/{submitted}/visits/new",
        {"reviewer_county", "steward"} | AUTHOR,
    ),
    # The visit is shared: its applicant reads it as well.
    "heritage.visit_show": ("/heritage/visits/{visit}", TAKING_PART),
    "heritage.visit_edit": ("/heritage/visits/{visit}/edit", AUTHOR),
    "heritage.nomination_edit": ("/heritage/nominations/{own}/edit", AUTHOR),
    "heritage.nomination_start": ("/heritage/nominations/start?place={village6}", COMPILER),
    "heritage.guide_resume": ("/heritage/nominations/{own}/guide", AUTHOR),
    "heritage.guide_step": ("/heritage/nominations/{own}/guide/origin", AUTHOR),
    "heritage.guide_check": ("/heritage/nominations/{own}/guide-check", AUTHOR),
    "heritage.claim_new": ("/heritage/nominations/{own}/claims", AUTHOR),
    "heritage.citation_new": ("/heritage/nominations/{own}/claims/{link}/citations", AUTHOR),
    "heritage.notice_show": ("/heritage/notices/{notice}", ALL),
    "heritage.notice_snapshot": ("/heritage/notices/{notice}/snapshot.json", ALL),
    "heritage.duty_list": ("/heritage/duties", {"steward", "steward away"} | AUTHOR),
    "heritage.duty_new": ("/heritage/duties/new?place={village6}", BUREAU),
    "heritage.filing_show": ("/heritage/filings/{filing}", BUREAU),
    "heritage.announcement_edit": ("/heritage/announcements/{announcement}/edit", BUREAU),
    "heritage.era_list": ("/heritage/eras", ALL),
    "heritage.programme_show": ("/heritage/programmes/{programme}", ALL),
    "heritage.programme_new": ("/heritage/programmes/new", AUTHOR),
    "heritage.edition_new": ("/heritage/programmes/{programme}/editions/new", AUTHOR),
    "heritage.proof_show": ("/heritage/verify", ALL),
    "heritage.answer_new": ("/heritage/objections/{objection}/answer", BUREAU),
}
#: Shown of what follows from a recognition, which stands in the town for one test only.
AFTERWARDS = {
    "heritage.recognition_show": ("/heritage/recognitions/{recognition}", ALL),
    "heritage.edition_snapshot": ("/heritage/lists/{list}/1.json", ALL),
    "heritage.announcement_show": ("/heritage/announcements/{announced}", ALL),
    "heritage.announcement_snapshot": ("/heritage/announcements/{announced}/snapshot.json", ALL),
    # Whoever holds the receipt of an objection, and nobody is named on it.
    "heritage.objection_show": ("/heritage/receipts/{receipt}", ALL),
    "heritage.certificate_pdf": ("/heritage/recognitions/{recognition}/certificate.pdf", BUREAU),
    "heritage.plaque_pdf": ("/heritage/recognitions/{recognition}/plaque.pdf", BUREAU),
    # No notice shows this one; to others it answers as if it did not exist.
    "heritage.attachment_show": ("/heritage/attachments/{listed_file}/original", TAKING_PART),
    "heritage.visit_photo_show": ("/heritage/visit-photos/{listed_photo}/files/copy", TAKING_PART),
}


@pytest.fixture
def parts(town, work_as):
    """Every role inside and outside the town's county, and those without any."""
    with work_as(SYSTEM) as work:
        people = {
            f"{role.value}{suffix}": play(work, f"matrix {role.value}{suffix}", role, scope=scope)
            for role in Role
            for suffix, scope in (("", town.land.county_path), (" away", AWAY))
        }
        people["no role"] = play(work, "matrix no role")
    return {**people, "everybody": town.person, "visitor": ANONYMOUS}


@pytest.fixture
def clients(town_app, parts, sign_in):
    """A browser for each of them, signed in before any write is only rehearsed."""
    found = {}
    for part, who in parts.items():
        found[part] = town_app.test_client()
        sign_in(found[part], who)
    return found


def admitted(answer) -> bool:
    """Whether somebody got in; anything but an answer or a plain refusal fails the test."""
    location = answer.headers.get("Location", "")
    if answer.status_code in {401, 403} or "/sign-in" in location:
        return False
    assert answer.status_code in {200, 303}, (answer.status_code, answer.text[:300])
    return True


def expected(allowed, parts) -> set[str]:
    return set(parts) if allowed == ALL else allowed


def test_the_matrix_names_every_heritage_route(town, town_app):
    routes = {r.endpoint for r in town_app.url_map.iter_rules()}
    heritage = {endpoint for endpoint in routes if endpoint.startswith("heritage.")}
    assert heritage == set(WRITES) | set(READS) | set(AFTERWARDS)


@WHOLE
def test_each_page_opens_to_its_people_and_to_no_other(town, town_app, parts, sign_in):
    client, wrong = town_app.test_client(), {}
    for part, who in parts.items():
        sign_in(client, who)
        for endpoint, (path, allowed) in READS.items():
            got_in = admitted(client.get(path.format(**town.ids)))
            if got_in != (part in expected(allowed, parts)):
                wrong[endpoint, part] = got_in
    assert wrong == {}


@WHOLE
def test_each_write_succeeds_for_its_people_and_for_no_other(town, parts, clients, rehearsal):
    wrong = {}
    for endpoint, allowed in WRITES.items():
        act = town.acts[endpoint]
        for part, client in clients.items():
            rehearsal.clear()
            got_in = admitted(client.post(act.path, data=resent(act.form)))
            if got_in != (part in expected(allowed, parts)):
                wrong[endpoint, part] = got_in
            assert got_in or not rehearsal.committed, (endpoint, part)
    assert wrong == {}


def test_the_list_of_files_shows_nothing_of_another_division(town, town_app, parts, sign_in):
    client = town_app.test_client()
    for part in sorted(ANYWHERE - AUTHOR):
        if part in parts:
            sign_in(client, parts[part])
            shown = "岱山村" in client.get("/heritage/nominations").text
            assert shown == (not part.endswith("away")), part


def test_what_follows_from_a_recognition_opens_to_its_people_and_to_no_other(
    town, town_app, parts, clients, work_as, cast, demo_runtime
):
    ids, wrong = listed(town, work_as, cast, demo_runtime.store), {}
    for endpoint, (path, allowed) in AFTERWARDS.items():
        for part, client in clients.items():
            answer = client.get(path.format(**ids))
            withheld = endpoint == "heritage.attachment_show" and answer.status_code == 404
            got_in = not withheld and admitted(answer)
            answer.close()
            if got_in != (part in expected(allowed, parts)):
                wrong[endpoint, part] = answer.status_code
    assert wrong == {}
