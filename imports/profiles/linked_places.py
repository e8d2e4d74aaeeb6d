"""Linked Places: LP-TSV, and the JSON-LD format flattened to the same columns (WGS 84)."""

from __future__ import annotations

from imports.rules.mapping import Profile
from imports.rules.targets import Target
from registry.core.text import T

_T = Target

LINKED_PLACES = Profile(
    name="lp-tsv",
    title=T("Linked Places（LP-TSV、JSON-LD）"),
    note=T("世界历史地名索引等使用的交换格式"),
    source_type="dataset",
    source_title=T("Linked Places 交换文件"),
    headers={
        _T.SOURCE_ID: ("id", "uri", "@id"),
        _T.NAME: ("title",),
        _T.VARIANT: ("variants",),
        _T.KIND: ("types",),
        _T.DIVISION: ("parent_name",),
        _T.LON: ("lon",),
        _T.LAT: ("lat",),
        _T.NAMED_AT: ("start",),
        _T.NAME_UNTIL: ("end",),
        _T.DESCRIPTION: ("description",),
        _T.SOURCE_TEXT: ("title_source",),
    },
    signature=("title", "title_source", "ccodes", "start"),
    formats=frozenset({"lp-tsv", "linked-places"}),
    constants={_T.DATUM: "wgs84", _T.SECRECY: "公开"},
    ignored=(
        *("title_uri", "ccodes", "matches", "aat_types", "parent_id", "geowkt", "geo_source"),
        *("geo_id", "attestation_year", "fclasses", "links", "relations", "depictions"),
    ),
)
