"""The checks there are: their order, version, words, and what is known of their errors.

The figures were measured for this project in 2026 on 65 camera photos of a public collection, 252
rendered photos of signs and 1,225 pairs of renders that share a background; renders are no
photographs, so each line says what it rests on. What is computed takes a phone's accuracy as the
radius that holds 68 % of its errors, which are normally distributed; a test repeats it by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.text import T, Text
from registry.signage.rules.checks.outcome import Check


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of check: raise `version` whenever the same photo may now get another result."""

    label: Text
    known: Text
    source: Text
    version: int = 1


_CAMERA = T("2026 年实测：65 张真实照片、50 张渲染图")
_RENDERED = T("2026 年实测：252 张渲染的标志照片，不是真实照片")
_COMPUTED = T("按定位误差的分布推算")
_DEFINED = T("由算法的定义得出")

KINDS: dict[str, Kind] = {
    "reading": Kind(
        T("照片里读出的地名"),
        T(
            "整个地名一字不差才算读出：228 张正确的标志读出 86%，"
            "24 张错字的标志没有一张被当成正确的。没有读出不说明牌子有错"
        ),
        _RENDERED,
    ),
    "letters": Kind(
        T("照片里读出的拼音"),
        T("216 张里读出 150 张；汉字生僻读不出时，作第二个见证"),
        _RENDERED,
    ),
    "code": Kind(
        T("二维码"),
        T("读出来的不会错；没有读出来不说明二维码失效，脏了、反光、拍得远都读不出"),
        _DEFINED,
    ),
    "hanzi": Kind(T("汉字"), T("逐字比较不会算错；打字的人可能照着名册打，没有看牌"), _DEFINED),
    "roman": Kind(T("拼音"), T("逐字比较不会算错；打字的人可能照着名册打，没有看牌"), _DEFINED),
    "distance": Kind(
        T("离应设点位的距离"),
        T("手机误差 50 米时，诚实的上报有 0.05% 被误提；100 米时 2.5%。点位本身也可能标错"),
        _COMPUTED,
    ),
    "shift": Kind(
        T("地图偏移"),
        T(
            "套过偏移的位置，手机误差 20 米时全部认得出，50 米时 98%，100 米时 60%；"
            "一公里内随意走错的，0.8% 恰好落在同一方向和长度，会被误认"
        ),
        _COMPUTED,
    ),
    "travel": Kind(
        T("两次上报之间的路程"),
        T(
            "误差 50 米的两次定位，即使只隔一秒，误提也不到 0.01%；100 米时 0.3%。"
            "两人合用一个账号、手机时钟改过，都会误提"
        ),
        _COMPUTED,
    ),
    "witness": Kind(
        T("照片自带的位置"),
        T(
            "两处定位误差各 50 米时，诚实的照片有 2% 被误提；100 米时 16%。"
            "多数手机会删去照片里的位置；没有不说明问题"
        ),
        _COMPUTED,
    ),
    "fix": Kind(
        T("定位的新旧"),
        T("比较秒数不会算错；旧的定位可能是上一个村的，也可能人一直没有动"),
        _DEFINED,
    ),
    "time": Kind(
        T("拍摄时间"), T("比较时间不会算错；没有信号时晚到是正常的，一周以上才提出来"), _DEFINED
    ),
    "clock": Kind(
        T("手机时钟"), T("比较时间不会算错；手机时钟不准很常见，多与照片真假无关"), _DEFINED
    ),
    "source": Kind(
        T("照片来源"), T("照抄网页自己报的来源，不会抄错，但可以伪造；只作证据的类别"), _DEFINED
    ),
    "same_file": Kind(
        T("同一张照片用过没有"),
        T("字节或像素相同的不会误提；重新压缩过的查不出，看下一项"),
        _DEFINED,
    ),
    "likeness": Kind(
        T("与其他照片相像"),
        T(
            "压缩、缩小过的副本全部找到，裁去两成的只找到 3%；2,023 对不同的照片没有误提，"
            "背景相同而标志不同的 1,225 对里有 3.8% 会被提出"
        ),
        _CAMERA,
    ),
    "mirror": Kind(T("左右翻转后相像"), T("同上一项；左右对称的画面容易误提"), _CAMERA),
    "brightness": Kind(T("明暗"), T("亮度 24 的 12 张暗照片仍然全部读得出，所以只是提示"), _CAMERA),
}
"""In the order in which the evidence sheet lists them."""

_NO_POSITION = T("没有可比较的位置")
_NO_COPY = T("读不到这张照片的缩略图")
_NO_OTHERS = T("还没有可对照的照片")
_NOT_TYPED = T("没有报读到的字")
_SAME = T("一字不差")
_DIFFERENT = T("有 %(n)d 处不同")
_APART = T("相距 %(d).0f 米，定位误差 %(a).0f 米，容差 %(r).0f 米")
_FIX = T("拍照前 %(n)d 秒的定位")
_SKEW = T("与服务器相差 %(n)d 秒")
_ARRIVED = T("拍摄后 %(n).0f 分钟收到")
_WITNESS = T("与上报位置相距 %(d).0f 米")
_TRAVEL = T(
    "与前后一次上报相距 %(km).1f 公里、相隔 %(minutes).0f 分钟，至少要走 %(kmh).0f 公里/小时"
)
_BRIGHT = T("平均亮度 %(n).0f（满分 255）")
_COPIES = T("与 %(copies)d 张旧照片几乎一样")
_SIMILAR = T("与 %(similar)d 张旧照片相像，请对照")
_UNLIKE = T("与 %(compared)d 张照片都不像")

_NO_READER = T("没有安装识读程序")
_NOT_READ = T("没有读出来，请看近照")

_WORDS: dict[tuple[str, str], Text] = {
    ("reading", "no_reader"): _NO_READER,
    ("reading", "no_copy"): _NO_COPY,
    ("reading", "illegible"): T("识读程序不认识其中 %(n)d 个字，请人工看"),
    ("reading", "read"): T("整个地名都读出来了"),
    ("reading", "within"): T("在更长的一行字里读到了整个地名"),
    ("reading", "one_off"): T("第 %(n)d 个字与审定的不同，请把两个字放在一起比较"),
    ("reading", "not_read"): _NOT_READ,
    ("letters", "no_reader"): _NO_READER,
    ("letters", "no_copy"): _NO_COPY,
    ("letters", "read"): T("拼音与审定的一致"),
    ("letters", "not_read"): _NOT_READ,
    ("code", "no_photo"): T("没有拍二维码特写"),
    ("code", "no_reader"): _NO_READER,
    ("code", "no_copy"): _NO_COPY,
    ("code", "not_read"): T("没有读出二维码"),
    ("code", "ok"): T("是这块标志自己的二维码"),
    ("code", "flag"): T("读出来的不是这块标志的二维码"),
    ("hanzi", "not_typed"): _NOT_TYPED,
    ("hanzi", "ok"): _SAME,
    ("hanzi", "flag"): _DIFFERENT,
    ("roman", "not_typed"): _NOT_TYPED,
    ("roman", "ok"): _SAME,
    ("roman", "flag"): _DIFFERENT,
    ("distance", "no_position"): _NO_POSITION,
    ("distance", "no_accuracy"): T("手机没有给出定位误差"),
    ("distance", "coarse"): T("定位误差 %(a).0f 米，太粗，说明不了问题"),
    ("distance", "ok"): _APART,
    ("distance", "flag"): _APART,
    ("shift", "no_position"): _NO_POSITION,
    ("shift", "ok"): T("不像地图偏移"),
    ("shift", "flag"): T("像是套了 %(n)d 次地图偏移（火星坐标），是软件的毛病，不是人的；未作更正"),
    ("travel", "no_position"): _NO_POSITION,
    ("travel", "no_other"): T("前后没有别的上报可比"),
    ("travel", "ok"): _TRAVEL,
    ("travel", "flag"): _TRAVEL,
    ("witness", "no_position"): T("照片里没有位置"),
    ("witness", "ok"): _WITNESS,
    ("witness", "flag"): _WITNESS,
    ("fix", "no_age"): T("手机没有给出定位时间"),
    ("fix", "ok"): _FIX,
    ("fix", "flag"): _FIX,
    ("time", "before"): T("拍摄时间比收到的时间晚 %(n).0f 分钟"),
    ("time", "ok"): _ARRIVED,
    ("time", "flag"): _ARRIVED,
    ("clock", "no_clock"): T("手机没有报时"),
    ("clock", "ok"): _SKEW,
    ("clock", "flag"): _SKEW,
    ("source", "live"): T("在本页面现拍"),
    ("source", "camera"): T("用手机相机现拍"),
    ("source", "gallery"): T("从相册选取"),
    ("source", "forwarded"): T("别人转发来的，经过压缩，拍摄时间和地点无从核对"),
    ("source", "unknown"): T("没有说明"),
    ("same_file", "no_pixels"): T("没有这张照片的像素摘要"),
    ("same_file", "ok"): T("没有用过"),
    ("same_file", "shared"): T("申报为两块标志合用的照片"),
    ("same_file", "resubmission"): T("同一块标志的 %(n)d 份上报用过，是重新上报"),
    ("same_file", "other_sign"): T("同一地名的另一块标志用过（%(n)d 份上报）"),
    ("same_file", "other_place"): T("别的地名用过（%(n)d 份上报）"),
    ("likeness", "no_hash"): T("没有这张照片的指纹"),
    ("likeness", "nothing_to_compare"): _NO_OTHERS,
    ("likeness", "copies"): _COPIES,
    ("likeness", "similar"): _SIMILAR,
    ("likeness", "ok"): _UNLIKE,
    ("mirror", "no_copy"): _NO_COPY,
    ("mirror", "nothing_to_compare"): _NO_OTHERS,
    ("mirror", "copies"): _COPIES,
    ("mirror", "similar"): _SIMILAR,
    ("mirror", "ok"): _UNLIKE,
    ("brightness", "no_copy"): _NO_COPY,
    ("brightness", "ok"): _BRIGHT,
    ("brightness", "flag"): _BRIGHT,
}


def detail(check: Check) -> Text:
    """What a check found, in words with its numbers."""
    return Text(_WORDS[check.key, check.reason].msgid, dict(check.measured))
