"""Whatever the network does to a phone's reports, each arrives exactly once and whole."""

from __future__ import annotations

import os

from playwright.sync_api import Browser
from sqlmodel import col, func, select

from registry.core import journal
from registry.jobs.services import run_waiting
from registry.signage import queries
from registry.signage.models import FieldReport, ReportPhoto
from tests.support.fault_proxy import Fault, network
from tests.support.phones import Phone, options
from tests.support.pictures import jpeg, scene
from tests.support.site import Site

FAULTS = [fault for fault in Fault if fault is not Fault.NONE]
STALL_S = float(os.environ.get("REGISTRY_TEST_STALL_S", "3"))
"""How long the silent line is silent; 30 for the figure of the goals."""
ROUNDS = 60


class Fates:
    """Each report has one fault of its own, once when declared and once at each photo."""

    def __init__(self) -> None:
        self.fault_of: dict[str, Fault] = {}

    def plan(self, method: str, path: str, times: int) -> Fault:
        parts = path.split("/")
        if method != "PUT" or "reports" not in parts or times > 1:
            return Fault.NONE
        client_id = parts[parts.index("reports") + 1]
        return self.fault_of.get(client_id, Fault.NONE)


def check_what_the_phone_believes(site: Site, phone: Phone) -> int:
    """A report that the phone calls complete is held whole; how many those are."""
    complete = [report for report in phone.reports() if report["state"] == "complete"]
    run_waiting(site.runtime)
    with site.runtime.database.read() as session:
        for report in complete:
            row = queries.report_by_client_id(session, report["client_id"])
            assert row.status == "received", report
            held = queries.photos_of(session, [row.id])[row.id].values()
            assert {each.sha256 for each in held} == {e["sha256"] for e in report["photos"]}
            assert {site.runtime.store.exists(each.sha256) for each in held} == {True}
    return len(complete)


def test_every_report_arrives_exactly_once(site: Site, browser: Browser) -> None:
    fates = Fates()
    with network(site.url, fates.plan, stall_s=STALL_S) as (url, between):
        phone = Phone(browser.new_context(**options(url)))
        phone.sign_in(site.accounts["crew"])
        phone.context.set_offline(True)
        phone.open("/field")
        for number, fault in enumerate(FAULTS):
            pictures = [jpeg(scene(seed=900 + 2 * number + far)) for far in (0, 1)]
            phone.photograph(pictures=(pictures[0], pictures[1]))
            known = [report["client_id"] for report in phone.reports()]
            fates.fault_of[next(each for each in known if each not in fates.fault_of)] = fault
        phone.context.set_offline(False)
        for _round in range(ROUNDS):
            phone.page.evaluate("Field.send()")
            phone.until("navigator.locks.query().then(all => all.held.length === 0)", 60)
            if check_what_the_phone_believes(site, phone) == len(FAULTS):
                break
        assert check_what_the_phone_believes(site, phone) == len(FAULTS), phone.reports()
        assert set(between.deliver_copies()) == {200}
        assert {fault for fault, times in between.befallen.items() if times >= 3} >= set(FAULTS)
        phone.context.close()
    ids = list(fates.fault_of)
    with site.runtime.database.read() as session:
        of_them = col(FieldReport.client_id).in_(ids)
        assert session.exec(select(func.count()).where(of_them)).one() == len(ids)
        rows = session.exec(select(FieldReport).where(of_them)).all()
        held = col(ReportPhoto.report_id).in_([row.id for row in rows])
        assert session.exec(select(func.count()).where(held)).one() == 2 * len(ids)
        for row in rows:
            verbs = [each.verb for each in journal.history(session, ("field_report", row.id))]
            assert verbs.count("signage.report_received") == 1
        assert journal.verify(session).broken is None
