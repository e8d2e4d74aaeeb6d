"""The writes of batches of proofs with forms that succeed."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.signage import queries, services
from registry.signage.rules.face import Format, Layout
from registry.signage.rules.kinds import Ground
from tests.support.signs import Stage

DUE = date(2099, 1, 31)
FORMAT = {
    "code": "street",
    "edition": "2026",
    "title": "街路牌 1400 × 490",
    "title_en": "Street sign, 1400 × 490",
    "sign_type": "street",
    "layout": "name",
    "width_mm": "1400",
    "height_mm": "490",
    "rim_mm": "12",
    "qr_mm": "150",
    "material": "铝板",
    "source": "本市采购文件第三条",
}


def batch_of(stage: Stage, count: int = 1, note: str = "") -> Any:
    """A batch of this many village signs, sent by the steward."""
    rows = [stage.requirement() for _ in range(count)]
    with stage.work_as(stage.cast.steward) as work:
        faces = [services.Drawn(row.id, "龙城村", "LONGCHENGCUN", Ground.BLUE) for row in rows]
        sent = services.send_batch(work, faces, note=note)
        return queries.batch(work.session, sent.id)


def face_fields(position: str, **changes: str) -> dict[str, Any]:
    """What a browser sends about one ticked face."""
    values = {"hanzi": "龙城村", "roman": "LONGCHENGCUN", "ground": "blue", **changes}
    return {"position": position, **{f"{name}_{position}": said for name, said in values.items()}}


def village_format(stage: Stage) -> Any:
    """The format of village signs, entered once."""
    with stage.work_as(stage.cast.steward) as work:
        known = [one for one in queries.formats(work.session) if one.sign_type == "village"]
        if known:
            return known[0]
        face = Format(Layout.NAME, 1200, 450)
        given = services.NewFormat("village", "1", "村牌", "village", face, "本市采购文件")
        return services.add_format(work, given)


def maker_order_of(stage: Stage, *signs: Any) -> Any:
    """An order for these approved signs; its files are not made."""
    with stage.work_as(stage.cast.steward) as work:
        ids, terms = [sign.id for sign in signs], services.Terms("测试标牌厂", DUE)
        return services.place_order(work, ids, terms, "https://dm.example.cn")


def maker_acts(stage: Stage) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write of orders to makers by its endpoint, with a form that succeeds."""
    village_format(stage)
    signs = [stage.approved() for _ in range(3)]
    one, two = (maker_order_of(stage, sign) for sign in signs[:2])
    return {
        "signage.maker_create": (
            "/signage/maker-orders",
            {"sign": signs[2].id, "maker": "标牌厂", "due_on": DUE.isoformat(), "note": "先急后缓"},
        ),
        "signage.maker_deliver": (
            f"/signage/maker-orders/{one.id}/deliveries",
            {"sign": signs[0].id, "made_on": "2026-01-01", "batch": "7"},
        ),
        "signage.maker_paper": (f"/signage/maker-orders/{one.id}/files", {}),
        "signage.maker_cancel": (
            f"/signage/maker-orders/{two.id}/cancellation",
            {"cancel_reason": "改厂家", "version": "1"},
        ),
    }


def proof_acts(stage: Stage) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write of proofs in batches by its endpoint, with a form that succeeds."""
    (one,) = batch_of(stage).faces
    return {
        "signage.proof_withdraw": (
            f"/signage/signs/{stage.proof().id}/proof/withdrawal",
            {"reason": "换了点位"},
        ),
        "signage.batch_create": (
            "/signage/proof-batches",
            {"position": stage.requirement().id, "note": "第一批"},
        ),
        "signage.batch_decide": (
            f"/signage/proof-batches/{one.item.batch_id}/decisions",
            {
                f"outcome_{one.sign.id}": "return",
                f"version_{one.sign.id}": str(one.sign.row_version),
                f"reason_{one.sign.id}": "走向应为南北",
                "reason": "",
            },
        ),
        "signage.format_create": ("/signage/formats", FORMAT),
        **maker_acts(stage),
    }
