"""What a notice calls itself: put up for objections, published after a decision, or neither."""

from __future__ import annotations

from datetime import date

import pytest

from imports.rules.notice import Notice, kind_told, notice_from
from registry.heritage.rules import ListKind

BEFORE, AFTER = ListKind.GONGSHI, ListKind.GONGBU


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("安徽省第八批千年古镇候选名单公示", BEFORE),
        ("关于第八批千年古镇、千年古村落名单的公示", BEFORE),
        ("关于拟命名千年古镇名单的公示公告", BEFORE),
        ("现将名单予以公示，公示期：七天", BEFORE),
        ("关于公布第一批千年古镇的通知", AFTER),
        ("关于命名千年古镇的决定", AFTER),
        ("安徽省民政厅关于认定千年古村落的公告", AFTER),
        ("经公示无异议，现予公布。", AFTER),
        ("关于第八批名单的公示\n公示期满后予以公布。", BEFORE),
        ("现予公示。公示期满无异议后予以公布。", None),
        ("公示公告", None),
        ("八斗镇\n散兵镇", None),
        ("", None),
    ],
)
def test_the_title_decides_then_the_words_and_both_together_say_nothing(text, kind):
    told = kind_told([text])
    assert (told and told[0]) == kind


def test_a_notice_is_kept_and_read_back_as_it_was_said():
    notice = Notice(
        BEFORE, "公示", date(2021, 12, 31), "anhui", date(2022, 1, 6), "皖民〔2021〕1号", "民政厅"
    )
    assert notice_from(notice.as_data()) == notice
    assert notice_from({}) is None
