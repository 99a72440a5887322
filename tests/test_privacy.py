"""Personal data: what is found, what is not, and that a mask keeps every place."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from planfolio.build import Options, build
from planfolio.cli import _our_bug
from planfolio.findings import Severity
from planfolio.project import open_project
from planfolio.publicity import Profile
from planfolio.reports import forms
from planfolio.sources.privacy import find, mask
from tests.sites import TODAY, content_of, inspected, plan, write_site
from tests.test_comparison import git
from tests.test_publicity import text_of


@pytest.mark.parametrize(
    "text",
    [
        "身份证号11010519491231002X",
        "手机138 0013 8000",
        "手机：+86 138-0013-8000",
        "卡号4111 1111 1111 1111",
        "信箱 teacher.zhang@qq.com",
        "信箱teacher.zhang@qq.com收",
        "服务器 119.29.29.29",
        "登录地址为203.0.113.9",
        "从 192.168.1.20 登记",
        "手机１３８００１３８０００",
        "身份证号：110105194912310021",  # called so, though the check digit does not hold
        "身份证号码（110105491231002）",
        "身份证 110105 19491231 002X",
        "ID card no. 110105491231002",
        "家庭住址：示例市示例区示例路12号3单元401室",
        "| 现住址 | 示例花园６栋５０２室 |",
        "户籍地址为示例县示例村3组",
        "家住示例路十二号",
        "Home address: 12 Example Street, Sampletown",
        r"手机 138\-0013\-8000",
        r"信箱 li-si\@qq\.com",
        "联系人：示例教师甲-13900139000。",
        "教师发展室.13800138000",
        "Tel13800138000",
        "008613800138000",
        "1380-013-8000",
        "138 001 38000",
        "138.0013.8000",
        "手机（138）0013/8000",
        "138\u00a00013\u30008000",
        "138\u20110013–8000",
        "138\u200b0013\u200b8000",
        "1\u200b3\u200b8\u200b0\u200b0138000",
        "teacher.zhang@vip.163.com",
        "身份证：1101 0519 4912 3100 2X",
        "身份证 110105 491231 002 3份",
        "从 2408:8207:24a0:1::1 登记",
        "登录地址为2001:db8::1",
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
        "身份证复印件，备案 202409040010001",
        "通讯地址：示例市示例路12号",
        "学校住址：示例路12号",
        "办公地址：示例路88号示例大厦3楼",
        "家住较远的学员可住示例路12号宾馆",
        "家庭住址变更的，到示例路12号办公室登记",
        "住址：____路____号",
        "家庭住址：示例市",
        "Address: 12 Example Street",
        "项目编号 2024-13800138000，FJ-13800138000",
        "总机 010—00000000—8001",
        "1999-12-31 123",
        "150 200 30000",
        "1500 200 3000",
        "3000—4000 5000",
        "13800.138000",
        "2024-09-04 10:30:00，比例 3:2:1:4:5:6:7:8",
        "00:1A:2B:3C:4D:5E",
        "std::vector，a::b，2024::1",
        "2001:db8::1，::1，fe80::1",
    ],
)
def test_what_only_looks_alike_is_left_alone(text: str) -> None:
    assert find(text) == []


def test_a_mask_covers_digits_on_both_sides_of_what_nobody_sees() -> None:
    text = "手机138\u200b0013\u200b8000。"

    assert mask(text, find(text)) == "手机138\u200b****\u200b****。"


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


DAYS = some.dates(date(1940, 1, 1), date(2015, 12, 31)).map(lambda day: f"{day:%Y%m%d}")


@some.composite
def id_numbers(draw: some.DrawFn) -> str:
    """Identity numbers as GB 11643 makes them."""
    body = f"{draw(some.integers(110000, 659999))}{draw(DAYS)}{draw(some.integers(0, 999)):03}"
    total = sum(int(digit) * 2 ** (17 - index) for index, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


@some.composite
def cards(draw: some.DrawFn) -> str:
    """Card numbers of 16 to 19 digits as ISO/IEC 7812 makes them."""
    body = draw(some.from_regex(r"[3-6][0-9]{14,17}", fullmatch=True))
    doubled = [int(digit) * (2 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(body))]
    return body + str(-sum(sum(divmod(digit, 10)) for digit in doubled) % 10)


@some.composite
def homes(draw: some.DrawFn) -> str:
    street = draw(some.sampled_from(["示例路", "示例市示例街", "示例小区", "示例县示例村", "示例弄"]))
    number = draw(some.integers(1, 9999))
    return f"{street}{number}{draw(some.sampled_from(['号', '号3单元401室', '栋', '组', '-2号']))}"


mobiles = some.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
old_id_numbers = some.builds(
    "{}{}{:03}".format, some.integers(110000, 659999), DAYS.map(lambda day: day[2:]), some.integers(0, 999)
)
secrets = some.one_of(
    id_numbers(),
    cards(),
    mobiles,
    old_id_numbers.map("身份证号：{}".format),
    homes().map("家庭住址：{}".format),
    mobiles.map("{}@qq.com".format),
)
prose = some.text(some.sampled_from("研修教师学校的，。：（）\n |、"), max_size=20)


@given(prose, secrets, prose)
def test_wherever_it_stands_it_is_found_and_masked(before: str, secret: str, after: str) -> None:
    text = f"{before}。{secret}，{after}"

    masked = mask(text, find(text))

    assert secret.rpartition("：")[2] not in masked
    assert sum(character.isdigit() for character in masked) <= 3
    assert len(masked) == len(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (r"\*电话\*：138\-0013\-8000\*", r"\*电话\*：138\-****\-****\*"),
        (r"\<zhang\_san@163.com\>", r"\<z****\_***@***.***\>"),
        (r"\(139 0013 8000\)，\#\#li-si\@qq.com", r"\(139 **** ****\)，\#\#l*-**\@**.***"),
    ],
)
def test_backslashes_of_markdown_hide_nothing(text: str, masked: str) -> None:
    assert mask(text, find(text)) == masked


def test_each_of_several_is_found() -> None:
    text = "；".join([*(f"{name}{value}" for name, value in PRIVATE.items())] * 2)

    assert len(find(text)) == 2 * len(PRIVATE)


@pytest.mark.parametrize("status", ["draft", "submitted", "filed", "published", "superseded", "archived"])
def test_it_is_an_error_whatever_the_status(tmp_path: Path, status: str) -> None:
    text = plan("", "手机13800138000。\n").replace("published", status)

    report = inspected(tmp_path, {"plans/p.md": text}).report

    assert [finding.severity for finding in report.findings if finding.code == "PL05"] == [Severity.ERROR]


PRIVATE = {
    "身份证号": "11010519491231002X",
    "旧身份证号": "110105491231002",
    "手机": "13800138000",
    "卡号": "4111111111111111",
    "信箱": "teacher.zhang@qq.com",
    "登录地址": "203.0.113.9",
    "家庭住址：": "示例路12号3单元401室",
}
TOLD = "；".join(f"{name}{value}" for name, value in PRIVATE.items())


def poisoned(folder: Path) -> Path:
    """A site with personal data wherever a text can stand, and in files and names of files."""
    ledger = f"ledger: [{{title: '{TOLD}', hours: 6, evidence: '{TOLD}'}}]"
    consent = "consent: {granted: 是, date: 2025-01-01, fields: [name, ledger, body]}"
    session = f"{{title: '{TOLD}', date: 2026-03-05, start: 09:00, end: 10:30, place: '{TOLD}'}}"
    return write_site(
        folder,
        {
            "site.yaml": f"title: 站 {TOLD}\nowner: {TOLD}\n",
            "organisations/demo-school.yaml": f"title: 校 {TOLD}\ncontacts: [{{name: '{TOLD}', phone: '13800138000'}}]\n",
            "plans/p/index.md": plan(f"hours: '{TOLD}'\nparent: '{TOLD}'\nx{TOLD}: 1\ntags: ['{TOLD}']", f"{TOLD}\n"),
            "plans/q.md": plan(
                f"hours: 8\nmodules: [{{title: '{TOLD}', hours: 6}}]\ntags: ['{TOLD}']\n"
                f"waivers: [{{code: HR02, reason: '{TOLD}', owner: '{TOLD}', expires: 2027-01-01}}]",
                f"# {TOLD}\n\n{TOLD}20XX年\n\n[{TOLD}](none.md) `{TOLD}`\n",
            ),
            "plans/p/a.csv": f"项\n{TOLD}\n",
            "plans/p/13800138000.txt": "项\n",
            "plans/13800138000/index.md": plan(""),
            "schedules/s.yaml": f"title: {TOLD}\nplan: q\nsessions: [{session}]\n",
            "curricula/c.yaml": f"title: {TOLD}\nunits: [{{id: a, title: '{TOLD}', hours: 2}}]\nnote: '{TOLD}'\n",
            "archive/a.md": f"---\ntitle: {TOLD}\ntype: summary\nof: '{TOLD}'\n---\n{TOLD}\n",
            "portfolios/t.md": f"---\nname: 甲 {TOLD}\n{consent}\n{ledger}\n---\n{TOLD}\n",
            "pages/about.md": f"---\ntitle: {TOLD}\naliases: ['old']\n---\n{TOLD}\n",
        },
    )


def leaked(text: str) -> set[str]:
    return {value for value in PRIVATE.values() if value in text}


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_no_file_of_a_site_shows_it(tmp_path: Path, profile: Profile) -> None:
    project = open_project(poisoned(tmp_path))

    site = build(project, Options(today=TODAY, profile=profile, base_url="https://x.example/"))

    files = {path: content_of(content) for path, content in site.artifacts.items()}
    assert "schedules/s/calendar.ics" in files
    assert "portfolios/t/ledger.csv" in files
    assert sum(finding.code == "PL05" for finding in site.report.findings) > 100
    assert {path for path, raw in files.items() if leaked(f"{path} {text_of(raw)}")} == set()


def test_no_command_tells_it(tmp_path: Path) -> None:
    poisoned(tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    write_site(tmp_path, {"plans/q.md": plan(f"hours: 9\nmodules: [{{title: '{TOLD}', hours: 6}}]", f"{TOLD}\n")})
    every = [option for form in sorted(forms()) for option in ("--format", form)]
    calls = (
        ["--color", "-v", "check", *every],
        ["--lang", "en", "diff", "HEAD", "--format", "text", "--format", "json", "--format", "markdown"],
        ["-v", "build", "--timings", "--no-search", "--since", "HEAD"],
    )

    told = [
        subprocess.run(
            [sys.executable, "-m", "planfolio", "-C", str(tmp_path), *call], capture_output=True, text=True, check=False
        )
        for call in calls
    ]

    assert [one.returncode for one in told] == [1, 0, 1]
    assert "PL05" in told[0].stdout
    assert [leaked(one.stdout + one.stderr) for one in told] == [set(), set(), set()]
    assert not any(leaked(text_of(path.read_bytes())) for path in (tmp_path / "site").rglob("*") if path.is_file())


def test_a_strict_build_keeps_the_last_site(tmp_path: Path) -> None:
    poisoned(tmp_path)

    built = subprocess.run(
        [sys.executable, "-m", "planfolio", "-C", str(tmp_path), "build", "--strict", "--no-search"],
        capture_output=True,
        check=False,
    )

    assert built.returncode == 1
    assert not (tmp_path / "site").exists()


def test_the_file_about_a_bug_of_ours_hides_it(capsys: pytest.CaptureFixture[str]) -> None:
    status = _our_bug(KeyError(TOLD))

    said = capsys.readouterr().err
    file = Path(said.partition("报告问题：")[2].partition("\n")[0])
    details = file.read_text("utf-8")
    file.unlink()
    assert status == 3
    assert "KeyError" in details
    assert leaked(details) == set()


@pytest.mark.parametrize("form", sorted(forms()))
def test_no_form_of_the_report_shows_it(tmp_path: Path, form: str) -> None:
    body = "报名者身份证号11010519491231002X。\n"
    report = inspected(tmp_path, {"plans/p.md": plan("hours: 13800138000", body)}).report

    written = forms()[form](report)

    assert "PL05" in written
    assert "11010519491231002" not in written
    assert "13800138000" not in written
