"""NAME-001 to NAME-005: company names, exact after normalisation; groups, renamed and importing enterprises."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from domain.declaration import Category
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Consequence, Text
from domain.names import CompanyName, same_company
from domain.text import has_han
from validators.catalogue import Says, rule
from validators.company_words import other_script, renamed, sales_token
from validators.compare import evidence, shown, weightiest
from validators.coverage import LETTER_GATE, Pair, closed, letters_of, pairs
from validators.due import may_be_due
from validators.letter_issuer import SINCE
from validators.matching import certificates, declared_vins, vehicles
from validators.reasons import fails, not_applicable, note, passes, review

_LETTER, _CERTIFICATE = Kind.CONFIRMATION_LETTER, Kind.REGISTRATION_CERTIFICATE
_OWN_LETTER = ("Obtain a letter issued and sealed by the manufacturer itself.", "请由生产企业自行出具并加盖公章。")
_EYE = ("Compare the names by eye.", "请人工核对名称。")
_GENERIC = re.compile(
    "有限责任公司|股份有限公司|有限公司|股份|集团|总公司|公司|汽车工业|汽车制造|汽车|工业|制造|商用车|乘用车|客车|卡车|新能源|科技|中国|"
    "北京|上海|天津|重庆|广州|广东|深圳|江苏|南京|浙江|杭州|安徽|合肥|山东|济南|青岛|湖北|武汉|湖南|长沙|河南|郑州|河北|四川|成都|陕西|西安|"
    "吉林|长春|辽宁|沈阳|黑龙江|哈尔滨|福建|厦门|江西|南昌|广西|柳州|云南|昆明|贵州|贵阳|山西|太原|海南|内蒙古|新疆|甘肃|宁夏|青海|西藏|省|市|[()\\[\\]·-]"
)


@rule(
    "NAME-001",
    title=Text("Names are normalised before they are compared", "名称比对前先作规范化"),
    statement=Text(
        "Before two company names are compared, widths, spaces, brackets, dashes, dots and traditional characters are unified. Legal form, group "
        "and province are never dropped.",
        "比对企业名称前统一全半角、空格、括号、连字符、间隔号和繁简字；组织形式、集团字样和省市名称一律保留。",
    ),
    authority="Own rule",
    basis="own",
    needs=(_LETTER, _CERTIFICATE),
    requirement=_LETTER,
    category=Category.USED,
    reasons={
        "written-alike": passes("The names compared are written alike.", "所比对的名称写法一致。"),
        "same-after-normalising": note(
            "{found} and {declared} are the same name, written differently.", "{found}与{declared}为同一名称的不同写法。"
        ),
        "nothing-compared": not_applicable("No two names were found to be the same enterprise's.", "没有可比对的相同企业名称。"),
    },
)
def names_are_normalised(dossier: Dossier) -> Iterable[Says]:
    compared = False
    for declared, read in _names_read(dossier):
        if not read.clean or not same_company(read.value, declared):
            continue
        compared = True
        if read.value != declared:
            yield Says("same-after-normalising", declared=declared, found=read.value, evidence=evidence(read))
    if not compared:
        yield Says("nothing-compared")
    elif all(read.value == declared for declared, read in _names_read(dossier) if same_company(read.value, declared)):
        yield Says("written-alike")


def _names_read(dossier: Dossier) -> Iterable[tuple[str, Fact[str]]]:
    """Manufacturer names of letters and certificates, each with the declared name it is held against."""
    papers = certificates(dossier)
    if may_be_due(dossier):
        for pair in pairs(dossier, letters_of(dossier)):
            if isinstance(pair.letter.issuer, Fact):
                yield pair.manufacturer, pair.letter.issuer
    makers = {vin: hit.item.manufacturer for vin, hits in papers.by_vin.items() for hit in hits if hit.trusted}
    for vin, vehicle in vehicles(dossier):
        read = makers.get(vin)
        if isinstance(read, Fact):
            yield vehicle.manufacturer, read


@rule(
    "NAME-002",
    title=Text("The issuer's name is exactly the manufacturer's", "出具企业名称与生产企业完全一致"),
    statement=Text(
        "After normalisation the issuer's name equals the manufacturer's. Only hyphens, brackets and dots may differ; anything else is another enterprise.",
        "规范化后出具企业名称应与生产企业名称相同；仅连字符、括号、间隔号可以不同，其他任何差异均视为不同企业。",
    ),
    authority="Guidelines of 2025-12-11, part 1, issuer of the letter (same name)",
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "name-exact": passes("The issuer's name is the manufacturer's: {found}.", "出具企业名称与生产企业一致：{found}。"),
        "hyphen-or-bracket-only": note(
            "{found} and {declared} differ in hyphens, brackets or dots only.", "{found}与{declared}仅连字符、括号或间隔号不同。"
        ),
        "name-differs": fails("{found} is not {declared}.", "{found}不是{declared}。", *_OWN_LETTER),
        "name-doubtful": review(
            "The issuer could not be read with certainty ({found}); it must be {declared}.",
            "出具企业未能可靠识别（{found}）；应为{declared}。",
            *_EYE,
        ),
        "name-not-comparable": review(
            "{found} cannot be compared with {declared}: another script, or a former name.",
            "{found}无法与{declared}比对：文字种类不同或为曾用名。",
            *_EYE,
        ),
    },
)
def issuer_name_is_exact(dossier: Dossier) -> Iterable[Says]:
    for pair in _pairs(dossier):
        if isinstance(pair, Says):
            yield pair
            continue
        issuer, maker = pair.letter.issuer, pair.manufacturer

        def say(reason: str, pair: Pair = pair) -> Says:
            return Says(
                reason,
                document=pair.document.id,
                declared=pair.manufacturer,
                found=shown(pair.letter.issuer) or "-",
                evidence=evidence(pair.letter.issuer),
            )

        if not isinstance(issuer, Fact) or not issuer.clean:
            yield say("name-doubtful")
        elif same_company(issuer.value, maker):
            yield say("name-exact")
            if not CompanyName(issuer.value).written_alike(CompanyName(maker)):
                yield say("hyphen-or-bracket-only")
        else:
            comparable = not other_script(issuer.value, maker) and not renamed(dossier, issuer.value, maker)
            yield say("name-differs" if comparable else "name-not-comparable")


@rule(
    "NAME-003",
    title=Text("A group company is another enterprise", "同一集团的其他企业不是生产企业"),
    statement=Text(
        "An enterprise of the same group, even one with the same catalogue number, is not the manufacturer and may not issue the letter for it.",
        "同一集团的其他企业，即使目录序号相同，也不是该车生产企业，不得代为出具。",
    ),
    authority="Guidelines of 2025-12-11, part 1, issuer of the letter; MIIT Announcement, shared catalogue numbers",
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "not-a-group-company": passes("The issuer is the manufacturer itself.", "出具企业即生产企业本身。"),
        "group-company": fails(
            "{found} belongs to the same group as {declared}, or shares its name, but is another enterprise: a group company, not the manufacturer.",
            "{found}与{declared}同属一个集团或字号相同，但为不同企业，不是该车生产企业。",
            *_OWN_LETTER,
        ),
        "unrelated": not_applicable(
            "The issuer is no enterprise of the manufacturer's group; CL-002 and CL-004 judge it.",
            "出具企业不属于该集团；由CL-002和CL-004判断。",
        ),
        "issuer-doubtful": review("The issuer could not be read with certainty: {found}.", "出具企业未能可靠识别：{found}。", *_EYE),
    },
)
def no_group_company(dossier: Dossier) -> Iterable[Says]:
    for pair in _pairs(dossier):
        if isinstance(pair, Says):
            yield pair
            continue
        issuer, maker = pair.letter.issuer, pair.manufacturer
        if not isinstance(issuer, Fact) or not issuer.clean:
            reason = "issuer-doubtful"
        elif same_company(issuer.value, maker):
            reason = "not-a-group-company"
        else:
            related = (
                same_group(dossier, issuer.value, maker) and not sales_token(issuer.value) and not renamed(dossier, issuer.value, maker)
            )
            reason = "group-company" if related else "unrelated"
        yield Says(reason, document=pair.document.id, declared=maker, found=shown(issuer) or "-", evidence=evidence(issuer))


def same_group(dossier: Dossier, one: str, other: str) -> bool:
    """Whether two names share a distinctive part of two characters or more, or a catalogue number."""
    numbers = [{entry.catalogue_number for entry in dossier.registry.of(name)} - {""} for name in (one, other)]
    if numbers[0] & numbers[1]:
        return True
    cores = [_GENERIC.sub("|", CompanyName(name).normal) for name in (one, other)]
    block = SequenceMatcher(None, cores[0], cores[1], autojunk=False).find_longest_match()
    shared = cores[0][block.a : block.a + block.size].strip("|")
    return len(shared) >= 2 and has_han(shared) and "|" not in shared


def _pairs(dossier: Dossier) -> Iterable[Pair | Says]:
    letters = letters_of(dossier)
    gate = closed(dossier, letters)
    return (gate,) if gate else pairs(dossier, letters)


@rule(
    "NAME-004",
    title=Text("Renamed manufacturer", "生产企业更名"),
    statement=Text(
        "Where the certificate shows a former name of the manufacturer and the letter the present one, a person decides. The table of names is a setting.",
        "登记证书为生产企业曾用名而确认书为现名的，由人工判断；名称对照表可配置。",
    ),
    authority="Own rule",
    basis="own",
    needs=(_LETTER, _CERTIFICATE),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "no-table": not_applicable("No table of former names is configured.", "未配置曾用名对照表。"),
        "not-renamed": passes("None of the names is a former name by the table in use.", "按所用对照表，没有曾用名。"),
        "renamed": review(
            "{found} and {declared} are the former and the present name of one enterprise.",
            "{found}与{declared}为同一企业的曾用名和现名。",
            "Submit proof of the change of name.",
            "请提交企业更名证明。",
        ),
    },
)
def renamed_manufacturer(dossier: Dossier) -> Iterable[Says]:
    if gate := closed(dossier, letters_of(dossier)):
        yield gate
    elif not dossier.policy.former_names:
        yield Says("no-table")
    else:
        said = [
            Says("renamed", declared=declared, found=read.value, evidence=evidence(read))
            for declared, read in _names_read(dossier)
            if not same_company(read.value, declared) and renamed(dossier, read.value, declared)
        ]
        yield from said or [Says("not-renamed")]


@rule(
    "NAME-005",
    title=Text("Imported vehicles", "进口车辆"),
    statement=Text(
        "For a vehicle imported into China the enterprise in the Announcement may be an import agent. Who issues its letter is not settled by the texts known.",
        "进口车辆在公告中的企业可能是进口代理商；由谁出具确认书，现有规定未予明确。",
    ),
    authority="Registration certificate item 10; MIIT Announcement",
    needs=(_CERTIFICATE,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        "letter-not-due": not_applicable("This vehicle needs no letter.", "本车无须提交确认书。"),
        "domestic": passes("The vehicle was made in China ({found}).", "本车为国产（{found}）。"),
        "domestic-by-vin": passes("The VIN begins with {found}, given out in China.", "车辆识别代号以{found}开头，由中国分配。"),
        "imported": review(
            "The vehicle was imported ({found}): who may issue the letter must be decided.",
            "本车为进口车辆（{found}）：须判断应由谁出具确认书。",
            "Ask the competent commerce authority.",
            "请咨询商务主管部门。",
        ),
        "origin-unclear": review(
            "Whether the vehicle was made in China or imported could not be read.",
            "无法识别本车为国产或进口。",
            "Look at item 10 of the certificate.",
            "请查看登记证书第10项。",
        ),
    },
)
def imported_vehicle(dossier: Dossier) -> Iterable[Says]:
    papers = certificates(dossier)
    due = {vin for vin, _ in may_be_due(dossier)}
    for vin in declared_vins(dossier):
        if vin not in due:
            yield Says("letter-not-due", vin=vin)
            continue
        origins = [hit.item.origin for hit in papers.of(vin)]
        read = weightiest(origins, lambda text: "国产" in text)
        imported = isinstance(read, Fact) and "进口" in read.value
        certain = isinstance(read, Fact) and read.clean and all(hit.trusted for hit in papers.of(vin))
        if imported or (isinstance(read, Fact) and not certain and not vin.startswith("L")):
            reason, found = ("imported" if imported else "origin-unclear"), shown(read)
        elif certain and isinstance(read, Fact) and "国产" in read.value:
            reason, found = "domestic", read.value
        else:
            # A VIN that begins with L was given out in China; the rules on VINs and on the certificate hold it to be this vehicle's.
            reason, found = ("domestic-by-vin", vin[:3]) if vin.startswith("L") else ("origin-unclear", shown(read))
        spots = () if reason == "domestic-by-vin" else evidence(read)
        yield Says(reason, vin=vin, found=found or "-", evidence=spots)
