"""Rows of the gazetteer: divisions, places, their names, claims, their past, search terms."""

from registry.places.models.claim import Claim, ClaimEvidence
from registry.places.models.division import Division, DivisionChange
from registry.places.models.finding import FindingCount, PlaceFinding
from registry.places.models.name import LocalReading, PlaceName
from registry.places.models.past import PlaceMerge, PlacePair, PlacePast
from registry.places.models.place import Place, PlaceGeometry
from registry.places.models.reclassing import PlaceReclassing
from registry.places.models.search import PlaceGram, PlaceKey, PlaceLine
from registry.places.models.tally import NameBelow, NameLine, NameTally, NameWeek

__all__ = [
    "Claim",
    "ClaimEvidence",
    "Division",
    "DivisionChange",
    "FindingCount",
    "LocalReading",
    "NameBelow",
    "NameLine",
    "NameTally",
    "NameWeek",
    "Place",
    "PlaceFinding",
    "PlaceGeometry",
    "PlaceGram",
    "PlaceKey",
    "PlaceLine",
    "PlaceMerge",
    "PlaceName",
    "PlacePair",
    "PlacePast",
    "PlaceReclassing",
]
