"""A filled-in form as Collect sends it: read safely, within limits, into plain values by path.

A submission has no business with a DOCTYPE, and entities are declared nowhere else: refusing it
keeps out both entities that grow and entities that name files. Nothing is ever fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID
from xml.parsers import expat

from registry.core.errors import Invalid, Refused
from registry.core.text import T, Text

MOST_XML: Final = 262_144
"""Octets of one filled-in form; ours has under 3 000."""
_DEEPEST: Final = 12
_MOST_ELEMENTS: Final = 500
_PREFIX: Final = "uuid:"


@dataclass(frozen=True, slots=True)
class Instance:
    """One filled-in form. `values` are texts by path below the root, such as `meta/instanceID`."""

    form_id: str
    version: str
    instance_id: str
    values: dict[str, str]


def read_instance(xml: bytes) -> Instance:
    """Read a submission; `instance_id` is the UUID without its prefix, in lower case.

    Raises:
        Refused: `signage.collect_xml`: no XML, a DOCTYPE, too large, too deep, one path twice;
            `signage.collect_edit`: it changes an earlier one (decision 0041).
        Invalid: `instanceID` is missing or no UUID.
    """
    if len(xml) > MOST_XML:
        raise _refused(T("表单内容太大，最多 %(n)d 字节", n=MOST_XML))
    reader = _Reader()
    reader.read(xml)
    values = reader.values
    if values.get("meta/deprecatedID"):
        raise Refused(
            "signage.collect_edit",
            T("已经送到的上报不能修改。请为同一块标志另填一份新的"),
        )
    return Instance(
        form_id=reader.root.get("id", ""),
        version=reader.root.get("version", ""),
        instance_id=_uuid(values.get("meta/instanceID", "")),
        values=values,
    )


def _uuid(text: str) -> str:
    try:
        if text.startswith(_PREFIX):
            return str(UUID(text.removeprefix(_PREFIX)))
    except ValueError:
        pass
    raise Invalid({"instanceID": [T("缺少 instanceID，或不是 uuid: 开头的编号")]})


def _refused(text: Text) -> Refused:
    return Refused("signage.collect_xml", text)


@dataclass(slots=True)
class _Reader:
    """Follows the path of open elements; a leaf's text is its value."""

    values: dict[str, str] = field(default_factory=dict)
    root: dict[str, str] = field(default_factory=dict)
    _path: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _is_leaf: bool = True
    _count: int = 0

    def read(self, xml: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text_found
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(xml, True)  # noqa: FBT003 - expat takes no keywords
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise _refused(T("表单内容不是完整的 XML")) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS or len(self._path) >= _DEEPEST:
            raise _refused(T("表单内容的层次或项目太多"))
        if not self._path:
            self.root = attributes
        self._path.append(name.rpartition(" ")[2])
        self._text, self._is_leaf = [], True

    def _end(self, _name: str) -> None:
        path = "/".join(self._path[1:])
        if self._is_leaf and path:
            if path in self.values:
                raise _refused(T("表单里的 %(name)s 出现了两次", name=path[:60]))
            self.values[path] = "".join(self._text).strip()
        self._path.pop()
        self._text, self._is_leaf = [], False

    def _text_found(self, text: str) -> None:
        self._text.append(text)

    def _doctype(self, *_rest: object) -> None:
        raise _refused(T("表单内容不能带 DOCTYPE"))
