"""Why a file cannot be read, and what may be wrong with a single row: codes, words, remedies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from imports.readers.table import MEGABYTE
from registry.core.errors import Refused
from registry.core.text import T, Text


@dataclass(frozen=True, slots=True)
class RowFault:
    """Something wrong with one cell or row.

    `rejects`: what is there cannot be trusted, so the row must not be stored where the column is
    used; otherwise it is only told.
    """

    text: Text
    remedy: Text
    rejects: bool


PROBLEMS: Final[dict[str, RowFault]] = {
    "bad_bytes": RowFault(
        T("单元格中有无法解码的字节"),
        T("换一种文件编码重新读取，或在原文件中更正这个单元格"),
        rejects=True,
    ),
    "bad_geometry": RowFault(
        T("几何图形无法读取"), T("在制图软件中检查并修复这个要素"), rejects=True
    ),
    "cell_too_long": RowFault(
        T("单元格过长，内容未读取"), T("缩短这个单元格，或检查是否缺少引号"), rejects=True
    ),
    "cut_character": RowFault(
        T("文件在一个字的中间断开"), T("文件可能没有传完，请重新导出或上传"), rejects=True
    ),
    "error_value": RowFault(
        T("单元格是公式错误值"), T("在表格软件中更正公式，再保存"), rejects=True
    ),
    "formula_no_value": RowFault(
        T("公式没有保存计算结果"),
        T("在 Excel 或 WPS 中打开并保存一次，或把公式粘贴为数值"),
        rejects=True,
    ),
    "late_column": RowFault(
        T("这个属性在文件前部没有出现过，未读取"),
        T("如果需要它，请把带有全部属性的要素放在文件开头"),
        rejects=False,
    ),
    "mangled_number": RowFault(
        T("代码被表格软件改成了科学计数法，后面的数字已丢失"),
        T("从原始数据重新导出，并把这一列设为文本格式"),
        rejects=True,
    ),
    "nul_removed": RowFault(
        T("单元格中有空字符，已去掉"), T("请核对这个单元格的内容"), rejects=False
    ),
    "open_quote": RowFault(
        T("引号没有闭合，后面的内容被并入同一格"),
        T("在原文件中找到这一行，补上或去掉引号"),
        rejects=True,
    ),
    "ragged": RowFault(
        T("这一行的列数比表头多"), T("检查这一行是否多了分隔符，或单元格缺少引号"), rejects=True
    ),
    "row_short": RowFault(
        T("这一行的列数比表头少，缺的按空白读取"), T("请核对这一行"), rejects=False
    ),
}

_EXPORT_AGAIN: Final = T("请重新导出或重新上传这个文件")
_SAVE_AS_XLSX: Final = T("在 Excel 或 WPS 中打开它，另存为 xlsx 格式，再上传")
_SAVE_AS_TABLE: Final = T("请另存为 xlsx 或 CSV（UTF-8），再上传")
_SPLIT: Final = T("把文件拆成几份，分别上传")
_PACK_PLAIN: Final = T("只把需要的文件直接压缩成一个 ZIP，再上传")
_CHOOSE: Final = T("请在读取方式中另选一个")
_ASK_SENDER: Final = T("请让提供文件的人重新导出；不要使用来历不明的文件")

#: Code → (what is wrong, what to do). Texts with %(…)s take their values from the caller.
_REFUSALS: Final[dict[str, tuple[str, Text]]] = {}


def _says(code: str, text: Text, advice: Text) -> None:
    _REFUSALS[code] = (text.msgid, advice)


_says("empty_file", T("文件是空的"), _EXPORT_AGAIN)
_says("header_only", T("文件只有表头，没有数据行"), _EXPORT_AGAIN)
_says("no_records", T("文件中没有一条记录"), _EXPORT_AGAIN)
_says(
    "file_too_large",
    T("文件约 %(size)d MB，超过了 %(limit)d MB 的上限"),
    T("把文件拆成几份，分别上传；确有需要时，请管理员调高设置 REGISTRY_IMPORT_MAX_MB"),
)
_says("no_table", T("这是一段文字，里面没有表格，也不像地名名单"), _SAVE_AS_TABLE)
_says("binary", T("这不是表格，也不是文字文件"), _SAVE_AS_TABLE)
_says("unsupported", T("这是 %(kind)s 文件，不能作为地名表读取"), _SAVE_AS_TABLE)
_says("html", T("这个文件其实是网页（HTML），不是表格"), _SAVE_AS_XLSX)
_says("xml_table", T("这个文件是 XML 格式的旧式表格"), _SAVE_AS_XLSX)
_says("xml_unknown", T("这个 XML 文件不是 KML，也不是 GPX"), _SAVE_AS_TABLE)
_says("encrypted", T("工作簿设有打开密码"), T("在 Excel 或 WPS 中去掉密码，保存后再上传"))
_says("damaged", T("文件已损坏或不完整，无法读取"), _EXPORT_AGAIN)
_says("zip_damaged", T("压缩文件已损坏或不完整"), _EXPORT_AGAIN)
_says("zip_inflates", T("压缩文件展开后过大，超过上限 %(limit)s MB 或正常比例"), _ASK_SENDER)
_says("zip_entries", T("压缩文件里有 %(n)s 个文件，超过上限 %(limit)s 个"), _PACK_PLAIN)
_says("zip_path", T("压缩文件里有指向别处的路径：%(name)s"), _ASK_SENDER)
_says("zip_link", T("压缩文件里有链接，不是普通文件：%(name)s"), _PACK_PLAIN)
_says("zip_nested", T("压缩文件里还有压缩文件：%(name)s"), _PACK_PLAIN)
_says("zip_encrypted", T("压缩文件设有密码"), T("去掉密码，重新压缩后再上传"))
_says("zip_twice", T("压缩文件里有重名的文件：%(name)s"), _PACK_PLAIN)
_says(
    "zip_contents",
    T("压缩文件里没有 Shapefile 或 KML"),
    T("表格请先解压再上传；Shapefile 请把 .shp、.shx、.dbf 一起压缩"),
)
_says(
    "shapefile_incomplete",
    T("Shapefile 不完整，缺少：%(missing)s"),
    T("把同名的 .shp、.shx、.dbf（以及 .prj、.cpg）一起压缩后再上传"),
)
_says("doctype", T("XML 里有 DOCTYPE 或实体定义，出于安全不读取"), _ASK_SENDER)
_says(
    "too_many_columns",
    T("表格有 %(n)s 列，超过上限 %(limit)s 列"),
    T("删去不需要的列；如果列数不对，请检查分隔符"),
)
_says("too_many_rows", T("文件超过上限 %(limit)s 行"), _SPLIT)
_says(
    "line_too_long",
    T("第 %(line)s 行过长，不像表格"),
    T("检查文件的换行和引号，或重新导出"),
)
_says(
    "encoding_unknown",
    T("文件既不是 UTF-8，也不是 GB 18030：第 %(line)s 行有无法解码的字节"),
    T("另存为 CSV（UTF-8），或在读取方式中指定编码"),
)
_says("encoding_name", T("不认识这种编码：%(name)s"), _CHOOSE)
_says("byte_order", T("文件的字节顺序与标记相反"), T("另存为 CSV（UTF-8），再上传"))
_says("delimiter", T("分隔符应当是一个字符：%(name)s"), _CHOOSE)
_says("header_row", T("没有第 %(row)s 行可以作表头"), _CHOOSE)
_says("sheet_unknown", T("工作簿里没有这张工作表：%(name)s"), _CHOOSE)
_says(
    "only_hidden",
    T("有内容的工作表都是隐藏的"),
    T("取消隐藏需要导入的工作表，或在读取方式中写明它的名称"),
)
_says("empty_sheets", T("工作簿里没有内容"), _EXPORT_AGAIN)
_says("layer_unknown", T("文件里没有这个图层：%(name)s"), _CHOOSE)
_says(
    "geo_missing",
    T("这台服务器没有安装读取 %(format)s 的组件"),
    T("请管理员安装 placename-registry[geo]，或先转换为 GeoJSON 或 CSV"),
)
_says("takes_too_much", T("读取这个文件占用的内存超过上限"), _SPLIT)
_says("takes_too_long", T("读取这个文件的时间超过上限"), _SPLIT)
_says("decoder_died", T("读取这个文件的程序中途退出，文件可能已损坏"), _EXPORT_AGAIN)
_says("json_damaged", T("JSON 在第 %(at)s 个字符处有错误"), _EXPORT_AGAIN)
_says("json_deep", T("JSON 嵌套过深"), _ASK_SENDER)
_says("json_item_too_large", T("JSON 中有一项超过 %(limit)s MB"), _SPLIT)
_says(
    "json_shape",
    T("JSON 里没有找到记录列表"),
    T("应为 GeoJSON、Linked Places，或由记录组成的列表"),
)


def unreadable(code: str, **facts: Any) -> Refused:
    """The refusal of a file for this reason; its code is `imports.` and the reason's own."""
    msgid, advice = _REFUSALS[code]
    return Refused(f"imports.{code}", Text(msgid, facts), advice=advice)


def too_large(size: int, limit: int) -> Refused:
    """The refusal of a file of `size` bytes where `limit` bytes may come; it names both."""
    return unreadable("file_too_large", size=-(-size // MEGABYTE), limit=limit // MEGABYTE)


def refusal_codes() -> frozenset[str]:
    """Every reason there is."""
    return frozenset(_REFUSALS)
