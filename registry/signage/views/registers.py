"""Required positions and signs as rows of a table, every field of the dictionary in a column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.sheets import Cell
from registry.core.text import T
from registry.edge import http, language
from registry.signage import queries
from registry.signage.models import SignRequirement
from registry.signage.queries import RequirementsWanted
from registry.signage.queries.register import RegisterLine, register
from registry.signage.rules.keeping import yuan_of
from registry.signage.rules.kinds import (
    ARROW_LABELS,
    FAMILY_LABELS,
    GROUND_LABELS,
    PRIORITY_LABELS,
    ROLE_LABELS,
    TYPE_LABELS,
    Arrow,
    Ground,
    PositionRole,
    Priority,
    SignFamily,
    SignType,
)
from registry.signage.rules.states import (
    REQUIREMENT_LABELS,
    SIGN_LABELS,
    RequirementStatus,
    SignState,
)

_PORTION = 1000
POSITIONS = (
    *(T("点位编号"), T("地名"), T("地名编号"), T("标志类型"), T("是否遗产标志"), T("位置作用")),
    *(T("经度"), T("纬度"), T("容差（米）"), T("方位"), T("形制"), T("依据"), T("规则代号")),
    *(T("状态"), T("计入点位设标率"), T("免设原因"), T("批准文件"), T("批准人"), T("免设到期日")),
    *(T("优先级"), T("期限"), T("责任单位"), T("列入时间"), T("演示")),
)
SIGNS = (
    *(T("标志编码"), T("点位编号"), T("地名编号"), T("标志体系"), T("标志类型"), T("状态")),
    *(T("汉字"), T("罗马字母"), T("少数民族文字"), T("箭头"), T("底色"), T("字的颜色")),
    *(T("规格"), T("执行标准版本")),
    *(T("牌面宽（毫米）"), T("牌面高（毫米）"), T("形制"), T("材质"), T("反光"), T("照明")),
    *(T("校样审定"), T("厂家"), T("批次"), T("制作日期"), T("质保到期日"), T("费用（元）")),
    *(T("设置日期"), T("设置单位"), T("产权单位"), T("维护单位"), T("移交日期")),
    *(T("核验时间"), T("下次巡查"), T("经度"), T("纬度"), T("演示")),
)


def position_rows(wanted: RequirementsWanted) -> Iterator[list[Cell]]:
    """The positions that fit, in this person's divisions, newest first."""
    after: str | None = None
    with http.reading() as session:
        while True:
            page = queries.requirement_list(session, wanted, after=after, limit=_PORTION)
            for row in page.items:
                if http.actor().may(Permission.REQUIRE_SIGN, row.division_path):
                    yield _position(row)
            after = page.next
            if after is None:
                return


def _position(row: SignRequirement) -> list[Cell]:
    say = language.say
    status = RequirementStatus(row.status)
    is_exempt = status is RequirementStatus.EXEMPT
    return [
        *(row.id, row.place_name, row.place_id, say(TYPE_LABELS[SignType(row.sign_type)])),
        *(_truth(row.is_heritage), say(ROLE_LABELS[PositionRole(row.position_role)])),
        *(_number(row.lon), _number(row.lat), row.tolerance_m, row.side, row.body_type),
        *(row.basis, row.rule_key, say(REQUIREMENT_LABELS[status][1]), _truth(not is_exempt)),
        *(row.exempt_reason, row.exempt_paper, row.exempt_approver, _day(row.exempt_until)),
        *(say(PRIORITY_LABELS[Priority(row.priority)]), _day(row.due_on), row.responsible_org),
        *(_moment(row.created_at), _truth(row.simulated)),
    ]


def sign_rows(county: str, state: str) -> Iterator[list[Cell]]:
    """The signs of the register in this person's divisions, by identifier."""
    after: str | None = ""
    with http.reading() as session:
        while after is not None:
            page = register(
                session, http.actor(), county=county, state=state, after=after, limit=_PORTION
            )
            yield from (_sign(line) for line in page.items)
            after = page.next


def _sign(line: RegisterLine) -> list[Cell]:
    say = language.say
    sign, due, form = line.sign, line.requirement, line.form
    kind = say(TYPE_LABELS[SignType(due.sign_type)]) if due else ""
    edition = f"{form.code} {form.edition}" if form else ""
    return [
        *(sign.code, sign.requirement_id or "", sign.place_id),
        *(say(FAMILY_LABELS[SignFamily(sign.family)]), kind),
        *(say(SIGN_LABELS[SignState(sign.state)][1]), sign.text_hanzi, sign.text_roman),
        *(
            line.face.text_minority if line.face else "",
            say(ARROW_LABELS[Arrow(line.face.arrows)]) if line.face and line.face.arrows else "",
            say(GROUND_LABELS[Ground(sign.colour_ground)]),
            # Every face of ours is drawn in white.
            sign.colour_text or (say(T("白")) if line.face else ""),
        ),
        *(form.title if form else "", edition),
        *(form.width_mm if form else "", form.height_mm if form else ""),
        *(sign.body_type, sign.material or (form.material if form else "")),
        *(_truth(sign.reflective), _truth(sign.lit), _moment(sign.proof_approved_at)),
        *(sign.maker, sign.batch, _day(sign.made_on), _day(sign.warranty_to)),
        "" if sign.cost_fen is None else yuan_of(sign.cost_fen),
        *(_day(sign.installed_on), sign.installer, sign.owner, sign.maintainer),
        *(_day(sign.handover_on), _moment(sign.verified_at), _day(sign.next_check_on)),
        *(_number(sign.lon), _number(sign.lat), _truth(sign.simulated)),
    ]


def _truth(value: object) -> str:
    return "" if value is None else language.say(T("是") if value else T("否"))


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _moment(value: datetime | None) -> str:
    """The day in China."""
    return china_date(value).isoformat() if value else ""


def _number(value: float | None) -> Cell:
    return "" if value is None else value
