from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import report_samples as samples
from headless import BROWSER, Browser

from domain.findings import Finding, Status, Subject, Text
from domain.pages import Outcome
from domain.report import LocalText, Report
from pipeline.report import build, crops, html_report, html_view
from pipeline.report.folder import problem_sentences
from pipeline.report.html_report import report_html

HOSTILE = ('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'><svg/onload=alert(1)>", "{{ 7*7 }}", "javascript:alert(1)", "a\u202egpj.exe")  # fmt: skip


def page_of(report: Report, pages: dict[tuple[str, int], Path] | None = None, **more: object) -> str:
    pages = pages or {}
    report, pictures = crops.cut(report, lambda file, number: pages.get((file, number)))
    given = {"titles": samples.TITLES, "problems": problem_sentences()} | more
    return report_html(report, pictures, lambda file, number: pages.get((file, number)), **given)  # type: ignore[arg-type]


def hostile_report() -> Report:
    """A report in which every text that comes from outside is hostile."""
    findings = tuple(
        Finding("X-1", Status.FAIL, f"r{n}", Subject(vin=text), Text(text, text), Text(text, text), text, text + "x", text, evidence=(samples.evidence(text, None, text),))
        for n, text in enumerate(HOSTILE)
    )  # fmt: skip
    files = tuple(replace(samples.files()[0], path=text, media_type=text, problems=(text,), outcome=Outcome.REJECTED) for text in HOSTILE)
    documents = tuple(replace(samples.letter(vins=(text,), page=samples.letter_page(text)), id=text) for text in HOSTILE)
    declaration = samples.declaration(HOSTILE).model_copy(update={"destination": HOSTILE[0]})
    return build.build_report(HOSTILE[1], findings, files, documents, samples.versions(), declaration)


class Elements(HTMLParser):
    """Every element with its attributes; unclosed elements show up as a non-empty `open`."""

    VOID = frozenset({"meta", "input", "img", "br", "rect"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize("report", [samples.report(), hostile_report()])
def test_page_has_no_scripts_handlers_or_addresses(report: Report) -> None:
    elements = Elements(page_of(report))
    assert not elements.open
    assert {tag for tag, _ in elements.found}.isdisjoint({"script", "iframe", "object", "link", "form", "base", "foreignobject"})
    for _, attributes in elements.found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert all((value or "").startswith(("#", "data:image/")) for name, value in attributes.items() if name in ("src", "href"))
    assert "url(" not in html_report.files("pipeline.report").joinpath("report.css").read_text("utf-8")


def test_policy_allows_nothing_but_its_own_style() -> None:
    policy = next(attributes["content"] or "" for tag, attributes in Elements(page_of(samples.report())).found if attributes.get("http-equiv"))
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy


def test_page_is_the_same_for_the_same_report(tmp_path: Path) -> None:
    pages = samples.draw_pages(tmp_path)
    assert page_of(samples.report(), pages) == page_of(samples.report(), pages)


def test_page_shows_verdict_then_matrix_then_findings_then_documents_then_files() -> None:
    page = page_of(samples.report())
    order = [page.index(word) for word in ("不通过</span>", "车辆与要求", "核验发现", "材料逐页", "文件</span>", "核查范围")]
    assert order[:4] == sorted(order[:4])
    for text in (samples.VINS[0], "确认书列明每一辆车", "请由生产企业出具", "Guidelines of 2025-12-11", "不予发放许可证", "2026-01-20", "读取超时", "registry-sample.csv"):
        assert text in page
    assert "LGXCE6CB3S01234<mark>6</mark>6" in page
    assert "LGXCE6CB3S01234<mark>5</mark>6" in page


def test_every_sentence_stands_in_both_languages() -> None:
    page = page_of(samples.report())
    assert page.count('<span class="zh"') == page.count('<span class="en"')


def test_hidden_characters_show() -> None:
    assert "\u202e" not in page_of(hostile_report())


def test_groups_are_capped_and_said_so() -> None:
    many = tuple(Finding("X-1", Status.FAIL, "r", Subject(vin=f"V{n}"), Text("e", "z")) for n in range(html_view.MAX_ITEMS + 7))
    report = build.build_report("A", many, (), (), samples.versions())
    groups = html_view.groups(report, {})
    assert [(len(group.items), group.more) for group in groups] == [(html_view.MAX_ITEMS, 7)]
    assert "另有 7 项" in page_of(report)


def test_pictures_stop_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = samples.draw_pages(tmp_path)
    assert "data:image/jpeg" in page_of(samples.report(), pages)
    monkeypatch.setattr(html_report, "MAX_INLINE", 10)
    page = page_of(samples.report(), pages)
    assert "data:image/" not in re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL)
    assert "此处无页面图片" in page


def test_boxes_are_numbered_down_the_page() -> None:
    report = samples.report()
    page = html_view.documents(report)[0].pages[0]
    assert [entry.mark for entry in page.entries] == list(range(1, len(page.entries) + 1))
    tops = [entry.record.box[1] for entry in page.entries if entry.record.box]
    assert tops == sorted(tops)
    assert html_view.documents(report)[0].absent == ["number"]


@pytest.mark.parametrize(
    ("left", "right", "marked"),
    [("LGX1", "LGX2", [("LGX", False), ("1", True)]), ("甲", "乙丙丁", [("甲", False)]), (None, "x", []), ("x" * 500, "y", [("x" * 500, False)])],
)
def test_differences_are_marked(left: str | None, right: str, marked: list[tuple[str, bool]]) -> None:
    assert [run for run in html_view.runs(left, right)[0] if run[0]] == marked


def test_matrix_leads_to_the_finding() -> None:
    report = samples.report()
    columns, rows = html_view.matrix(report, html_view.groups(report, {}))
    assert columns == ["confirmation_letter"]
    assert [(vin, cell.status, cell.anchor) for vin, (cell,) in rows] == [
        (samples.VINS[0], "fail", "f1"), (samples.VINS[1], "review", "f2"), (samples.VINS[2], "review", "f2"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> object:
    with Browser() as running:
        yield running


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
class TestInABrowser:
    @pytest.mark.parametrize("width", [1280, 390])
    def test_hostile_page_asks_for_nothing_and_does_nothing(self, browser: Browser, tmp_path: Path, width: int) -> None:
        path = tmp_path / "report.html"
        path.write_text(page_of(hostile_report(), {(text, 1): page for text in HOSTILE for page in [samples.draw_pages(tmp_path)[samples.LETTER, 1]]}), "utf-8")
        browser.requests.clear()
        browser.open(path, width=width)
        assert [url for url in browser.requests if not url.startswith("data:image/")] == [path.as_uri()]
        assert (browser.dialogs, browser.console) == (0, [])
        assert browser.run("document.scripts.length + document.querySelectorAll('[onerror],[onload]').length") == 0
        assert HOSTILE[0] in browser.run("document.body.textContent")

    def test_language_switch(self, browser: Browser, tmp_path: Path) -> None:
        path = tmp_path / "report.html"
        path.write_text(page_of(samples.report()), "utf-8")
        browser.open(path)
        heading = "document.querySelector('h1').innerText"
        assert "不通过" in browser.run(heading)
        assert "Fails" not in browser.run(heading)
        browser.run("document.querySelector('label[for=en]').click()")
        assert "Fails" in browser.run(heading)
        assert "不通过" not in browser.run("document.body.innerText")
        browser.run("document.querySelector('label[for=zh]').click()")
        assert "不通过" in browser.run(heading)

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_phone_needs_no_sideways_scrolling(self, browser: Browser, tmp_path: Path, language: str) -> None:
        path = tmp_path / "report.html"
        titles = samples.TITLES | {"INT-007": LocalText(en="Every page belongs to a known kind", zh="每一页均为已知种类")}
        path.write_text(page_of(samples.report(), samples.draw_pages(tmp_path), language=language, titles=titles), "utf-8")
        browser.open(path, width=390, height=844)
        assert browser.run("document.documentElement.scrollWidth") <= 390

    def test_prints_to_a4(self, browser: Browser, tmp_path: Path) -> None:
        import pypdfium2

        path = tmp_path / "report.html"
        path.write_text(page_of(samples.report(), samples.draw_pages(tmp_path)), "utf-8")
        browser.open(path)
        document = pypdfium2.PdfDocument(browser.pdf())
        assert 2 <= len(document) <= 8
        width, height = document[0].get_size()
        assert (round(width), round(height)) == (595, 842)
