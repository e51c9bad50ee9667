"""Company names in lines: where one begins and ends, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.facts import Fact
from domain.pages import Page
from extractors.finders.spans import Mapped, Span, fact, whole

_END = r"(?:有限责任公司|股份有限公司|有限公司|集团公司|总公司|分公司|公司|制造厂|汽车厂|总厂|修理厂|改装厂|研究院|研究所|检测中心|检测站|检验站|中心|事业部|办事处)"
_CHINESE = re.compile(rf"[一-鿿a-z0-9()\[\]·&-]{{2,40}}?{_END}+(?:[一-鿿]{{0,10}}(?:分公司|事业部|销售部|办事处))?")
_ENGLISH = re.compile(
    r"(?:[A-Z0-9][\w&.'’()-]*[ ,]+){1,9}?(?:Co\.?\s*,?\s*Ltd\.?|Corporation|Corp\.?|Inc\.?|LLC|L\.L\.C\.?|LLP|Limited|Ltd\.?|GmbH|FZE|FZCO|JSC|OOO|TOO|PLC|SARL|S\.A\.R\.L\.?|S\.?A\.? de C\.?V\.?|S\.R\.L\.?|Ltda|MChJ|Sdn\.? Bhd|Pvt|Company|Group)(?![a-zA-Z])",
    re.IGNORECASE,
)
# Words before a name in running text that are not part of it, longest first.
_LEAD_INS = tuple(
    sorted(
        (
            "兹证明", "兹有", "特此证明", "我公司", "本公司", "我司", "本司", "贵公司", "我单位", "本单位", "以下简称", "作为", "系由", "均由", "是由", "由",
            "系", "为", "是", "致", "委托", "授权", "经", "与", "和", "及", "向", "对", "在", "的", "即", "至", "给", "请", "根据", "现", "兹", "受",
            "生产企业", "制造企业", "制造商", "生产厂家", "制造厂", "出口企业", "出口商", "出具单位", "声明单位", "委托单位", "买方", "卖方", "甲方", "乙方",
            "确认单位", "承诺单位", "单位名称", "企业名称", "公司名称", "名称", "盖章", "公章", "尊敬的", "关于", "我们", "确认人", "声明人", "签发单位", "申请单位",
            "确认", "上述", "以上", "下列", "车辆", "该批", "供方", "需方", "出卖人", "买受人", "发货人", "收货人", "检测机构", "检验机构", "检测单位", "机构名称", "所有人", "车主", "现机动车所有人", "机动车所有人",
            "就", "针对", "按照", "依据", "收文单位", "收文", "受文单位", "受文", "主送单位", "主送", "抄送", "收件单位", "收件人", "收函单位", "抬头",
        ),
        key=len,
        reverse=True,
    )
)
# The beginning of a sentence up to the word behind which its company stands.
_SPOKEN = re.compile(r"^.*(?:车辆|该车|此车|本车|兹|确认|证明|下表|所列|上述|辆).*?[为由系是向](?=[一-鿿])")
_SAYS = re.compile(r"[。；]|，.*，|^(?:送检|委托|申请|受检)?的|下列|我司|我公司|什么|谁|哪|几时|何时|牌\s?[A-Za-z]{2,5}\d{3}")
"""What belongs to a sentence and to no name."""
_OWNED = re.compile(r"^.*(?:所有人|受让[人方]|车主(?:由|为)?|转入[人方]|(?:过户|转[移让]|变更|登记)[给至为到予于])[:：]?(?=[一-鿿])")
"""What a register says before the name of an owner."""
_GRANTED = re.compile(r"^.*(?:授权(?!服务|维修|经销|特约|售后|网点)|委托(?!单位|方|人|检|书)|兹证明|兹有)")
"""The number of a letter and the words that begin it, or a sentence up to whom it authorises."""
_CODE = re.compile(r"^[a-z0-9\[\]()·&-]+(?=[一-鿿])")
_VIN = re.compile(r"(?<![A-Za-z0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])")
"""Characters of a VIN between others: it stands in a cell whose name runs on behind it."""
_LONGEST_NAME = 60
_NOT_A_NAME = re.compile(r"(?:我|本|贵|该)(?:公司|单位|企业|中心)$|^(?:该|本|我|贵|各|其|此|上述|以上|汽车生产|生产|出口|销售|进口|海外|目的国|当地|母|子|总|分|有限|股份有限|有限责任|集团|经销|服务)?(?:公司|中心|事业部|办事处|工厂|分公司|总公司)$")


def companies_in(span: Span) -> list[Fact[str]]:
    """Chinese company names in a span, as written without spaces, in text order."""
    return [fact(shown(part), part) for part in company_spans(span)]


def surest(read: Fact[str], pages: Sequence[Page]) -> Fact[str]:
    """The name as read, or where that is in doubt a clean mention of the very same name on the pages: signatures lie under stamps."""
    if read.clean:
        return read
    named = (name for page in pages for line in page.lines for name in companies_in(whole(page, line)))
    return next((name for name in named if name.clean and name.value == read.value), read)


def company_spans(span: Span) -> list[Span]:
    plain = span.squeezed()
    found: list[Span] = []
    for match in _CHINESE.finditer(plain.text):
        start = _start(plain.text, match.start() + _code(span.text, plain, match.start(), match.end()), match.end())
        start += _repeated(plain.text[start : match.end()])
        name = plain.text[start : match.end()]
        if len(name) >= 5 and not _NOT_A_NAME.search(name):
            found.append(span.of_mapped(start, match.end()))
    return found


def _repeated(name: str) -> int:
    """Length of what a name begins with twice: the trademark that stands before it in a letterhead (北京现代 北京现代汽车有限公司)."""
    twice = re.match(r"([一-鿿]{2,6})\1", name)
    return len(twice.group(1)) if twice else 0


def _code(text: str, plain: Mapped, start: int, stop: int) -> int:
    """Length of a document number or other code that stands before the name with nothing but a gap between."""
    match = _CODE.match(plain.text[start:stop])
    if match is None:
        return 0
    gap = plain.index[start + match.end()] - plain.index[start + match.end() - 1] > 1
    return match.end() if gap or any(c.isdigit() for c in match.group()) else 0


def company_value(span: Span) -> Fact[str] | None:
    """The first Chinese company name of a span, else the first English one."""
    return next(iter(companies_in(span)), None) or english_company(span)


def english_company(span: Span) -> Fact[str] | None:
    match = _ENGLISH.search(span.text)
    if match is None:
        return None
    return fact(match.group().strip(" ,"), span.narrowed(match.start(), match.end()))


def organisation_value(span: Span) -> Fact[str] | None:
    """A company name, or for a cell that holds a name of another form (a person, an agency) the whole cell."""
    found = company_value(span)
    if found:
        return found
    text = span.text.strip(" :：;；,，.。_|/")
    if _SAYS.search(text):
        return None
    if len(text) > _LONGEST_NAME:  # an address goes with it
        text = re.split(r"[,，;；(（]", text)[0].strip()
    return fact(text, span) if 2 <= len(text) <= _LONGEST_NAME and any(c.isalpha() for c in text) and not any(c.isdigit() for c in text[:2]) else None


def shown(span: Span) -> str:
    """A name as written, without spaces. A dash that begins it is the character 一 (一汽), which a reader takes for one; a VIN in it is a
    neighbouring cell's."""
    return _VIN.sub("", re.sub(r"^[-－—–一]", "一", "".join(span.text.split())))


def _start(text: str, start: int, stop: int) -> int:
    """Drop what leads into the name: an opening bracket that never closes inside it, and lead-in words."""
    moved = True
    while moved:
        moved = False
        body = text[start:stop]
        depth, cut = 0, -1
        for i, char in enumerate(body):
            if char in "([":
                depth, cut = depth + 1, i if depth == 0 else cut
            elif char in ")]":
                depth -= 1
                if depth < 0:
                    start, moved, depth = start + i + 1, True, 0
                    break
        if moved:
            continue
        if depth > 0 and cut >= 0:
            start, moved = start + cut + 1, True
            continue
        if body[:1] in "()[]·&-" and not re.match(r"-[一-鿿]", body):
            start, moved = start + 1, True
            continue
        spoken = _GRANTED.match(body) or _OWNED.match(body) or _SPOKEN.match(body)
        if spoken and len(body) - spoken.end() >= 6:
            start, moved = start + spoken.end(), True
            continue
        lead = next((word for word in _LEAD_INS if body.startswith(word) and len(body) - len(word) >= 5), None)
        if lead:
            start, moved = start + len(lead), True
    return start
