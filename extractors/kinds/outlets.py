"""Overseas service outlets of a letter: as a table, as labelled lines, or as prose and numbered lists, in Chinese, English or both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from domain.countries import mentions
from domain.data import table
from domain.dates import dates_in
from domain.facts import Absent, Fact, Field, Unread
from domain.names import same_company
from domain.pages import Line, Page
from domain.text import has_han
from domain.used_vehicle_papers import Outlet
from extractors.data import words
from extractors.finders.destinations import country_of_place
from extractors.finders.forms import every_label, read_form
from extractors.finders.joining import merged_span
from extractors.finders.layout import right_of, rows
from extractors.finders.paragraphs import Paragraph, paragraphs
from extractors.finders.spans import Span, fact, mapped
from extractors.finders.tables import read_tables
from extractors.finders.values import FREE_TEXT, country_value, text_value

_OF_A_LABEL = ("联系", "服务")
"""What is left of 联系电话 when its second half is the label."""
_OF_OUTLETS = re.compile(r"网点|据点|服务|维修|经销|outlet|service|workshop|dealer|сервис|дилер|поставщик")
"""What a label of a form says of outlets: a bare 名称 may be anybody's."""
_LONGEST_HEAD = 24
_HEADS = {
    "address": re.compile(r"地址|地点|位置|所在地|门牌|address|location"),
    "phone": re.compile(r"电话|热线|手机|联系|tel|phone|contact|hotline|mobile"),
    "country": re.compile(r"国家|国别|所在国|country"),
    "provider": re.compile(r"名称|网点|提供[者商方]|服务[商站点方]|维修[商站点厂]|经销商|单位|企业|机构|中心|公司|provider|dealer|workshop|partner|outlet|agent|company|entity|name"),
    "other": re.compile(r"^(?:序号|编号|no|城市|city|邮箱|e-?mail|备注|remarks?|邮编|服务内容|服务范围|营业时间)$"),
}
_FIELDS = ("provider", "address", "country", "phone", "other")
_HEADING = re.compile(
    r"网点|据点|服务商|服务站|维修站|服务机构|服务提供者|服务合作|服务单位|以下单位|下列单位|以下公司|下列公司|以下企业|维修服务|售后服务"
    r"|outlet|servicenetwork|servicepartner|servicecent|serviceprovider|servicepoint|authori[sz]edservice|workshop|after-?sales"
    r"|сервисн|обслуживани|дилер"
)
_STOPS = ",，;；。:：()（）«»\"“”、—\n"
_CHUNK = re.compile(
    rf"(?:,(?=\s*(?:Co\.|Ltd|Inc|LLC|S\.\s?A\.|S\.\s?R\.\s?L\.|S\.\s?de\s?R|Ltda))"
    rf"|[Ѐ-ӿ]+\s?[«\"“][^«»\"“”\n]{{2,40}}[»\"”]"  # a name in quotes is one with the legal form before it
    rf"|(?!(?<=\s)/(?=\s)|(?<=[^\W_a-z]|\s)(?:服务|联系)?电话|(?<=\s)(?:Tel|Phone|[Тт]ел(?:ефон)?)\b)[^{_STOPS}])+"
    rf"|(?:服务|联系)?电话|(?:Tel|Phone|[Тт]ел(?:ефон)?)\b[^{_STOPS}]*|[{_STOPS}]|/"  # a stroke with gaps round it parts too
)
_BULLET = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）.、．](?!\d)|[①-⑳]|[-•●■◆*·]|[(（]?[A-Ha-h][.)）、]\s?|(?:网点|服务商|服务站|outlet|no\.?)\s*[一二三四五六七八九十\d]{1,2}(?=\s|$))\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:^|[\n;；。:：])\s*[(（]\w{1,2}[)）]\s*$")
"""An item's number in brackets, right before what it numbers."""
_NUMBER_BEHIND = re.compile(r"(?<=[一-鿿])\(?(?:[一二三四五六七八九十]{1,2}|\d{1,2}|[a-h①-⑳])\)?$")
"""The number of an outlet behind its label (提供者一)."""
_PHONE = re.compile(r"(?:\+|00)?\d[\d\s-]{5,20}\d")
_PROVIDER_END = re.compile(
    r"(?:公司|中心|服务站|维修站|修理厂|维修厂|服务部|服务商|4s店|专营店|特约店|经销店|服务店|企业|车行|工厂"
    r"|l\.?l\.?[cp]\.?|ltd\.?|limited|gmbh|fzco|mchj|ltda\.?|sarl|s\.a\.?(?:dec\.?v\.?)?|s\.r\.l\.?|bhd\.?|corp\.?|company|cent(?:er|re)|service|services|workshop|motors?|garage|group|station|autos?|dealer"
    r"|(?<![a-z])(?:jsc|ooo|000|too|fze|inc\.?|co\.?|plc|sas|spa)|сервис|центр|авто|моторс|компания|станция|сто)$"
    r"|^(?:ооо|оао|зао|пао|ао|ип|тоо|осоо|чп|сп|ҷдмм|мчж|сто|автоцентр|автосервис|дилерскийцентр|сервисныйцентр)(?=[«\"“‹]|[а-яёa-z])"
)
_LATIN_END = re.compile(r"(?<![A-Za-z.])(?:PLC|JSC|CJSC|OOO|TOO|FZE|FZCO|S\.?A\.?C|S\.?A\.?S|S\.?A|E\.?I\.?R\.?L|S\.?R\.?L|SpA|Pvt|d\.?o\.?o|Co|Ltd|LLC|LLP|Inc|Corp|GmbH|Sdn\.? Bhd|PTE|Kft|OÜ|MMC|W\.?L\.?L|SAOG|SPC|Lda|A\.?Ş|Şti|UAB|SIA|E?OOD|XXK|SUARL|SARLU|SPRL)\.?$", re.IGNORECASE)
"""Legal forms at the end of a name in Latin letters."""
_MOST_IN_CELL, _WITHIN_CELL = 12, 0.6
"""Lines of a cell that tells outlets at most, and heights between two of them."""
_FORM = re.compile(r"(?:股份|责任)?有限公司|公司|中心|服务站|co\.?,?ltd\.?|ltd\.?|limited|l\.?l\.?c\.?|inc\.?|corp\.?", re.IGNORECASE)
"""What of a name stands behind a bracket in it."""
_BY = re.compile(r"由(?P<name>[^，。由]{4,40}?)\s?(?:统一|全面)?(?:提供|负责|承担|进行|实施|办理|运营|经营|管理|打理)")
_NOT_PROVIDER = re.compile(r"主管部门|海关|我公司|本公司|我司|贵公司|贵司|上述|以下|下列|确认|承诺|提供|授权(?!服务|维修|经销|特约)|出口|生产|负责|服务内容|包括|保养|车辆|^we$|vehicle|confirm|provide|hereby")
_ADDRESS = re.compile(
    r"[路街道巷号区州市省县里弄]$|[路街道巷号]|大道|公路|工业园|工业区|园区|大厦"
    r"|\b(?:street|str|st|avenue|ave|av|avda|avenida|calle|rue|rua|jalan|road|rd|highway|hwy|district|blvd|boulevard|lane|prospekti|küçəsi|rayonu|şəhəri|cad|caddesi|cd|sok|sokak|sk|mah|mahallesi|ko.?chasi|tumani|carretera|colonia|urb|barrio|estrada|bairro|rodovia|route|quartier|lot|immeuble|building|bldg|block|km|zone|prospekt|pr-t|ul|plot|industrial|sector|microdistrict|area|way|crescent|square|drive|court|plaza|boulevard|quarter)\b"
    r"|\b(?:ул|пр|пр-т|просп|пер|наб|пл|ш|г|обл|д|стр|вл|корп|мкр|мкрн|р-н|км|улица|проспект|шоссе|переулок|набережная|площадь|бульвар|тракт|трасса|город|область|район|микрорайон|дом|мкад|көшесі|кўчаси)\b",
    re.IGNORECASE,
)
_AT_HOME = re.compile(rf"^中国|(?:{'|'.join(table('company_words')['provinces'][1:])})(?:省|市|\S{{0,5}}自治区)|(?:{'|'.join(table('company_words')['cities'])})市")
_LOCATED = re.compile(r"^(?:位于|(?:服务|维修|网点|联系|详细)*地址[为是]?|设[于在]|坐落于|located at|located in|address|адрес)\s*", re.IGNORECASE)
_TEL = re.compile(r"^(?:服务|联系|客服)?(?:电话|热线|手机)(?:号码)?|^[来致]电|^(?:tel(?:ephone)?|phone|mob(?:ile)?|hotline|тел(?:ефон)?)\b\.?", re.IGNORECASE)


def outlets(pages: Sequence[Page], issuers: Sequence[str] = ()) -> tuple[Outlet, ...]:
    """Every outlet the letter gives. What an outlet lacks is Absent, what stands there unreadable Unread.

    `issuers`: names of the letter's own issuer, whose address is no outlet.
    """
    labels = words("labels")["outlet"]
    heads = _heads(pages)
    listed = read_tables(pages, {name: [*labels[name], *heads.get(name, ())] for name in _FIELDS}, anchor=("provider", "address"), holds=_wordy, wraps=True)
    named = any("provider" in row.cells for row in listed)  # else its column has a head that nobody knows
    table = [
        _of_cells(row.cells, row.page, named) for row in listed if "address" in row.cells or "phone" in row.cells or "country" in row.cells
    ]
    table = [outlet for outlet in table if not isinstance(outlet.address, Absent) or isinstance(outlet.phone, Fact)]
    return tuple(table) or _in_form(pages, labels) or _in_cells(pages, labels, issuers) or tuple(_in_prose(pages, labels, issuers)) or _hinted(pages)


def _heads(pages: Sequence[Page]) -> dict[str, list[str]]:
    """Heads of a table of outlets by the word that each turns on (当地特约维修点 | 门店地点 | 咨询热线), whatever else they say."""
    found: dict[str, list[str]] = {}
    for page in pages:
        for row in rows(page):
            named = {line.text: field for line in row if (field := _head(mapped(line.text).text))}
            if {"provider", "address"} <= set(named.values()) and len(named) == len(row):
                for text, name in named.items():
                    found.setdefault(name, []).append(text)
    return found


def _head(plain: str) -> str | None:
    if len(plain) > _LONGEST_HEAD or any(c.isdigit() for c in plain):
        return None
    return next((name for name, pattern in _HEADS.items() if pattern.search(plain)), None)


def _of_cells(cells: Mapping[str, Span], page: Page, named: bool = True) -> Outlet:
    """`named`: whether the provider has a cell that is known; else it may stand in a column without a known head."""
    address = cells.get("address")
    provider = _text(cells.get("provider"), page) if named else Unread("no-readable-value", page.place(address.box if address else None))
    stated = country_of_place(cells["country"]) if "country" in cells else None
    country = _country_of(stated, [address] if address else [], [cells["provider"]] if "provider" in cells else [])
    return Outlet(provider, _text(address, page), country, _text(cells.get("phone"), page))


def _country_of(stated: Fact[str] | None, address: Sequence[Span], provider: Sequence[Span]) -> Field[str]:
    """As stated, else by the address, from its end where it is written in Latin letters, else by the provider's name; in doubt where the
    address says another than is stated. An address at home is abroad by neither word nor name."""
    ordered = address if not address or has_han(address[-1].text) else address[::-1]
    located = next((found for span in ordered if (found := country_of_place(span))), None)
    if any(_AT_HOME.search(span.text) for span in address):
        return located or Absent()
    if stated and located and stated.value != located.value:
        return replace(stated, doubt="several-countries")
    return stated or located or next((found for span in provider if (found := country_of_place(span))), None) or Absent()


def _in_form(pages: Sequence[Page], labels: dict[str, list[str]]) -> tuple[Outlet, ...]:
    """Outlets in the cells of a form (服务网点名称 | X, 服务网点地址 | Y): each begins with its provider."""
    found: list[dict[str, Span]] = []
    for entry in read_form(pages, {name: labels[name] for name in _FIELDS}, prose=False):
        if not entry.values or not _is_alone(entry.label):
            continue
        value = _whole_row(entry.values[0])
        if entry.field == "provider":
            if _OF_OUTLETS.search(mapped(entry.label.text).text):
                found.append({"provider": value})
        elif found:
            found[-1].setdefault(entry.field, value)
    made = tuple(_of_cells(cells, cells["provider"].page) for cells in found)
    return made if all(isinstance(outlet.address, Fact) for outlet in made) else ()


def _in_cells(pages: Sequence[Page], labels: dict[str, list[str]], issuers: Sequence[str]) -> tuple[Outlet, ...]:
    """Outlets told line by line in the one cell beside a label (海外服务网点 | a name, an address and a number, one under the other)."""
    drafts: list[_Draft] = []
    seen: set[Line] = set()
    for page in pages:
        for label in page.lines:
            plain = mapped(label.text).text
            if len(plain) > _LONGEST_HEAD or ":" in plain or not _HEADING.search(plain):
                continue
            cell = _cell_of(page, label)
            if not 1 < len(cell) <= _MOST_IN_CELL or seen & set(cell) or any(mapped(line.text).text in every_label() for line in cell):
                continue
            seen |= set(cell)
            before = len(drafts)
            for paragraph in paragraphs(replace(page, lines=tuple(cell))):
                _gather(paragraph, _names(labels), drafts, issuers, begins=len(drafts) == before)
    made = tuple(_outlet(draft) for draft in drafts)
    return made if all(isinstance(outlet.address, Fact) for outlet in made) else ()


def _cell_of(page: Page, label: Line) -> list[Line]:
    """The lines right of a label that stand together, some of them level with it or its own second line."""
    across = label.box.height * page.height / max(page.width, 1)
    beside = [o for o in page.lines if o.box.x0 > label.box.x1 and o.box.centre[1] > label.box.y0 - label.box.height and o.box.centre[1] < label.box.y1 + label.box.height]
    if not beside:
        return []
    nearest = min(beside, key=lambda o: (round(o.box.x0 / across), abs(o.box.centre[1] - label.box.centre[1])))
    column = sorted((o for o in page.lines if abs(o.box.x0 - nearest.box.x0) < across), key=lambda o: o.box.y0)
    first = last = column.index(nearest)
    while first > 0 and column[first].box.y0 - column[first - 1].box.y1 < _WITHIN_CELL * label.box.height:
        first -= 1
    while last + 1 < len(column) and column[last + 1].box.y0 - column[last].box.y1 < _WITHIN_CELL * label.box.height:
        last += 1
    return column[first : last + 1]


def _is_alone(label: Span) -> bool:
    """Whether a label is all that its line says, but for its translation."""
    line, own = mapped(label.line.text).text.strip(":·.、0123456789()"), mapped(label.text).text
    return own in line and line.replace(own, "", 1).strip("/") in {"", *every_label()}


def _whole_row(value: Span) -> Span:
    """A value with what stands behind it in its row: letters of a script nobody reads leave a gap."""
    rest = list(takewhile(lambda line: mapped(line.text).text.strip(":") not in every_label(), right_of(value.page, value.line)))
    return merged_span(value.page, [value.line, *rest]) if rest and value.text == value.line.text else value


def _hinted(pages: Sequence[Page]) -> tuple[Outlet, ...]:
    """A telephone number abroad or a street where no outlet was understood: something stands there, and a person must look."""
    for page in pages:
        for line in page.lines:
            if re.search(r"\+(?!86)\d{1,3}[\s-]?\d{2,}|(?:street|avenue|road)\b", line.text, re.IGNORECASE) or re.search(r"大街\d|大道\d|路\d+号|街\d+号", mapped(line.text).text):
                unread = Unread("not-understood", page.place(line.box), line.text)
                return (Outlet(unread, unread, Absent(), Absent()),)
    return ()


def _wordy(span: Span) -> bool:
    plain = mapped(span.text).text
    return sum(c.isalpha() for c in plain) >= 3 and len(plain) <= 120 and not re.search(r"[。;；]$|我公司|本公司|以上|上述|thisletter|特此", plain)


def _text(span: Span | None, page: Page) -> Field[str]:
    if span is None:
        return Absent((page.place(None),))
    return text_value(span, FREE_TEXT) or Unread("no-readable-value", page.place(span.box), span.text)


@dataclass
class _Draft:
    """An outlet under construction: where in its paragraph each part begins and ends."""

    parts: dict[str, list[tuple[Paragraph, int, int]]] = field(default_factory=dict)
    closed: bool = False

    def takes(self, role: str, text: str) -> bool:
        """Whether a piece of text in this role still belongs to the outlet."""
        if role == "phone":
            return "phone" not in self.parts and _is_phone(text)
        return role == "country" or (role == "address" and not (self.closed and "address" in self.parts))

    def add(self, name: str, paragraph: Paragraph, start: int, stop: int) -> None:
        self.parts.setdefault(name, []).append((paragraph, start, stop))


@dataclass(frozen=True, slots=True)
class _Chunk:
    text: str
    start: int
    stop: int
    before: str
    label: str | None
    item: bool = False


def _in_prose(pages: Sequence[Page], labels: dict[str, list[str]], issuers: Sequence[str]) -> list[Outlet]:
    drafts: list[_Draft] = []
    begun = False
    for page in pages:
        for paragraph in paragraphs(page):
            plain = mapped(paragraph.text).text
            heading = _HEADING.search(plain) is not None
            if begun or (heading and paragraph.lines[0].box.centre[1] > 0.1):
                begun = True
                _gather(paragraph, _names(labels), drafts, issuers)
    made = [_outlet(draft) for draft in drafts]
    whole = [outlet for outlet in made if isinstance(outlet.address, Fact)]
    return whole or [outlet for outlet in made if isinstance(outlet.phone, Fact) or isinstance(outlet.country, Fact)]


def _names(labels: dict[str, list[str]]) -> dict[str, str]:
    return {mapped(alias).text: name for name in _FIELDS for alias in labels[name]}


def _gather(paragraph: Paragraph, names: dict[str, str], drafts: list[_Draft], issuers: Sequence[str], *, begins: bool = False) -> None:
    """Adds what a paragraph tells of outlets. `begins`: it is the first of a list, and begins with a name."""
    if drafts:
        drafts[-1].closed = "address" in drafts[-1].parts
    for chunk in _chunks(paragraph.text, names):
        chunk = replace(_named(paragraph.text, chunk), item=chunk.item or begins)
        begins = False
        plain = mapped(chunk.text).text
        current = drafts[-1] if drafts else None
        role = chunk.label or _role(plain, current, chunk)
        if plain in every_label() or plain in _OF_A_LABEL:
            continue
        if role == "provider" and not any(same_company(chunk.text, issuer) for issuer in issuers):
            drafts.append(_Draft())
            drafts[-1].add("provider", paragraph, chunk.start, chunk.stop)
        elif current is not None and role is not None and current.takes(role, chunk.text):
            current.add(role, paragraph, chunk.start, chunk.stop)
        if chunk.before in "。;；" and current is not None and role is None:
            current.closed = True


def _named(text: str, chunk: _Chunk) -> _Chunk:
    """The chunk with the whole name of a provider: behind a bracket (Toyota (Cambodia) | Co., Ltd.), or between 由 and what it does."""
    if chunk.before in ")）" and _FORM.fullmatch(mapped(chunk.text).text):
        start = max(text.rfind(stop, 0, chunk.start) for stop in "。；;:：—\n\"“«") + 1
        bullet = _BULLET.match(text[start:])
        start += bullet.end() if bullet else 0
        return replace(chunk, text=text[start : chunk.stop].strip(), start=start)
    by = _BY.search(chunk.text)
    if by and _PROVIDER_END.search(mapped(by["name"]).text):
        return replace(chunk, text=by["name"], start=chunk.start + by.start("name"), stop=chunk.start + by.end("name"))
    return chunk


def _role(plain: str, current: _Draft | None, chunk: _Chunk) -> str | None:
    if _is_phone(chunk.text):
        return "phone"
    sentence = _NOT_PROVIDER.search(plain) is not None
    # A name in brackets is another form of the one before it, unless that was none the words tell (Pomir Avtoservis ЧДММ（帕米尔汽车服务公司）).
    named = chunk.before in "(（«\"“" and (current is not None or not has_han(plain))
    ends = _PROVIDER_END.search(plain) or _LATIN_END.search(chunk.text.strip())
    if ends and len(plain) >= 4 and not sentence and not named:
        return "provider"
    if current is not None and "country" not in current.parts and _is_country(chunk.text):
        return "country"
    if chunk.item and not sentence and _is_name(chunk.text):
        return "provider"
    if current is None or sentence:
        return None
    if _LOCATED.match(chunk.text) or (_ADDRESS.search(chunk.text) and len(plain) >= 4):
        return "address"
    # A short piece behind an address goes on with it: city, country, house number.
    running = "address" in current.parts and not current.closed and "phone" not in current.parts
    return "address" if running and chunk.before in ",，" and len(plain) <= 24 else None


def _is_country(text: str) -> bool:
    named = mentions(text)
    return len(named) == 1 and named[0].code is not None and len(named[0].name) == len(text.strip())


def _is_name(text: str) -> bool:
    """Whether what begins an item of a list is a name: two words or more in capitals that are no street."""
    parts = text.split()
    return len(parts) >= 2 and all(part[:1].isupper() for part in parts) and not _ADDRESS.search(text) and not any(c.isdigit() for c in text)


def _is_phone(text: str) -> bool:
    """A telephone number with little round it; a date, a VIN or a serial number is none."""
    number = _PHONE.search(text)
    letters = sum(c.isalpha() for c in text)
    return number is not None and letters <= 6 and 7 <= sum(c.isdigit() for c in number.group()) <= 15 and not dates_in(text)


def _chunks(text: str, names: dict[str, str]) -> Iterator[_Chunk]:
    """Pieces between separators; a label in front of a colon (or of the piece itself) names what follows."""
    before, label = "\n", None
    tokens = list(_CHUNK.finditer(text))
    for position, token in enumerate(tokens):
        piece = token.group()
        if len(piece) == 1 and (piece in _STOPS or piece == "/"):
            if piece not in ":：":
                before = "," if piece == "/" else piece
            continue
        start, stop = token.start(), token.end()
        bullet = _BULLET.match(piece)
        body = piece[bullet.end() :] if bullet else piece
        start += len(piece) - len(body)
        colon = position + 1 < len(tokens) and tokens[position + 1].group() in ":："
        name = names.get(_NUMBER_BEHIND.sub("", mapped(body).text)) or (names.get(mapped(piece).text) if bullet else None)
        if colon and (name or not body.strip() or (bullet and len(mapped(body).text) <= 2)):
            label, before = name or "provider", ":"
            continue
        for pattern, role in ((_TEL, "phone"), (_LOCATED, "address")):
            if (found := pattern.match(body.strip())) and len(body.strip()) > found.end():
                label = role
                start += body.find(body.strip()) + found.end()
                break
        stripped = text[start:stop].strip(" .-—*")
        if stripped:
            at = text.find(stripped, start)
            yield _Chunk(stripped, at, at + len(stripped), before, label, bullet is not None or _NUMBERED.search(text[:at]) is not None)
            label, before = None, ","


def _outlet(draft: _Draft) -> Outlet:
    spans = {name: [span for paragraph, start, stop in places for span in paragraph.real(paragraph.span.narrowed(start, stop))] for name, places in draft.parts.items()}
    joined = {name: _joined_text(places) for name, places in draft.parts.items()}
    page = next(iter(spans.values()))[0].page

    def given(name: str) -> Field[str]:
        return fact(joined[name], spans[name], least=FREE_TEXT) if name in spans and joined[name] else Absent((page.place(None),))

    stated = next((found for span in spans.get("country", []) if (found := country_value(span))), None)
    address, provider = ([paragraph.span.narrowed(start, stop) for paragraph, start, stop in draft.parts.get(name, [])] for name in ("address", "provider"))
    return Outlet(given("provider"), given("address"), _country_of(stated, address, provider), given("phone"))


def _joined_text(places: Sequence[tuple[Paragraph, int, int]]) -> str:
    texts = [paragraph.text[start:stop].strip() for paragraph, start, stop in places]
    return ", ".join(texts) if any(not has_han(text) for text in texts) else "".join(texts)
