"""Every SELECT of coverage: the only room that reads the tables of other capabilities."""

from registry.coverage.queries.checking import Difference, differences
from registry.coverage.queries.names import NameRow, NamesWanted, names, names_count
from registry.coverage.queries.recognised import RecognisedName, recognised
from registry.coverage.queries.standing import Headline, Standing, headline, headline_of, standing

__all__ = [
    "Difference",
    "Headline",
    "NameRow",
    "NamesWanted",
    "RecognisedName",
    "Standing",
    "differences",
    "headline",
    "headline_of",
    "names",
    "names_count",
    "recognised",
    "standing",
]
