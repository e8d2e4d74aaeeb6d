"""The child process: receives files over its standard input, decodes each within limits, answers.

It holds no secret (its environment is empty), writes no file, and may die at any moment: then one
photo is refused. pool.py starts it; it imports Pillow and numpy, and nothing of the server.
"""

from __future__ import annotations

import resource
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from registry.photos.intake.exif import read_claims
from registry.photos.intake.frames import Channel, ClosedError
from registry.photos.intake.hashing import dhash, phash
from registry.photos.intake.pixels import Copy, decode, encode, open_picture, shrink
from registry.photos.rules.faults import Fault, FaultError
from registry.photos.rules.header import Format, Header
from registry.photos.rules.limits import LARGE_EDGE, SMALL_EDGE, Limits
from registry.photos.rules.sniffing import check_area, read_header

IDLE_SECONDS = 120
_ASSUMED_SIZE = 512 * 1024 * 1024


def main() -> None:
    """Serve until the parent closes the socket, or nothing has come for a while."""
    # Ctrl-C in a terminal reaches the whole group; the parent decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lock_down()
    with socket.socket(fileno=0) as sock:
        channel = Channel(sock)
        with suppress(ClosedError):
            while _something_came(sock):
                if not _serve(channel):
                    return


def _something_came(sock: socket.socket) -> bool:
    readable, _, _ = select.select([sock], [], [], IDLE_SECONDS)
    return bool(readable)


def _serve(channel: Channel) -> bool:
    """One file; False where this process should not be used again."""
    job, bodies = channel.receive(body_max=2**32)
    limits = Limits(**job)
    try:
        _bound(limits)
        answer, copies = examine_bytes(bodies[0], limits)
    except MemoryError:
        channel.send({"fault": Fault.BOMB, "facts": {}})
        return False
    channel.send(answer, *(copy.content for copy in copies))
    return True


def examine_bytes(data: bytes, limits: Limits) -> tuple[dict[str, Any], list[Copy]]:
    """Everything there is to know about one file, as plain data, and its public copies."""
    try:
        header = read_header(data, limits)
        return _derive(data, header, limits)
    except FaultError as fault:
        return {"fault": fault.fault, "facts": fault.facts}, []


def _derive(data: bytes, header: Header, limits: Limits) -> tuple[dict[str, Any], list[Copy]]:
    picture = _opened(data, header, limits)
    width, height = picture.size
    # Decoded first: asking a PNG for its EXIF decodes it in passing, and hides that it is broken.
    pixel_sha256 = _decoded(picture)
    claims = read_claims(picture)
    # The HEIC decoder has turned the picture already, by the container's own property.
    orientation = 1 if header.format is Format.HEIC else claims.orientation
    if orientation >= 5:
        width, height = height, width
    large, upright = encode(shrink(picture, orientation), LARGE_EDGE)
    small, thumbnail = encode(upright, SMALL_EDGE)
    found = {
        "format": header.format,
        "width": width,
        "height": height,
        "pixel_sha256": pixel_sha256,
        "phash": phash(thumbnail),
        "dhash": dhash(thumbnail),
        "taken_at": claims.taken_at.isoformat() if claims.taken_at else None,
        "taken_at_text": claims.taken_at_text,
        "position": claims.position,
        "sizes": [[large.width, large.height], [small.width, small.height]],
    }
    return found, [large, small]


def _opened(data: bytes, header: Header, limits: Limits) -> Image.Image:
    try:
        picture = open_picture(data, header)
    except MemoryError:
        raise
    except Exception as error:
        # A parser fed hostile bytes may raise anything.
        raise FaultError(Fault.BROKEN) from error
    # The plugin's own idea of the size is the one that will be allocated.
    check_area(picture.width, picture.height, header.format, limits)
    return picture


def _decoded(picture: Image.Image) -> str:
    try:
        return decode(picture)
    except MemoryError:
        raise
    except (OSError, UnidentifiedImageError) as error:
        is_short = "truncated" in str(error).lower()
        raise FaultError(Fault.TRUNCATED if is_short else Fault.BROKEN) from error
    except Exception as error:
        raise FaultError(Fault.BROKEN) from error


def lock_down() -> None:
    """No core dumps, and no file may grow by a byte."""
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _bound(limits: Limits) -> None:
    """Memory and processor time for the next file, counted from what is used already."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(usage.ru_utime + usage.ru_stime) + 1 + limits.cpu_seconds
    _set_soft(resource.RLIMIT_CPU, seconds)
    _set_soft(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)


def _set_soft(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard < 0 else min(value, hard), hard))


def _address_space() -> int:
    """Bytes of address space in use; a generous guess where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return _ASSUMED_SIZE
    return pages * resource.getpagesize()
