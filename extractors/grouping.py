"""Pages -> documents: which pages make up one document, over one file or several."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from domain.documents import Kind
from domain.money import whole_number
from domain.names import CompanyName
from domain.pages import Page
from domain.text import folded
from extractors.classify import UNTITLED, KindGuess, classify, headed, other_paper
from extractors.data import words
from extractors.finders.companies import company_spans, shown
from extractors.finders.layout import in_reading_order
from extractors.finders.spans import mapped, whole

_SINGLE_PAGE = {Kind.NAMEPLATE_PHOTO, Kind.DRIVING_LICENCE}
_SAME_NAME = 80.0
_KIN = 2
"""Companies that two pages must both name to be taken for one contract: its two parties."""
_CONTRACTS = (Kind.EXPORT_CONTRACT, Kind.PURCHASE_CONTRACT)
_NUMBERED = (Kind.INSPECTION_REPORT, Kind.TEST_REPORT)
"""Reports whose pages carry their number, by which a page finds home."""
_HEAD = 0.3
"""Share of a page from its top in which a report has its number and an annex says that it is one."""
_LISTING = (Kind.CONFIRMATION_LETTER, *_CONTRACTS, Kind.INSPECTION_REPORT, Kind.CONFORMITY_DECLARATION, Kind.INVOICE)
"""Kinds whose later pages may be nothing but a table of vehicles."""
_CLAUSE = re.compile(r"^第?([一二三四五六七八九十]{1,2})[、.,条]")
_CERTIFICATE_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PAGE_OF = re.compile(r"第(\d{1,2})页[,，/]?共(\d{1,2})页|page(\d{1,2})(?:of|/)(\d{1,2})|^-?(\d{1,2})/(\d{1,2})-?$|^共(\d{1,2})页第(\d{1,2})页$")


@dataclass
class Draft:
    """A document under construction."""

    kind: Kind
    confidence: float
    pages: list[Page] = field(default_factory=list)
    guesses: list[KindGuess] = field(default_factory=list)


def page_number(page: Page) -> tuple[int, int] | None:
    """(number, of how many) as printed on the page, None when it is not."""
    ordered = in_reading_order(page.lines)
    at_ends = {id(line) for line in (*ordered[:1], *ordered[-1:])}  # a photo may show the sheet small
    for line in page.lines:
        if line.box.centre[1] > 0.85 or line.box.centre[1] < 0.12 or id(line) in at_ends:
            match = _PAGE_OF.search(mapped(line.text).text)
            if match:
                numbers = [int(g) for g in match.groups() if g]
                if match.group(7):
                    numbers.reverse()
                return (numbers[0], numbers[1]) if numbers[0] <= numbers[1] else None
    return None


def group(pages: Sequence[Page]) -> list[Draft]:
    """Documents of a dossier from its pages in upload order. Every page ends up in exactly one draft."""
    drafts: list[Draft] = []
    previous: Page | None = None
    with_vehicle = {page.file for page in pages if "vehicle" in certificate_parts(page)}
    for page in pages:
        guess = classify(page)
        home = _home(page, guess, drafts, previous)
        if home and guess.kind is Kind.REGISTRATION_CERTIFICATE and not _with_its_certificate(page, home, with_vehicle):
            home = None
        if home is None:
            home = Draft(guess.kind, guess.confidence)
            drafts.append(home)
        elif _adopted(page, guess, home):
            home.confidence = min(home.confidence, UNTITLED)
        home.pages.append(page)
        home.guesses.append(guess)
        if home.kind is Kind.UNKNOWN:
            home.kind, home.confidence = guess.kind, guess.confidence
        previous = page
    return _ordered(_strays_placed(_certificates_completed(drafts)))


def _home(page: Page, guess: KindGuess, drafts: list[Draft], previous: Page | None) -> Draft | None:
    """The draft this page goes on with, None when it starts a document."""
    if not drafts:
        return None
    if other_paper([page]):
        return None
    last = drafts[-1]
    same_file = previous is not None and previous.file == page.file
    number = page_number(page)
    if guess.kind is Kind.REGISTRATION_CERTIFICATE:
        return last if last.kind is guess.kind and not _new_certificate(page, last) else None
    if guess.kind in _SINGLE_PAGE or not page.lines:
        return None
    later = number is not None and number[0] > 1
    if guess.kind is Kind.UNKNOWN and (report := _report_of(page, number, drafts)):
        return report
    if guess.kind in _NUMBERED:
        numbered = next((d for d in reversed(drafts) if d.kind is guess.kind and _same_number(page, d)), None)
        if numbered is not None:
            return numbered
    if guess.kind is Kind.INVOICE and not guess.titled:
        return _invoice_of(page, drafts, last if same_file else None)
    if same_file and guess.kind in (Kind.UNKNOWN, last.kind) and last.kind in (*_NUMBERED, *_CONTRACTS) and _same_number(page, last):
        return last  # a page behind the cover, an annex under the letterhead of its contract
    if guess.kind in _NUMBERED and last.kind is guess.kind and _is_another_report(page, last):
        return None
    if guess.titled and not (last.kind is guess.kind and (later or (same_file and _one_report(page, last)))):
        return None
    if later and number is not None:
        awaiting = [d for d in drafts if _awaits(d, number) and _fits(guess, d.kind)]
        if awaiting:
            return max(awaiting, key=lambda d: (_kinship(page, d), drafts.index(d)))
    if guess.kind is last.kind and guess.kind is not Kind.UNKNOWN and (same_file or later):
        return last
    if same_file and last.kind is Kind.MODIFICATION_DESCRIPTION and guess.kind is Kind.COMPARISON_PHOTOS:
        return last  # its pictures, on a page without a heading of their own
    if last.kind in guess.follows and (same_file or (last.kind is Kind.CONFIRMATION_LETTER and _is_annex(page))):
        return last
    # A page of no kind of its own behind a page of the same file continues that document unless it is numbered as a first page.
    if same_file and guess.kind is Kind.UNKNOWN and last.kind not in (Kind.UNKNOWN, *_SINGLE_PAGE) and not (number and number[0] == 1):
        return last if _continues(page, last) else None
    return None


def _adopted(page: Page, guess: KindGuess, draft: Draft) -> bool:
    """Whether a page with a heading of its own belongs to a document for nothing but the place it has in its file."""
    number = page_number(page)
    later = number is not None and number[0] > 1
    return guess.kind is Kind.UNKNOWN and draft.kind not in (Kind.UNKNOWN, *guess.follows) and not later and not _same_number(page, draft) and headed(page)


def _is_annex(page: Page) -> bool:
    """Whether a page begins as an annex does; a form with a list of its own (附表) only has one further down."""
    heads = [mapped(word).text for word in words("kinds")[Kind.CONFIRMATION_LETTER]["follow"]]
    return any(mapped(line.text).text.strip("()[]").startswith(tuple(heads)) for line in page.lines if line.box.centre[1] < _HEAD)


def _invoice_of(page: Page, drafts: list[Draft], last: Draft | None) -> Draft | None:
    """The invoice that a list of goods belongs to: by the number it names, else the one before it in the same file."""
    numbers = _invoice_numbers(page)
    invoices = [d for d in reversed(drafts) if d.kind is Kind.INVOICE]
    named = next((d for d in invoices if numbers & {n for p in d.pages for n in _invoice_numbers(p)}), None)
    return named or (last if last in invoices and not numbers else None)


def _invoice_numbers(page: Page) -> set[str]:
    """What may be the number of an invoice in the head of a page."""
    head = "\n".join(mapped(line.text).text for line in page.lines if line.box.centre[1] < 0.3)
    return set(re.findall(r"(?<!\d)(?:\d{20}|\d{8})(?!\d)", head))


def _report_of(page: Page, number: tuple[int, int] | None, drafts: Sequence[Draft]) -> Draft | None:
    """The one report whose number and vehicle a page without a heading carries, or whose number and next page. Telephone numbers are in many heads,
    so mere digits are no number."""
    coded = {code for code in _head_numbers(page) if any(char.isalpha() for char in code)} - {v.value.lower() for v in page.vins}
    found = [d for d in drafts if d.kind in _NUMBERED and _same_number(page, d) and coded & {n for p in d.pages for n in _head_numbers(p)}]
    if len(found) != 1:
        return None
    vehicle = {v.value for v in page.vins} & {v.value for p in found[0].pages for v in p.vins}
    return found[0] if vehicle or (number and _awaits(found[0], number)) else None


def _same_number(page: Page, draft: Draft) -> bool:
    """Whether a page of a report carries the draft's number in its head and no other vehicle's VIN."""
    before = {v.value for p in draft.pages for v in p.vins}
    here = {v.value for v in page.vins}
    numbers = _head_numbers(page) - here
    return bool(numbers & {n for p in draft.pages for n in _head_numbers(p)}) and (not before or not here or bool(before & here))


def _is_another_report(page: Page, draft: Draft) -> bool:
    """Whether a page without a title that is known has a number and a vehicle of its own."""
    vins, before = {v.value for v in page.vins}, {v.value for p in draft.pages for v in p.vins}
    numbers, known = _head_numbers(page) - vins, {n for p in draft.pages for n in _head_numbers(p)}
    return bool(numbers) and not numbers & known and bool(vins and before) and not vins & before


def _one_report(page: Page, draft: Draft) -> bool:
    """Whether a page that repeats the title goes on with the draft: a cover before the page with the VIN, or the same VIN again."""
    if draft.kind is not Kind.INSPECTION_REPORT:
        return False
    before = {v.value for p in draft.pages for v in p.vins}
    here = {v.value for v in page.vins}
    return not before or bool(before & here)


def _head_numbers(page: Page) -> set[str]:
    """Document numbers in the head of a page."""
    head = "\n".join(folded(line.text).lower() for line in page.lines if line.box.centre[1] < _HEAD)
    coded = {code for code in re.findall(r"[a-z]{1,8}(?:-[a-z0-9]{1,10}){1,5}", head) if sum(c.isdigit() for c in code) >= 4}
    # Whole words only: two papers on one vehicle share the end of its VIN, two of one company the digits of its code.
    return coded | set(re.findall(r"(?<![a-z0-9])[a-z]{0,6}-?\d{6,}(?:-\d+)*(?![a-z0-9])", head))


def _awaits(draft: Draft, number: tuple[int, int]) -> bool:
    numbers = [page_number(page) for page in draft.pages]
    return any(n is not None and n[1] == number[1] and n[0] == number[0] - 1 for n in numbers) and number not in numbers


def _fits(guess: KindGuess, kind: Kind) -> bool:
    return guess.kind in (Kind.UNKNOWN, kind) or kind in guess.follows


def _continues(page: Page, draft: Draft) -> bool:
    """Whether a page of no known kind carries on a draft: VIN tables, clauses and stamps do, a page of other business does not."""
    if page.vins and draft.kind in _LISTING:
        return True
    if draft.kind in (Kind.MODIFICATION_DESCRIPTION, Kind.COMPARISON_PHOTOS) and page.pictures:
        return True
    text = "".join(mapped(line.text).text for line in page.lines)
    clauses = len(re.findall(r"第[一二三四五六七八九十]+条|article\d|\b\d{1,2}\.\d", text))
    # The last page of a contract or a report may hold no more than its signatures.
    return clauses >= 1 or (draft.kind in (*_CONTRACTS, *_NUMBERED) and len(page.lines) <= 12)


def _new_certificate(page: Page, draft: Draft) -> bool:
    """A certificate page starts another certificate when the part it shows is there already or its VIN is another vehicle's."""
    known = {v.value for p in draft.pages for v in p.vins if v.state == "read"}
    here = {v.value for v in page.vins if v.state == "read"}
    if known and here:
        return not known & here
    parts = {part for p in draft.pages for part in certificate_parts(p)}
    return bool(parts & certificate_parts(page) & {"summary", "vehicle"})


def _with_its_certificate(page: Page, draft: Draft, with_vehicle: Collection[str]) -> bool:
    """Whether a register page that follows a certificate is its own: not one from another folder, nor from a file that holds a vehicle's page."""
    if "vehicle" in certificate_parts(page) or page.vins or any(page.file == other.file for other in draft.pages):
        return True
    return page.file not in with_vehicle and any(_folder(page) == _folder(other) for other in draft.pages)


def _folder(page: Page) -> str:
    return page.file.rpartition("/")[0]


def _certificates_completed(drafts: list[Draft]) -> list[Draft]:
    """Parts of one certificate that were uploaded apart: each part without a VIN goes to a certificate that lacks it.

    Those of its own file, else of its folder, come first; among them by the certificate's number where both carry it, else to the nearest
    before it in upload order, else behind it.
    """
    certificates = [d for d in drafts if d.kind is Kind.REGISTRATION_CERTIFICATE]
    bases = [d for d in certificates if "vehicle" in _parts(d)]
    for loose in [d for d in certificates if "vehicle" not in _parts(d)]:
        files, folders = {page.file for page in loose.pages}, {_folder(page) for page in loose.pages}
        near = [b for b in bases if any(page.file in files for page in b.pages)] or [b for b in bases if any(_folder(page) in folders for page in b.pages)]
        own = near or bases
        # A certificate that shows the part already may have a second page of it: a register page without a home would hide what it says.
        open_bases = [b for b in own if not _parts(loose) & _parts(b)] or own
        numbered = [b for b in open_bases if _numbers(loose) & _numbers(b)]
        unnumbered = [b for b in open_bases if not (_numbers(loose) and _numbers(b))]
        at = drafts.index(loose)
        home = next(iter(numbered), None) or min(
            unnumbered, key=lambda b: (abs(drafts.index(b) - at), drafts.index(b) > at), default=None
        )
        if home is not None:
            before = drafts.index(loose) < drafts.index(home) and "summary" in _parts(loose)
            home.pages = [*loose.pages, *home.pages] if before else [*home.pages, *loose.pages]
            home.guesses = [*loose.guesses, *home.guesses] if before else [*home.guesses, *loose.guesses]
            drafts.remove(loose)
    return drafts


def _strays_placed(drafts: list[Draft]) -> list[Draft]:
    """Later pages of contracts and reports that came before their first page, or apart from it: by page number, else by who signs them. Of
    any paper by its clauses: one that begins with the fifth goes on where the fourth was the last."""
    for stray in [d for d in drafts if d.kind is Kind.UNKNOWN and len(d.pages) == 1 and (_clauses(d.pages[0])[:1] or [0])[0] > 1]:
        page = stray.pages[0]
        before = [
            d for d in drafts
            if d is not stray and d.kind in _LISTING and _folder(d.pages[-1]) == _folder(page) and _kinship(page, d)
            and [number for p in d.pages for number in _clauses(p)][-1:] == [_clauses(page)[0] - 1]
        ]  # fmt: skip
        if len(before) == 1:
            before[0].pages.append(page)
            before[0].guesses.append(stray.guesses[0])
            drafts.remove(stray)
    for stray in [d for d in drafts if d.kind in (Kind.UNKNOWN, *_CONTRACTS) and len(d.pages) == 1]:
        page, guess = stray.pages[0], stray.guesses[0]
        number = page_number(page)
        if stray.kind is not Kind.UNKNOWN and (guess.titled or not number or number[0] == 1):
            continue
        homes = [d for d in drafts if d is not stray and d.kind in (*_CONTRACTS, *_NUMBERED)]
        if number and number[0] > 1:
            homes = [d for d in homes if _awaits(d, number) or page_number(d.pages[0]) is None]
        else:
            homes = [d for d in homes if d.kind in guess.follows]
        kin = sorted(((_kinship(page, d), d) for d in homes), key=lambda pair: -pair[0])
        alone = len(kin) == 1 and number is not None and _awaits(kin[0][1], number)
        clear = alone or (kin and kin[0][0] >= _KIN and (len(kin) == 1 or kin[0][0] > kin[1][0]))
        if clear:
            kin[0][1].pages.append(page)
            kin[0][1].guesses.append(guess)
            drafts.remove(stray)
    return drafts


def _clauses(page: Page) -> list[int]:
    """Numbers of a page's clauses in Chinese (五、售后服务网点), in reading order."""
    matches = (_CLAUSE.match(mapped(line.text).text) for line in page.lines)
    return [number for match in matches if match and (number := whole_number(match.group(1)))]


def _kinship(page: Page, draft: Draft) -> int:
    """How many companies a page names that the draft names too, a misread character or two aside: stamps lie over signatures."""
    known = {name for p in draft.pages for name in _companies(p)}
    return sum(any(fuzz.ratio(name, other) >= _SAME_NAME for other in known) for name in _companies(page))


@lru_cache(maxsize=512)
def _companies(page: Page) -> frozenset[str]:
    return frozenset(CompanyName(shown(span)).bare for line in page.lines for span in company_spans(whole(page, line)))


def _parts(draft: Draft) -> frozenset[str]:
    return frozenset(part for page in draft.pages for part in certificate_parts(page))


def _numbers(draft: Draft) -> frozenset[str]:
    """12-digit certificate numbers printed on the pages."""
    return frozenset(number for page in draft.pages for line in page.lines for number in _CERTIFICATE_NUMBER.findall(mapped(line.text).text))


def certificate_parts(page: Page) -> frozenset[str]:
    """Which parts of a registration certificate a page shows: summary (items 1-4), vehicle (5-34), entries (登记栏)."""
    text = "\n".join(mapped(line.text).text for line in page.lines)
    parts = set()
    # Entries of the register name holders and numbers too: under its own heading only the block's title makes a summary.
    register = re.search(r"(?<!摘要信)登记栏", text) is not None
    if "注册登记摘要信息栏" in text or (not register and sum(word in text for word in ("机动车登记编号", "登记机关", "身份证明名称/号码")) >= 2):
        parts.add("summary")
    if sum(word in text for word in ("注册登记机动车信息栏", "转向形式", "制造厂名称", "发动机型号", "轮胎规格", "车辆获得方式", "车辆出厂日期")) >= 2:
        parts.add("vehicle")
    if re.search(r"(?<!摘要信)登记栏|转[移让]登记(?!摘要)|抵押登记|待出口", text):
        parts.add("entries")
    return frozenset(parts)


def _ordered(drafts: list[Draft]) -> list[Draft]:
    """Pages of each draft by their printed numbers where all have one, else as uploaded."""
    for draft in drafts:
        numbers = [page_number(page) for page in draft.pages]
        if len(draft.pages) > 1 and all(numbers) and len(set(numbers)) == len(numbers):
            order = sorted(range(len(numbers)), key=lambda i: numbers[i] or (0, 0))
            draft.pages = [draft.pages[i] for i in order]
            draft.guesses = [draft.guesses[i] for i in order]
    return drafts
