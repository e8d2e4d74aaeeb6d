"""Reading photos: rows by id and by digest, what is covered, the walk that proves their bytes."""

from registry.photos.queries.redactions import (
    Copies,
    copies_at,
    first_copies,
    redactions_of,
)
from registry.photos.queries.rows import by_digest, digests, in_use, photo, photos

__all__ = [
    "Copies",
    "by_digest",
    "copies_at",
    "digests",
    "first_copies",
    "in_use",
    "photo",
    "photos",
    "redactions_of",
]
