"""Reading photos: rows by id and by digest, and the walk that proves their bytes."""

from registry.photos.queries.rows import by_digest, digests, in_use, photo, photos

__all__ = ["by_digest", "digests", "in_use", "photo", "photos"]
