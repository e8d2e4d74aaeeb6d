"""A form filled in with Collect → typed values: all faults at once, each under its question."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from registry.core.forms import Blank, Form, Line, OptionalLine, Wrong, parse
from registry.core.geo import Position, position_fault
from registry.core.text import T, Text
from registry.signage.forms import Moment, Observed
from registry.signage.rules.codes import normal
from registry.signage.rules.collect import Instance
from registry.signage.rules.kinds import CaptureSource, Defect
from registry.signage.services import Filled, Submission

CLIENT = "openrosa"
_WORST_M = 1e7


@dataclass(frozen=True, slots=True)
class Spot:
    """A geopoint of Collect: WGS 84 degrees, accuracy in metres.

    Without `allow-mock-accuracy` Collect writes 0 for the accuracy of a position that an app makes
    up (and for one that states none): so 0 is no accuracy, and `mock` says what it says.
    """

    lon: float
    lat: float
    accuracy_m: float | None
    mock: bool


def _spot(text: str) -> Spot:
    try:
        lat, lon, *rest = (float(part) for part in text.split())
    except ValueError:
        raise Wrong(T("位置要写作“纬度 经度 海拔 误差”")) from None
    fault = position_fault(lon, lat)
    if fault is not None:
        raise Wrong(fault)
    stated = rest[1] if len(rest) > 1 else math.nan
    is_usable = math.isfinite(stated) and 0 < stated <= _WORST_M
    return Spot(lon, lat, stated if is_usable else None, mock=stated == 0)


def _sign_found(sign_id: str) -> str:
    if not sign_id:
        raise Wrong(T("没有这个编码的标志，请重新扫码或从清单里选"))
    return sign_id


def _file_name(name: str) -> str:
    if "/" in name or "\\" in name:
        raise Wrong(T("照片的文件名不对，请重新拍"))
    return name


FileName = Annotated[Line, AfterValidator(_file_name)]


class CollectForm(Observed):
    """What our survey form asks, besides what Collect notes by itself."""

    sign_id: Annotated[str, AfterValidator(_sign_found)]
    defects: Annotated[
        list[Defect], BeforeValidator(lambda text: str(text).split()), Field(max_length=20)
    ] = Field(default_factory=list)
    here: Annotated[Spot, BeforeValidator(lambda text: _spot(str(text)))]
    near: FileName
    far: FileName
    started_at: Annotated[Moment | None, Blank] = None
    ended_at: Annotated[Moment | None, Blank] = None
    fixed_at: Annotated[Moment | None, Blank] = None

    @field_validator("far")
    @classmethod
    def _another(cls, far: str, info: ValidationInfo) -> str:
        if far == info.data.get("near"):
            raise Wrong(T("近照和远照是同一张照片，请另拍一张看得出周围的"))
        return far

    def submission(self, client_id: str) -> Submission:
        """The same as the intake service takes it."""
        spot = self.here
        return Submission(
            client_id=client_id,
            **self._seen(),
            defects=tuple(self.defects),
            position=Position(spot.lon, spot.lat, spot.accuracy_m),
            fix_age_s=self._fix_age_s(),
            client=CLIENT,
            mock_position=spot.mock,
        )

    def _fix_age_s(self) -> int | None:
        if self.fixed_at is None:
            return None
        return min(abs(round((self.captured_at - self.fixed_at).total_seconds())), 10_000_000)


class Sender(Form):
    """What Collect says of itself in the address it sends to."""

    device: Annotated[OptionalLine, StringConstraints(max_length=100)] = ""


LABELS: dict[str, Text] = {
    "sign_id": T("哪一块标志"),
    "kind": T("上报什么"),
    "condition": T("状况"),
    "observed_hanzi": T("读到的汉字"),
    "observed_roman": T("读到的拼音"),
    "defects": T("问题"),
    "here": T("标志的位置"),
    "near": T("近照"),
    "far": T("远照"),
    "captured_at": T("拍摄时间"),
    "note": T("备注"),
}
"""Questions by field, for the one message that Collect shows."""


def scanned_code(instance: Instance) -> str:
    """The sign's code as it is stored; a scanned address counts by what it ends in."""
    said = instance.values.get("sign") or instance.values.get("sign_scanned", "")
    return normal(said.rstrip("/").rpartition("/")[2])[:40]


def read_filled(instance: Instance, xml: str, *, sign_id: str, device_id: str) -> Filled:
    """The filled-in form as the service takes it; `sign_id` is "" where no sign has the code.

    Raises Invalid with every wrong answer at once.
    """
    said = instance.values
    raw: dict[str, Any] = {
        **{name: said[name] for name in CollectForm.model_fields if name in said},
        "sign_id": sign_id,
        "captured_at": said.get("taken_at") or said.get("ended_at") or said.get("started_at", ""),
        "capture_source": CaptureSource.CAMERA,
    }
    form = parse(CollectForm, raw)
    return Filled(
        submission=form.submission(instance.instance_id),
        form_version=instance.version[:40],
        device_id=parse(Sender, {"device": (device_id or said.get("device", ""))[:100]}).device,
        started_at=form.started_at,
        ended_at=form.ended_at,
        xml=xml,
        near_file=form.near,
        far_file=form.far,
    )
