"""Delivery of the public copies. The original is never served, to anybody, by any view."""

from __future__ import annotations

from flask import Blueprint, Response, request

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import T
from registry.edge import access, http
from registry.photos import queries
from registry.photos.models import Photo

blueprint = Blueprint("photos", __name__)

# Kept, but shown again only after asking: a face that was covered, or a photo that was withheld,
# must be gone from caches we do not run as soon as it is gone here. The answer is a 304 mostly.
_PUBLIC_CACHE = "public, no-cache"
# Kept by the browser, but shown again only after asking whether this person still may.
_PRIVATE_CACHE = "private, no-cache"


@blueprint.get("/photos/<photo_id>/<any(large, small):variant>")
@access.public
def copy_show(photo_id: str, variant: str) -> Response:
    """One public copy: for everybody where the photo is public, else for those who work with it."""
    with http.reading() as session:
        photo = queries.photo(session, photo_id)
    # The same answer for unknown and for withheld: an id must not tell which it is.
    if photo is None or not _may_see(http.actor(), photo):
        raise NotFound("photos.unknown", T("没有这张照片"))
    digest = photo.large_key if variant == "large" else photo.small_key
    response = _unchanged(digest) or Response(http.runtime().store.read(digest))
    response.content_type = "image/jpeg"
    response.set_etag(digest)
    response.headers["Cache-Control"] = _PUBLIC_CACHE if photo.is_public else _PRIVATE_CACHE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = f'inline; filename="{photo.id}-{variant}.jpg"'
    return response


def _may_see(actor: Actor, photo: Photo) -> bool:
    return photo.is_public or actor.may(Permission.DESK) or actor.may(Permission.REPORT)


def _unchanged(digest: str) -> Response | None:
    """304 where the browser has these bytes; the store is then not asked at all."""
    return Response(status=304) if request.if_none_match.contains(digest) else None
