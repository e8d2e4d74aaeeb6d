"""A server killed while a large attachment comes: it goes on, and nothing is attached by halves."""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import Any

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.heritage import queries, services
from registry.storage import digest_of
from registry.storage.directory import DirectoryStore
from tests.integration.heritage.test_heritage_uploads import FILM, PIECE, Sender

pytestmark = pytest.mark.database

FORKED = multiprocessing.get_context("fork")
#: At each point; the long run asks for more.
ROUNDS = int(os.environ.get("REGISTRY_TEST_KILLS", "1"))

#: Where a server dies while it takes a piece in the middle, and how many octets lie here then.
IN_THE_MIDDLE = {"piece stored, no row": PIECE, "piece noted, not committed": PIECE}
#: Where it dies over the last piece.
AT_THE_END = ("nothing stored", "file stored, no row", "attached, not committed")
#: Where it dies before the sender has its answer.
UNHEARD = "committed, the answer lost"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_after(act: Any) -> Any:
    """The same act, and the power goes when it is done."""

    def once(*given: Any, **named: Any) -> Any:
        act(*given, **named)
        die()

    return once


def prepare(point: str) -> None:
    """Let this process die at a point."""
    if point == "piece stored, no row":
        DirectoryStore.put = dying_after(DirectoryStore.put)
    elif point == "piece noted, not committed":
        services.add_upload_part = dying_after(services.add_upload_part)
    elif point == "nothing stored":
        services.keep_attachment = dying_after(lambda *_given, **_named: None)
    elif point == "file stored, no row":
        services.keep_attachment = dying_after(services.keep_attachment)
    elif point == "attached, not committed":
        services.finish_upload = dying_after(services.finish_upload)


def killed(runtime, sender: Sender, first: int, point: str) -> None:
    """Send the piece that begins there, in a process that dies at a point."""

    def take_in() -> None:
        prepare(point)
        sender.piece(first)
        die()

    runtime.database.engine.dispose()
    process = FORKED.Process(target=take_in)
    process.start()
    process.join(timeout=120)
    assert process.exitcode == -signal.SIGKILL, point


def held(scene, runtime, sender: Sender) -> tuple[bool, int]:
    """Whether the file is attached, and how much of it lies here; all of it whole."""
    with scene.work_as(SYSTEM) as work:
        found = sender.path.split("/")[4]
        standing = [one.sha256 for one in queries.standing_attachments(work.session, found)]
        coming = {row.sha256: octets for row, octets in queries.uploads_of(work.session, found)}
        pieces = [
            part.part_sha256
            for row, _octets in queries.uploads_of(work.session, found)
            for part in queries.upload_parts(work.session, row.id)
        ]
        stored = [
            digest
            for one in queries.stored_attachments(work.session)
            for digest in one.blobs.values()
        ]
        assert journal.verify(work.session).broken is None
    for digest in (*stored, *pieces):
        assert digest_of(runtime.store.read(digest)) == digest
    whole = digest_of(sender.content)
    assert standing.count(whole) <= 1
    return whole in standing, coming.get(whole, 0)


@pytest.fixture
def send(scene, client, sign_in):
    """`send(3)`: a sender of the third film, declared, its first piece here."""
    found = scene.nominate()
    sign_in(client, scene.cast.compiler)

    def begin(number: int) -> Sender:
        sender = Sender(client, found, FILM + number.to_bytes(4))
        assert sender.declare().status_code == 201
        assert sender.piece(0).status_code == 202
        return sender

    return begin


def test_a_file_goes_on_after_a_kill_between_its_pieces(scene, runtime, send):
    for number in range(ROUNDS):
        sender = send(number)
        for point, octets in IN_THE_MIDDLE.items():
            killed(runtime, sender, PIECE, point)
            assert held(scene, runtime, sender) == (False, octets), point
        killed(runtime, sender, PIECE, UNHEARD)
        assert held(scene, runtime, sender) == (False, 2 * PIECE)
        assert sender.all().status_code == 201
        assert held(scene, runtime, sender) == (True, 0)


def test_a_kill_at_the_last_piece_attaches_the_file_whole_or_not_at_all(scene, runtime, send):
    for number in range(ROUNDS):
        sender = send(number)
        sender.piece(PIECE)
        for point in AT_THE_END:
            killed(runtime, sender, 2 * PIECE, point)
            assert held(scene, runtime, sender) == (False, 2 * PIECE), point
        killed(runtime, sender, 2 * PIECE, UNHEARD)
        assert held(scene, runtime, sender) == (True, 0)
        # Declared again, as the page does after a cut: it is told that the file is there.
        assert sender.declare().json["code"] == "heritage.attachment_exists"
        assert runtime.store.read(digest_of(sender.content)) == sender.content
