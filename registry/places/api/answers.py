"""What the answers of the gazetteer share: the blueprint and the address of a place."""

from __future__ import annotations

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

TAG = Tag(name="places", description="Names of places: search, suggestions, single places.")
api = APIBlueprint("places_api", __name__, url_prefix="/api/v1", abp_tags=[TAG])


class PlacePath(BaseModel):
    """The identifier in the address."""

    place_id: str = Field(description="Identifier of a place.")
