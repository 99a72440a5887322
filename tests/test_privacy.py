"""Personal data: what is found, what is not, and that a mask keeps every place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from planfolio.reports import forms
from planfolio.sources.privacy import find, mask
from tests.sites import inspected, plan


@pytest.mark.parametrize(
    "text",
    [
        "身份证号11010519491231002X",
        "手机138 0013 8000",
        "手机：+86 138-0013-8000",
        "卡号4111 1111 1111 1111",
        "信箱 teacher.zhang@qq.com",
        "服务器 119.29.29.29",
        "登录地址为203.0.113.9",
        "从 192.168.1.20 登记",
        "手机１３８００１３８０００",
    ],
)
def test_personal_data_is_found(text: str) -> None:
    assert len(find(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "编号110105194912310021",  # the check digit does not hold
        "电话010-00000000",
        "ISBN 978-7-04-012345-6",
        "2024-09-04 至 2025-01-20，共 36 学时",
        "卡号4111 1111 1111 1112",
        "办公室 office@example.edu.cn",
        "1.2.3.4 第四小节",
        "掩码 255.255.255.0",
        "回环 127.0.0.1，示例 192.0.2.1",
        "文号 教师〔2011〕1号，备案 20240904001",
    ],
)
def test_what_only_looks_alike_is_left_alone(text: str) -> None:
    assert find(text) == []


@given(
    some.text(max_size=60),
    some.sampled_from(["11010519491231002X", "13800138000", "4111111111111111"]),
    some.text(max_size=60),
)
def test_a_mask_keeps_length_and_lines(before: str, secret: str, after: str) -> None:
    text = f"{before} {secret} {after}"

    masked = mask(text, find(text))

    assert len(masked) == len(text)
    assert masked.count("\n") == text.count("\n")
    assert secret not in masked


@pytest.mark.parametrize("form", sorted(forms()))
def test_no_form_of_the_report_shows_it(tmp_path: Path, form: str) -> None:
    body = "报名者身份证号11010519491231002X。\n"
    report = inspected(tmp_path, {"plans/p.md": plan("hours: 13800138000", body)}).report

    written = forms()[form](report)

    assert "PL05" in written
    assert "11010519491231002" not in written
    assert "13800138000" not in written
