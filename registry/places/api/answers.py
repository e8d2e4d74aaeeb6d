"""What the answers of the gazetteer share: the blueprint, the address of a place, problems."""

from __future__ import annotations

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field

TAG = Tag(name="places", description="Names of places: search, suggestions, single places.")
api = APIBlueprint("places_api", __name__, url_prefix="/api/v1", abp_tags=[TAG])


class PlacePath(BaseModel):
    """The identifier in the address."""

    place_id: str = Field(description="Identifier of a place.")


class Answer(BaseModel):
    """Base of everything that is answered: no field that is not described."""

    model_config = ConfigDict(extra="forbid")


class ProblemBody(BaseModel):
    """RFC 9457 problem details; `errors` names each wrong parameter."""

    type: str
    code: str
    status: int
    title: str
    errors: dict[str, list[str]] | None = None
