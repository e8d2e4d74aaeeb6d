"""One photo taken in: ours against the least that must be done, and against doing it plainly.

The least (the limit) is what no intake can leave out: decode at half size, encode one 1600 px copy,
SHA-256 of the original. Plainly is full decode, two LANCZOS copies. Samples are taken in turn, so
that what else the machine does meets all of them alike. Where `pip install "pyvips[binary]"` was
run, libvips on one thread stands beside them; no part of the program needs it.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import io
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from registry.photos.intake import pool
from registry.photos.intake.examining import examine
from registry.photos.services import prepare
from registry.storage import open_store

ROUNDS = 15
LARGE, SMALL = 1600, 320


def measure() -> list[dict[str, Any]]:
    """The rows of the table; milliseconds for each photo."""
    photo = made()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(folder)
        ways: dict[str, Callable[[], object]] = {
            "limit": lambda: limit(photo),
            "examine": lambda: examine(photo),
            "prepare": lambda: prepare(store, photo),
            "plainly": lambda: plainly(photo),
            "pair": lambda: pair(photo),
        }
        if importlib.util.find_spec("pyvips"):
            os.environ["VIPS_CONCURRENCY"] = "1"
            vips = importlib.import_module("pyvips")
            ways["vips"] = lambda: by_vips(vips, photo)
        samples = in_turn(ways)
    pool.close()
    return _lines(samples, f"4000 x 3000, {len(photo) / 1e6:.1f} MB")


def _lines(samples: dict[str, list[float]], size: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = [
        {
            "measure": "photo: examined in the child, copies made",
            "ours": samples["examine"],
            "anchor": samples["limit"],
            "unit": "ms",
            "note": f"{size}; anchor: decode 1/2 + encode + SHA-256",
        },
        {
            "measure": "photo: the same, against full decode and LANCZOS",
            "ours": samples["examine"],
            "anchor": samples["plainly"],
            "unit": "ms",
            "note": "anchor has no child, no hashes, no digest",
        },
        {
            "measure": "photo: examined and stored durably",
            "ours": samples["prepare"],
            "anchor": samples["limit"],
            "unit": "ms",
            "note": "original and two copies put, which were there before",
        },
        {
            "measure": "photo: each of two at once, on two children",
            "ours": [sample / 2 for sample in samples["pair"]],
            "anchor": samples["examine"],
            "unit": "ms",
            "note": "anchor: one at a time; 0.5 on two free cores",
        },
    ]
    if "vips" in samples:
        lines.append(
            {
                "measure": "photo: examined in the child, against libvips on one thread",
                "ours": samples["examine"],
                "anchor": samples["vips"],
                "unit": "ms",
                "note": "anchor: two thumbnails at its defaults and SHA-256, no child, no hashes",
            }
        )
    return lines


def in_turn(ways: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Milliseconds of each way, one sample of every way in each round, after one to warm up."""
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            if turn:
                samples[name].append((time.perf_counter() - began) * 1000)
    return samples


def limit(photo: bytes) -> None:
    """What no intake can leave out."""
    hashlib.sha256(photo).digest()
    picture = Image.open(io.BytesIO(photo))
    picture.draft("RGB", (LARGE, LARGE * 3 // 4))
    picture.load()
    # An encoder's cost is that of its pixels, so a crop stands for the shrunk picture.
    picture.crop((0, 0, LARGE, LARGE * 3 // 4)).save(io.BytesIO(), "JPEG", quality=82)


def plainly(photo: bytes) -> None:
    """What the documentation of any picture library suggests first."""
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(photo)))
    for edge in (LARGE, SMALL):
        copy = upright.resize((edge, edge * 3 // 4), Image.Resampling.LANCZOS)
        copy.save(io.BytesIO(), "JPEG", quality=82)


def by_vips(vips: Any, photo: bytes) -> None:
    """The same copies by libvips, the way its manual makes thumbnails."""
    hashlib.sha256(photo).digest()
    large = vips.Image.thumbnail_buffer(photo, LARGE, height=LARGE, size="down").copy_memory()
    large.jpegsave_buffer(Q=82, keep="none")
    large.thumbnail_image(SMALL).jpegsave_buffer(Q=78, keep="none")


def pair(photo: bytes) -> None:
    """Two uploads at the same moment."""
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(examine, (photo, photo)))


def made(seed: int = 7) -> bytes:
    """A photo as a phone makes it: 12 megapixels, about 4 MB, soft shapes under sensor noise."""
    chance = np.random.default_rng(seed)
    coarse = Image.fromarray(chance.integers(0, 255, (30, 40, 3), dtype=np.uint8))
    soft = np.asarray(coarse.resize((4000, 3000), Image.Resampling.BICUBIC), dtype=np.int16)
    noisy = soft + chance.normal(0, 6, (3000, 4000, 1)).astype(np.int16)
    out = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=93)
    return out.getvalue()
