"""Modified vehicles from pages to verdict: hand-written pages of every kind, through the extractors and all rules."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
for folder in ("validators", "extractors"):
    sys.path.insert(0, str(TESTS / folder))

from builders import REGISTRY, reading  # noqa: E402
from laid import BUILDER, CHASSIS, CHASSIS_MAKER, DEVICE_MAKER, EXPORTER, MODEL, VIN, VIN2, declaration, laid  # noqa: E402
from written import line, seal  # noqa: E402

from domain.documents import Kind  # noqa: E402
from domain.dossier import Dossier, Elsewhere  # noqa: E402
from domain.findings import Finding, Status, verdict  # noqa: E402
from domain.geometry import Box  # noqa: E402
from domain.names import CompanyName  # noqa: E402
from domain.pages import Line, Page, Picture  # noqa: E402
from domain.policy import policy_on  # noqa: E402
from extractors.documents import documents_of  # noqa: E402
from extractors.finders.vins import page_vins  # noqa: E402
from validators import sealing  # noqa: E402
from validators.check import check  # noqa: E402
from validators.whose_seal import Ownership, SealOwner  # noqa: E402

TWO = (0.08, 0.42)
GOODS = (0.04, 0.27, 0.43, 0.50, 0.56, 0.66, 0.78, 0.88)
SETTLED = {Status.PASS, Status.NOTE, Status.NOT_APPLICABLE}


@pytest.fixture(autouse=True)
def plain_seals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A seal is whose text it bears; the reading of rings is tested elsewhere."""

    def by_text(found: object, expected: tuple[str, ...], listed: tuple[str, ...]) -> SealOwner:
        text = CompanyName(getattr(found, "text", "")).bare
        same = text in {CompanyName(name).bare for name in expected}
        return SealOwner(Ownership.EXPECTED if same else Ownership.ANOTHER if text else Ownership.UNCLEAR, text)

    monkeypatch.setattr(sealing, "whose", by_text)
    sealing._owner.cache_clear()
    yield
    sealing._owner.cache_clear()


def shot(file: str, box: Box | None = None) -> tuple[Picture, ...]:
    return (Picture(box or Box(0, 0, 1, 1), hashlib.sha256(file.encode()).hexdigest()),)


def plate(vin: str, after: bool) -> Page:
    own = ("程力牌", MODEL, BUILDER) if after else ("东风牌", CHASSIS, CHASSIS_MAKER)
    file = f"铭牌/{vin}-{after}.jpg"
    rows = [f"品牌|{own[0]}", f"整车型号|{own[1]}", *([f"底盘型号|{CHASSIS}"] if after else []), f"车辆识别代号|{vin}", "发动机型号|CY4SK261", "最大允许总质量|18000kg", "制造年月|2025年10月", f"生产企业|{own[2]}"]
    return laid(*rows, columns=TWO, file=file, pictures=shot(file))


def contract(number: str, seller: str, line: str, total: str) -> Page:
    return laid(
        "||采购合同", f"供方：{seller}||||合同编号：{number}", f"需方：{BUILDER}||||签订日期：2025-09-18", "", "产品名称|规格型号|单位|数量|单价|金额", line, total, "质量标准：国家标准", "交货期：30天", "付款方式：转账",
        "违约责任：按合同法", columns=(0.05, 0.25, 0.43, 0.51, 0.58, 0.70, 0.84), file=f"{number}.pdf",
    )  # fmt: skip


def invoice(number: str, seller: str, line: str, sums: str, words: str) -> Page:
    return laid(
        "||电子发票（增值税专用发票）", f"|||||发票号码：{number}", "|||||开票日期：2025年10月08日", f"购买方信息|名称：{BUILDER}|||销售方信息|名称：{seller}", "|纳税人识别号：914213007XXXXXXX1A||||纳税人识别号：914200007XXXXXXX2B",
        "项目名称|规格型号|单位|数量|单价|金额|税率/征收率|税额", line, sums, words, "开票人：张三", columns=GOODS, width=1400, height=900, pitch=0.05, file=f"{number}.pdf",
    )  # fmt: skip


def photos() -> list[Page]:
    return [laid(file=f"照片/{stage}/{side}.jpg", pictures=shot(stage + side)) for stage in ("改装前", "改装后") for side in ("正面", "左前", "侧面", "后面")]


CHASSIS_LINE, DEVICE_LINE = f"*机动车*载货汽车底盘|{CHASSIS}|辆|2|100000.00|200000.00|13%|26000.00", "*专用设备*洒水罐总成|GSS-10|套|2|30000.00|60000.00|13%|7800.00"


def upload() -> dict[str, list[Page]]:
    return {
        "plates": [plate(vin, after) for vin in (VIN, VIN2) for after in (False, True)],
        "contracts": [contract("DF-0918", CHASSIS_MAKER, f"载货汽车底盘|{CHASSIS}|台|2|113000.00|226000.00", "合计人民币（大写）：贰拾贰万陆仟元整"),
                      contract("HL-7", DEVICE_MAKER, "洒水罐总成|GSS-10|套|2|33900.00|67800.00", "合计人民币（大写）：陆万柒仟捌佰元整")],
        "invoices": [invoice("25422000000012345678", CHASSIS_MAKER, CHASSIS_LINE, "合计|||||¥200000.00||¥26000.00", "价税合计（大写）|贰拾贰万陆仟元整|||（小写）¥226000.00"),
                     invoice("25422000000087654321", DEVICE_MAKER, DEVICE_LINE, "合计|||||¥60000.00||¥7800.00", "价税合计（大写）|陆万柒仟捌佰元整|||（小写）¥67800.00")],
        "sheet": [laid("|公告参数表", f"产品型号：{MODEL}", "产品名称：洒水车", "产品商标：程力牌", f"企业名称：{BUILDER}", "目录序号：(十七)244", f"底盘型号：{CHASSIS}", f"底盘企业：{CHASSIS_MAKER}", "外形尺寸：8500×2500×3100",
                       "轴距：4500", "接近角/离去角：18/12", file="sheet.pdf")],
        "ccc": [laid("|中国国家强制性产品认证证书", "证书编号：2024011101654321", f"委托人名称：{BUILDER}", f"生产者（制造商）名称：{BUILDER}", f"产品名称和系列、规格、型号：洒水车 {MODEL}", "认证模式：型式试验",
                     "发证日期：2024-05-01", "有效期至：2029-04-30", file="ccc.pdf")],
        "access": [laid("|目的国准入证书", "证书编号：KZ-7-2025-01", "目的国：哈萨克斯坦", f"持有人：{BUILDER}", f"车辆型号：{MODEL}", "发证日期：2025-01-10", "有效期至：2027-01-09", file="access.pdf")],
        "report": [laid("|检验报告", "报告编号：T-2025-77", "样品名称：洒水车", f"样品型号：{MODEL}", f"委托单位：{BUILDER}", "检验类别：型式检验", "检验依据：GB 7258-2017", "检验结论：合格", "签发日期：2025-06-01", file="report.pdf")],
        "authorisation": [laid("||出口授权书", f"兹授权{EXPORTER}为我公司改装车产品的出口企业，", f"出口我公司生产的{MODEL}洒水车至哈萨克斯坦。", "授权期限：2026年1月5日至2026年12月31日", "", f"||||{BUILDER}（盖章）",
                               "||||2026年1月5日", seals=(seal(BUILDER, 0.55, 0.18),), file="auth.pdf")],
        "description": [laid("|改装情况说明", f"车辆型号：{MODEL}", "改装前为二类底盘，改装后为洒水车。", "改装部位：加装罐体、取力器、副车架，见图中红框。", file="desc.pdf", pictures=shot("desc", Box(0.1, 0.4, 0.6, 0.7)))],
        "photos": photos(),
    }  # fmt: skip


def judged(pages: dict[str, list[Page]]) -> tuple[Finding, ...]:
    declared = declaration()
    documents = documents_of([page for group in pages.values() for page in group], declared)
    return check(Dossier(declared, documents, (reading(),), REGISTRY, policy_on(declared.application_date), Elsewhere()))


def open_rules(pages: dict[str, list[Page]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for finding in judged(pages):
        if finding.status not in SETTLED:
            found.setdefault(finding.rule, set()).add(finding.reason)
    return found


def test_clean_pages_pass_every_rule() -> None:
    assert open_rules(upload()) == {}


def test_each_page_is_the_document_it_is() -> None:
    documents = documents_of([page for group in upload().values() for page in group], declaration())
    assert {d.kind for d in documents} == {
        Kind.NAMEPLATE_BEFORE, Kind.NAMEPLATE_AFTER, Kind.CHASSIS_CONTRACT, Kind.DEVICE_CONTRACT, Kind.CHASSIS_INVOICE, Kind.DEVICE_INVOICE, Kind.ANNOUNCEMENT_SHEET, Kind.CCC_CERTIFICATE,
        Kind.ACCESS_CERTIFICATE, Kind.TEST_REPORT, Kind.AUTHORISATION_LETTER, Kind.MODIFICATION_DESCRIPTION, Kind.COMPARISON_PHOTOS,
    }  # fmt: skip


@pytest.mark.parametrize("gone", upload())
def test_without_one_sort_of_paper_nothing_passes(gone: str) -> None:
    pages = upload()
    del pages[gone]
    assert verdict(judged(pages)) is not Status.PASS


@pytest.mark.parametrize(
    ("where", "old", "new"),
    [
        ("plates", VIN2, VIN), ("plates", MODEL, "CLW5180GSSE5"), ("plates", CHASSIS, "DFH1180EX8"), ("plates", "程力牌", "东风牌"),
        ("contracts", "2", "1"), ("contracts", BUILDER, EXPORTER), ("contracts", CHASSIS, "DFH1180EX8"),
        ("invoices", "2", "1"), ("invoices", BUILDER, "湖北程力专用汽车销售有限公司"), ("invoices", CHASSIS, "EQ1185LJ8CDF"),
        ("sheet", "洒水车", "绿化喷洒车"), ("sheet", MODEL, "CLW5070XXYE6"), ("sheet", BUILDER, "湖北程力汽车有限公司"), ("sheet", CHASSIS, "DFH1180EX8"),
        ("ccc", "2029-04-30", "2026-02-28"), ("ccc", "洒水车", "冷藏车"), ("ccc", BUILDER, "湖北程力汽车有限公司"),
        ("access", "哈萨克斯坦", "乌兹别克斯坦"), ("access", MODEL, "CLW5070XXYE6"), ("access", "2027-01-09", "2026-01-09"), ("report", "合格", "不合格"), ("report", MODEL, "CLW5070XXYE6"),
        ("authorisation", EXPORTER, "深圳远帆汽车贸易有限公司"), ("authorisation", "2026年12月31日", "2026年2月28日"), ("description", MODEL, "CLW5070XXYE6"),
    ],
)  # fmt: skip
def test_a_word_changed_on_a_page_is_found(where: str, old: str, new: str) -> None:
    """Each word is changed on the pages that carry it, as a whole cell or inside one."""
    pages = upload()
    changed = [page_vins(replace(page, vins=(), lines=tuple(rewritten(entry, old, new) for entry in page.lines))) for page in pages[where]]
    assert changed != pages[where]
    assert verdict(judged(pages | {where: changed})) is not Status.PASS


def rewritten(entry: Line, old: str, new: str) -> Line:
    """The line with a text of it replaced; one character only where it is a cell by itself."""
    found = old in entry.text if len(old) > 1 else old == entry.text
    return line(entry.text.replace(old, new), entry.box.x0, entry.box.y0) if found else entry


def test_one_purchase_scanned_twice_is_one_purchase() -> None:
    """Halve what was bought and scan it twice: neither the contract nor the invoice counts again, whatever became of its number."""
    half = {
        "contracts": [replace_all(page, {"2": "1", "226000.00": "113000.00", "贰拾贰万陆仟元整": "壹拾壹万叁仟元整"}) for page in upload()["contracts"]],
        "invoices": [replace_all(page, {"2": "1", "200000.00": "100000.00", "26000.00": "13000.00", "226000.00": "113000.00"}) for page in upload()["invoices"]],
    }
    for noise in ("25422000000012345678", "25422000000012345679", "2542200000001234567B", ""):
        again = half["invoices"] + [replace_all(renamed(page), {"25422000000012345678": noise}) for page in half["invoices"]]
        assert {"MV-012", "MV-013"} <= set(open_rules(upload() | {"invoices": again}))
    for noise in ("DF-0918", "DF-0919", "DF-O918", ""):
        again = half["contracts"] + [replace_all(renamed(page), {"DF-0918": noise}) for page in half["contracts"]]
        assert "MV-012" in open_rules(upload() | {"contracts": again})


def test_the_same_purchase_scanned_twice_is_no_surplus() -> None:
    again = {name: upload()[name] + [renamed(page) for page in upload()[name]] for name in ("contracts", "invoices")}
    assert open_rules(upload() | again) == {}


def test_a_red_invoice_among_the_pages_takes_back() -> None:
    red = invoice(
        "25422000000012345699", CHASSIS_MAKER, f"*机动车*载货汽车底盘|{CHASSIS}|辆|-1|100000.00|-100000.00|13%|-13000.00", "合计|||||¥-100000.00||¥-13000.00",
        "价税合计（大写）|（负数）壹拾壹万叁仟元整|||（小写）¥-113000.00",
    )  # fmt: skip
    assert open_rules(upload() | {"invoices": [*upload()["invoices"], red]})["MV-012"] == {"short"}


def replace_all(page: Page, texts: dict[str, str]) -> Page:
    for old, new in texts.items():
        page = replace(page, lines=tuple(rewritten(entry, old, new) for entry in page.lines))
    return page


def renamed(page: Page) -> Page:
    return replace(page, file="again-" + page.file)
