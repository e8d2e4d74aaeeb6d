"""The child that reads text in photos: it loads the model once and answers, one picture at a time.

Like the child that decodes photos it holds no secret and writes no file. It is only given copies
that this program encoded itself. reading.py starts it, and only where the extra `ocr` is installed:
with its model it takes 0.6 to 0.9 GB, which is why it is a process that goes away again.
"""

from __future__ import annotations

import io
import select
import signal
import socket
from contextlib import suppress
from typing import Any

from PIL import Image

from registry.photos.intake.frames import Channel, ClosedError
from registry.photos.intake.worker import lock_down

IDLE_SECONDS = 60
_SIDE = 1280
"""Longest side given to the model: more finds less and takes three times as long (measured)."""


def main() -> None:
    """Serve until the parent closes the socket, or nothing has come for a while."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lock_down()
    engine = _engine()
    with socket.socket(fileno=0) as sock:
        channel = Channel(sock)
        with suppress(ClosedError):
            while select.select([sock], [], [], IDLE_SECONDS)[0]:
                job, bodies = channel.receive(body_max=2**26)
                is_code = job.get("what") == "code"
                channel.send(read_code(bodies[0]) if is_code else read(engine, bodies[0]))


def _engine() -> Any:
    from rapidocr import RapidOCR

    one = {"intra_op_num_threads": 1, "inter_op_num_threads": 1}
    threads = {f"EngineConfig.onnxruntime.{name}": count for name, count in one.items()}
    return RapidOCR(
        params={"Global.max_side_len": _SIDE, "Global.log_level": "critical", **threads}
    )


def read(engine: Any, content: bytes) -> dict[str, Any]:
    """Lines of text in reading order: `lines` of text, score (0 to 1) and box.

    A box is left, top, width, height as parts of the picture (0 to 1), level with its sides.
    """
    pixels = _pixels(content)
    found = engine(pixels)
    height, width = pixels.shape[:2]
    if found.txts is None:
        return {"lines": []}
    lines = []
    for text, score, corners in zip(found.txts, found.scores, found.boxes, strict=True):
        left, top = (max(0.0, float(value)) for value in corners.min(axis=0))
        right, bottom = (float(value) for value in corners.max(axis=0))
        box = [left / width, top / height, (right - left) / width, (bottom - top) / height]
        rounded = [round(min(1.0, part), 4) for part in box]
        lines.append({"text": str(text), "score": round(float(score), 4), "box": rounded})
    return {"lines": lines}


def read_code(content: bytes) -> dict[str, Any]:
    """What the QR code in a picture says, as `code`; "" where none is found."""
    import cv2

    said, _corners, _straight = cv2.QRCodeDetector().detectAndDecode(_pixels(content))
    return {"code": str(said or "")}


def _pixels(content: bytes) -> Any:
    """Blue, green, red, as both programs want them."""
    import numpy as np

    with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
