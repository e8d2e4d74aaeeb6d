"""Files that want to do harm, sent to a running server: each refused by name, others answered."""

from __future__ import annotations

import pytest
from sqlmodel import select

from benchmarks.field_load import way_of
from benchmarks.hostile_files import asking_meanwhile, delivered
from registry.accounts.views import SESSION_COOKIE
from registry.core import journal
from registry.signage.models import FieldReport
from tests.support.pictures import HOSTILE, UNUSUAL
from tests.support.served import Server
from tests.support.signs import manifest_of

#: Nobody can declare a photo of no bytes.
AT_THE_MANIFEST = {"empty": "form.invalid"}
HONEST = ("progressive jpeg", "sixteen-bit png", "webp", "heic")


@pytest.fixture
def server(settings, tmp_path):
    with Server(settings, tmp_path) as running:
        yield running


@pytest.fixture
def way(server, tokens):
    return way_of(server.port, {SESSION_COOKIE: tokens[0]})


def test_every_hostile_file_is_refused_by_name_while_the_server_answers_others(
    server, way, stage, runtime
):
    files = {name: make() for name, (make, _) in HOSTILE.items()}
    files |= {name: UNUSUAL[name][0]() for name in HONEST}
    declared = manifest_of(stage.made())
    with asking_meanwhile(server.port) as others:
        outcomes = {each.name: each.code for each in delivered(way, declared, files)}
    expected = {name: code for name, (_, code) in HOSTILE.items()} | AT_THE_MANIFEST
    assert outcomes == expected | dict.fromkeys(HONEST, "")
    assert server.process.poll() is None
    assert others.faults == []
    assert others.seconds
    with runtime.database.read() as session:
        assert journal.verify(session).broken is None
        complete = [row for row in session.exec(select(FieldReport)) if row.status == "received"]
    assert len(complete) == len(HONEST)
