"""Everything that may be wrong with a row, in one table: code, weight, words, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from registry.core.text import T, Text


class Weight(IntEnum):
    """What a problem does to its row: nothing but being told, a question, or no entry."""

    NOTE = 0
    CONFLICT = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem; `text` and `remedy` may use the parameters of the problem."""

    weight: Weight
    text: Text
    remedy: Text


class BadValueError(ValueError):
    """Raised by the check of one cell: the code of the problem and its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


MAX_SHOWN = 120


def problem(column: str, value: str, code: str, params: Mapping[str, Any] | None = None) -> Problem:
    """One problem of a row, its value cut to what a person needs to find the cell."""
    shown = value if len(value) <= MAX_SHOWN else value[:MAX_SHOWN] + "…"
    return Problem(column, shown, code, dict(params or {}))


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one cell (or, without a column, about the row)."""

    column: str
    value: str
    code: str
    params: dict[str, Any]

    def as_data(self) -> dict[str, Any]:
        """Plain data, as it is kept with the row."""
        return {
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "params": self.params,
        }

    @property
    def weight(self) -> Weight:
        """How heavy; a code that is not in the table stops the row, which is the safe side."""
        given = self.params.get("weight")
        if given is not None:
            return Weight(given)
        kind = PROBLEMS.get(self.code)
        return kind.weight if kind else Weight.ERROR


def worded(code: str, params: Mapping[str, Any]) -> tuple[Text, Text]:
    """(what is wrong, what to do) in words; other rooms' problems carry their own words along."""
    said, advice = params.get("said"), params.get("advice")
    if said is not None:
        own = PROBLEMS.get(code)
        remedy = Text(*advice) if advice else own.remedy if own else _CHECK_CELL
        return Text(said[0], said[1]), remedy
    kind = PROBLEMS.get(code)
    if kind is None:
        return Text("%(code)s", {"code": code}), _CHECK_CELL
    values = dict(params)
    return Text(kind.text.msgid, values), Text(kind.remedy.msgid, values)


_CHECK_CELL = T("请核对原始资料，改正这一格后重新导入")
_E, _C, _N = Weight.ERROR, Weight.CONFLICT, Weight.NOTE

PROBLEMS: dict[str, Kind] = {
    # --- the cell
    "name_missing": Kind(_E, T("没有名称"), T("请填写标准名称，或在列对应中指明名称在哪一列")),
    "name_characters": Kind(
        _E, T("名称里有 < > & 等符号"), T("请只保留地名本身的汉字，删去多余符号")
    ),
    "control_character": Kind(
        _E,
        T("含有看不见的控制字符（U+%(character)s）"),
        T("请删去这个字符；多半是从网页或文档粘贴时带入的"),
    ),
    "name_illegible": Kind(
        _N,
        T("名称里有 %(count)s 个字，读标志照片的程序不认识"),
        T("名称照录；核验这个地名的标志时，请人工看照片"),
    ),
    "too_long": Kind(_E, T("超过 %(limit)s 个字"), T("请缩短；长文字请放到描述、来历或沿革列")),
    "not_a_number": Kind(_E, T("不是数字"), T("请只填数字，不带单位和其他文字")),
    "not_a_count": Kind(_E, T("不是 0 或正整数"), T("请填写个数，例如 3；没有就留空")),
    "negative": Kind(_E, T("不能是负数"), T("请核对原始资料后改正")),
    "out_of_range": Kind(_E, T("超出范围（%(low)s 至 %(high)s）"), T("请核对原始资料和单位")),
    "code_mangled": Kind(
        _E,
        T("代码被电子表格改成了科学记数，后面的数字已经丢失"),
        T("请把该列设为文本格式，从原始资料重新取得代码"),
    ),
    "code_form": Kind(
        _E, T("地名代码应是 20 位数字，这里是 %(length)s 位"), T("请核对代码；没有代码就留空")
    ),
    "category_form": Kind(_E, T("类别代码应是 4 至 5 位数字"), T("请核对 GB/T 18521 的类别代码")),
    "code_category_differs": Kind(
        _N, T("地名代码中的类别是 %(inside)s，与类别代码不同"), T("请核对哪一个对；两者都已照录")
    ),
    "kind_unknown": Kind(
        _E,
        T("看不出是哪一类地名"),
        T("请填写类别代码或类别，或在列对应中为整个文件指定类别"),
    ),
    "kind_word_unknown": Kind(
        _E, T("不认识的类别“%(value)s”"), T("请改用列表中的类别，例如 行政村、自然村、街巷")
    ),
    "value_unknown": Kind(_E, T("不认识的值“%(value)s”"), T("可以填写：%(choices)s")),
    "too_many": Kind(_E, T("超过 %(limit)s 个"), T("请只保留需要的；一格里最多这么多个")),
    "language_missing": Kind(
        _N,
        T("写了民族文字，没有写语种"),
        T("民族文字照录；请在地名页上补写语种，标志要按语种选字体"),
    ),
    "approval_document_missing": Kind(
        _E, T("写了经批准，没有批准文件"), T("请补写批准文件和文号；不是批准的，改写约定俗成")
    ),
    "positional_basis_missing": Kind(
        _E,
        T("认定具有重要地理方位意义，没有写依据"),
        T("请在“认定的依据”列写明文件或理由；没有依据就留空"),
    ),
    "positional_denied": Kind(
        _E, T("写了认定的依据，又写不具有重要地理方位意义"), T("两列只能有一个说法，请核对")
    ),
    "year_unread": Kind(_N, T("看不懂的年份，已照录原文"), T("可在地名页上补写推算的年份和推算人")),
    # --- the division
    "division_missing": Kind(
        _E,
        T("没有写所在政区"),
        T("请填写县级和乡级，或在导入时为整个文件指定政区"),
    ),
    "division_unknown": Kind(
        _E,
        T("没有这个政区：%(part)s"),
        T("请核对写法；如果是新设的政区，请先导入新版政区名单"),
    ),
    "division_ambiguous": Kind(_C, T("“%(part)s”可能是：%(choices)s"), T("请补写上一级政区")),
    "division_order": Kind(
        _C, T("政区的先后次序写反了"), T("请按市、县、乡、村的次序改正后再导入")
    ),
    "division_code_unknown": Kind(
        _N, T("政区代码 %(part)s 不在任何一版名单里"), T("已按政区名称确定；请核对代码")
    ),
    "division_code_differs": Kind(
        _C,
        T("政区代码 %(part)s 是%(there)s，与所写的%(here)s不符"),
        T("请核对代码和名称哪一个对；两部名单同一代码可能是不同的乡镇"),
    ),
    "division_then": Kind(
        _N, T("“%(part)s”是当时的政区，今为%(now)s"), T("当时的写法已照录，不用改")
    ),
    "division_out_of_scope": Kind(
        _E, T("这里不在您负责的区划范围内"), T("请由负责该区划的人员导入这些行")
    ),
    # --- secrecy
    "secret": Kind(
        _E,
        T("密级不是公开，内容一律不保留"),
        T("依法解密后，请有权限的人员登记解密文件，再重新试运行"),
    ),
    # --- the position
    "coordinate_incomplete": Kind(_E, T("经度和纬度只有一个"), T("请补全，或都留空")),
    "coordinate_datum_missing": Kind(
        _E,
        T("有坐标，但没有说是什么坐标系"),
        T("请在列对应中为整个文件指定坐标系；不要猜"),
    ),
    "coordinate_note": Kind(_N, T("坐标读法的说明"), T("请核对位置")),
    "points_unread": Kind(_E, T("读不懂的多点坐标"), T("应是 [[经度, 纬度], …] 的形式")),
    "shape_unread": Kind(_E, T("读不懂的几何图形"), T("请在制图软件中检查并修复该图形")),
    "outside_division": Kind(
        _C,
        T("坐标在%(division)s之外，距边界约 %(distance)s"),
        T("请核对坐标、坐标系和所在政区；确认无误后可逐行放行"),
    ),
    "far_from_division": Kind(
        _N,
        T("坐标距%(division)s的注记点约 %(distance)s"),
        T("请核对坐标、坐标系和所在政区"),
    ),
    "shift_suspect": Kind(
        _N,
        T("与登记的位置相差约 %(distance)s，方向和距离像是地图偏移（GCJ-02）"),
        T("请确认坐标来自哪种地图；整批如此时应改选坐标系重新试运行"),
    ),
    # --- doorplates
    "house_number": Kind(
        _E,
        T("不是门牌号：要有数字，只用数字、字母、汉字和 - / #，不超过 20 个字"),
        T("请只填号码本身，例如 12、12-3、甲12、12附1；道路和楼栋各在一列"),
    ),
    "house_number_missing": Kind(_E, T("没有门牌号"), T("请填写门牌号")),
    "postcode": Kind(_E, T("邮编应是 6 位数字"), T("请核对；没有就留空")),
    "road_unknown": Kind(
        _E, T("这里没有登记“%(name)s”"), T("请先登记这条道路（或村、小区），再导入它的门牌")
    ),
    "road_ambiguous": Kind(
        _C, T("这里有 %(count)s 个“%(name)s”"), T("请补写乡镇街道；或逐行选定是哪一个")
    ),
    # --- steps of names
    "date_form": Kind(
        _E, T("不是完整的日期"), T("请写作 2026-11-23，要有年月日；只知道年份的不能登记")
    ),
    "step_none": Kind(_E, T("没有一步写了日期"), T("请填写命名、入库或上图的日期和依据")),
    "step_basis_missing": Kind(_E, T("有日期，没有依据"), T("请写明文号、编号或在哪里可以查到")),
    "step_date_missing": Kind(_E, T("有依据，没有日期"), T("请补上日期，或清空依据")),
    "step_future": Kind(_E, T("日期在将来"), T("事情办成以后再登记；请核对年份")),
    "step_place_unknown": Kind(
        _E, T("这里没有登记“%(name)s”"), T("请先登记这个地名，再导入它的命名、入库和上图")
    ),
    "step_other_name": Kind(
        _C, T("登记的标准名是“%(name)s”"), T("请核对名称；是同一个地名的，请选定它")
    ),
    "step_place_gone": Kind(_E, T("这个地名已经消失或撤回"), T("请核对名称和所在政区")),
    "step_before_naming": Kind(
        _E, T("入库或上图早于命名"), T("请核对日期；确是如此，请在“说明”列写明原因")
    ),
    "step_differs": Kind(
        _C, T("已登记为“%(old)s”"), T("登记过的不会被文件改动；要改请在地名的页面上更正")
    ),
    "step_same_row": Kind(_C, T("与本文件第 %(row)s 行是同一步，内容不同"), T("请只保留一行")),
    # --- signs
    "sign_code": Kind(
        _E,
        T("不是标志编码：九位数字和字母，最后一位用来检查前面的"),
        T("请对照牌面重新录入；多半是漏了或错了一位"),
    ),
    "sign_code_missing": Kind(_E, T("没有标志编码"), T("请填写牌面上的编码")),
    "sign_unknown": Kind(
        _E, T("没有登记过这个编码的标志"), T("台账只补已登记的标志，不新增；请先核对编码")
    ),
    "sign_out_of_scope": Kind(_E, T("这块标志不在您负责的区划"), T("请由负责该区划的人导入")),
    "sign_removed": Kind(_E, T("这块标志已经撤除"), T("请核对编码；撤除的标志不再补记")),
    "sign_other_text": Kind(
        _E, T("这个编码的标志写的是“%(name)s”"), T("请核对编码和名称，两者要是同一块标志")
    ),
    "sign_twice": Kind(
        _E, T("与本文件第 %(row)s 行是同一块标志，内容不同"), T("请只保留正确的一行")
    ),
    "sign_cost": Kind(
        _E, T("费用应是不带小数或带两位小数的元数"), T("请写作 1280 或 1280.50；没有就留空")
    ),
    "sign_keeping": Kind(_E, T("这一格不能这样写"), T("请核对原始资料，改正后重新试运行")),
    # --- the registry
    "same_as_row": Kind(
        _C, T("与本文件第 %(row)s 行是同一地名，内容不同"), T("请只保留一行，或说明是两个地名")
    ),
    "code_other_name": Kind(
        _C,
        T("这个代码在登记中是“%(name)s”"),
        T("请核对代码；如确已更名，请按更名办理，不能由导入改动标准名"),
    ),
    "same_name_other_code": Kind(
        _C, T("同名同类同政区的地名已有另一个代码 %(code)s"), T("请判断是不是同一个地名")
    ),
    "several_matches": Kind(
        _C, T("有 %(count)s 个地名都可能是它"), T("请逐个比较后选定，或说明都不是")
    ),
    "weak_match": Kind(_C, T("可能已经登记：%(name)s"), T("请判断是同一个地名还是新地名")),
    "not_in_registry": Kind(
        _C, T("登记中没有这个地名"), T("名单只用来核对，不据此新增；请查明后手工登记")
    ),
    # --- rows of a published list, which become candidates
    "class_missing": Kind(
        _E,
        T("没有写类别（千年古镇、千年古村落等）"),
        T("请在名单的标题或“类别”列写明，或交来时为整份名单填写类别"),
    ),
    "place_open": Kind(
        _N,
        T("登记中没有对得上的地名：收为候选，地名留空"),
        T("不会新增地名；登记以后可以在候选的页面上对上"),
    ),
    "place_open_perhaps": Kind(
        _N,
        T("登记中有名称相近的地名，名单没有说清是不是它：收为候选，地名留空"),
        T("确知是哪一个时，请在下面选定"),
    ),
    "place_not_found": Kind(
        _C,
        T("登记中没有这个地名"),
        T("可以收为候选、地名留空，也可以跳过；不会新增地名"),
    ),
    "candidate_already": Kind(_N, T("这个地名已是候选：补记这份名单为出处"), T("不用处理")),
    "listed_already": Kind(_N, T("这份公示里的这一条已经收过"), T("不用处理")),
    "listed_twice": Kind(_N, T("与本文件第 %(row)s 行是同一条"), T("不用处理")),
    "recognised_already": Kind(
        _C,
        T("这个地名已经认定：%(title)s"),
        T("认定不因此改变；这份名单仍要记下的，收为候选，否则跳过"),
    ),
    "differs": Kind(
        _C,
        T("登记为“%(old)s”，文件为“%(new)s”"),
        T("登记的内容由人改定过或来自别的来源，不会被覆盖；请判断采用哪一个"),
    ),
    "position_differs": Kind(
        _C, T("与登记的位置相差约 %(distance)s"), T("请核对后决定采用哪一个位置")
    ),
    "roman_differs": Kind(
        _N, T("登记的拼写是“%(old)s”"), T("拼写须审定，导入不改动；可到多音字台处理")
    ),
    "merged_away": Kind(
        _C, T("这个地名已并入“%(name)s”"), T("请判断内容应补到合并后的地名，还是不再导入")
    ),
    "twin_joined": Kind(
        _N, T("与第 %(row)s 行是同一实体（区域和组织），合为一个地名"), T("不用处理")
    ),
    "gone_meanwhile": Kind(_C, T("试运行之后登记有了变化"), T("请重新试运行后再写入")),
}
