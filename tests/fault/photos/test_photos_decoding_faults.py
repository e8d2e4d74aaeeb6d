"""A child that is killed, hangs, or asks for too much costs one refusal, and nothing else."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from registry.core.errors import Refused
from registry.photos.intake import pool as pool_module
from registry.photos.intake.examining import examine
from registry.photos.intake.frames import Channel
from registry.photos.intake.pool import Pool
from registry.photos.rules import Limits
from tests.support import pictures

BILLIONS = 10**10


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """A pool of one child, warm and idle."""
    own = Pool(size=1)
    monkeypatch.setattr(pool_module, "_shared", own)
    examine(pictures.jpeg())
    yield own
    own.close()


def refusal_of(future: Future) -> str:
    error = future.exception(timeout=60)
    assert isinstance(error, Refused)
    return error.code


def test_a_child_killed_over_a_photo_refuses_that_photo_only(pool: Pool) -> None:
    taken = pool._idle[0]
    child, served = taken.process, taken.served
    os.kill(child.pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(examine, pictures.jpeg())
        # Until it has been asked: one that dies before is simply not chosen.
        while taken.served == served:
            time.sleep(0.001)
        os.kill(child.pid, signal.SIGKILL)
        assert refusal_of(asked) == "photos.crashed"
    assert child.returncode == -signal.SIGKILL
    assert examine(pictures.jpeg()).format == "jpeg"


def test_a_child_killed_while_idle_costs_nothing(pool: Pool) -> None:
    child = pool._idle[0].process
    child.kill()
    child.wait()
    assert examine(pictures.jpeg()).format == "jpeg"


def test_a_child_that_retires_as_it_is_asked_costs_nothing(pool: Pool) -> None:
    # Its socket closes in an orderly way, as when it has been idle for too long.
    child = pool._idle[0].process
    child.terminate()
    child.wait()
    child.returncode = 0
    child.poll = lambda: None
    assert examine(pictures.jpeg()).format == "jpeg"


def test_a_child_that_hangs_is_ended_when_time_is_up(pool: Pool) -> None:
    child = pool._idle[0].process
    os.kill(child.pid, signal.SIGSTOP)
    with pytest.raises(Refused) as caught:
        examine(pictures.jpeg(), Limits(wall_seconds=0.2))
    assert caught.value.code == "photos.bomb"
    assert child.returncode == -signal.SIGKILL
    assert examine(pictures.jpeg()).format == "jpeg"


def test_a_child_that_sends_rubbish_is_ended_and_its_photo_goes_to_another(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = pool._idle[0]
    monkeypatch.setattr(child.channel, "receive", rubbish)
    assert examine(pictures.jpeg()).format == "jpeg"
    assert child.process.returncode is not None
    assert child not in pool._idle


def test_a_photo_that_makes_every_child_send_rubbish_is_refused(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Channel, "receive", rubbish)
        with pytest.raises(Refused) as caught:
            examine(pictures.jpeg())
    assert caught.value.code == "photos.crashed"
    assert examine(pictures.jpeg()).format == "jpeg"


def rubbish(*_args: object) -> None:
    raise ValueError("this is no JSON")


def test_a_bomb_below_the_pixel_limit_dies_of_the_memory_limit(pool: Pool) -> None:
    limits = Limits(pixels=BILLIONS, memory_bytes=200_000_000)
    with pytest.raises(Refused) as caught:
        examine(pictures.bomb(20_000), limits)
    assert caught.value.code == "photos.bomb"
    assert examine(pictures.jpeg()).format == "jpeg"


def test_a_bomb_in_time_dies_of_the_processor_limit(pool: Pool) -> None:
    limits = Limits(pixels=BILLIONS, memory_bytes=4 * 10**9, cpu_seconds=-1)
    with pytest.raises(Refused) as caught:
        examine(pictures.bomb(20_000), limits)
    assert caught.value.code == "photos.bomb"
    assert examine(pictures.jpeg()).format == "jpeg"


def test_an_interrupted_request_does_not_leave_its_child_to_the_next(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = pool._idle[0]

    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(child.channel, "receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        examine(pictures.jpeg())
    assert child.process.returncode is not None
    assert examine(pictures.jpeg()).format == "jpeg"
