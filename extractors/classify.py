"""Page -> kind of document, by titles near the head and by the words and labels that only that kind carries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

from domain.documents import Kind
from domain.pages import Line, Page
from domain.text import han_count, has_han
from extractors.data import words
from extractors.finders.forms import read_form
from extractors.finders.layout import right_of, rows, text_height
from extractors.finders.spans import mapped
from extractors.finders.values import language_of
from extractors.finders.views import LITTLE_WRITING, photo_like
from extractors.reading.textlayer import ORIGIN as TEXT_LAYER

_TITLE_ZONE = 0.42
_TITLE_SLIPS, _LONGEST_TITLE = 2, 80
"""Slips in a title, and its letters, of which a Chinese character counts for two."""
_LARGER = 1.15
_TITLE_WORTH = 3.0
_PROOF_WORTH = 1.0
_CAPTIONED = 1.2
_PHOTO_LINES = 24
_PLATE_ITEMS = 4
_LONGEST_ON_PLATE = 72
"""Letters of a line on a plate, of which a Chinese character counts for two: names of makers in Latin letters are long."""
UNTITLED = 0.45
"""Confidence at most of a paper under a heading nobody knows that was taken for its kind by its words or its place: it may be another."""
_HEADING_ROWS, _OFF_CENTRE, _INDENTED, _WIDEST_HEADING = 6, 0.1, 0.03, 0.7
"""Rows from the top among which a heading stands; in shares of the page how far off the middle of the writing it lies at most, how far from its
left edge at least, and how wide it is."""
_LABEL = 12
"""Letters within which a label beside a title has its colon."""
_NAMES_ANOTHER = re.compile(r"^(?:contract|agreement|контракт|договор)(?:no\.?|№)?:")
"""The label by which an invoice or a packing list names the contract that it belongs to."""
_OF_PAPER = re.compile(r"第\d+页|共\d+页|page\d+(?:of|/)\d+|wm/?t-?[89]|[。；]$|检[测验](?:报告|依据|结论|单位|日)|委托|声明|承诺|兹证明")
"""Words, sentences and page numbers that no plate holds."""
_OF_A_USED_CAR = re.compile(r"wm/?t|二手|旧机动车|里程|odometer|mileage|注册登记|初次登记|used(?:car|vehicle)|号牌号码|车牌")
_SURELY_USED = re.compile(r"wm/?t-?[89]|二手|旧机动车|表显里程|号牌号码")
_ABROAD = re.compile(
    r"出口|进口|二手|旧机动车|美元|欧元|卢布|外币|usd|eur|目的[港国地]|装运|口岸|报关|海关|清关|fob|cif|c&f|cfr|cnf|exw|fca|dap|ddp|cpt|theseller|thebuyer|seller|buyer|shipment|export|import|продав|покупат|vendedor|comprador|vendeur|acheteur"
)
"""What a contract that sells abroad cannot do without."""
_STATEMENT = re.compile(r"(?:声明|说明|承诺|证明|保证|担保)(?:书|函|信|表)?$")
"""How the heading of a statement ends, whatever it is on."""
_LEAST_HEADING = 4
"""Letters of a heading, of which a Chinese character counts for two."""
_GOES_ON = re.compile(r"[:,;。，；：]|^\(?[\d一二三四五六七八九十]+[、.)]|^第.{1,3}[条页]|^page|^-?\d+-?$|页$|明细|清单|一览|附件|附表|附录")
"""What no document's heading has: a label's colon, the signs of a sentence, the number of a clause or a page, the name of a list or an annex."""
_WITHOUT_TITLE = {Kind.NAMEPLATE_PHOTO, Kind.COMPARISON_PHOTOS, Kind.REGISTRATION_CERTIFICATE, Kind.DRIVING_LICENCE}
"""Kinds known by what they show, or by one printed form for the whole country."""
_ON_PLATES = {"vin", "model", "brand", "manufacturer", "max_mass", "chassis_model", "engine_model", "motor_model", "manufacture_month"}


@dataclass(frozen=True, slots=True)
class KindGuess:
    """`titled`: the page carries the kind's title, so a document begins here. `follows`: it looks like a later page of the kind."""

    kind: Kind
    confidence: float
    titled: bool
    follows: frozenset[Kind]
    title: Line | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    kind: Kind
    titles: tuple[str, ...]
    marks: tuple[str, ...]
    needed: int
    follow: tuple[str, ...]
    against: tuple[str, ...]
    pattern: re.Pattern[str] | None
    proof: re.Pattern[str] | None
    general: tuple[str, ...]


@cache
def _kinds() -> tuple[_Words, ...]:
    def plain(items: list[str]) -> tuple[str, ...]:
        return tuple(sorted({mapped(item).text for item in items}, key=lambda item: (-len(item), item)))

    return tuple(
        _Words(
            Kind(name), plain(entry["titles"]), plain(entry["marks"]), int(entry["needed"]), plain(entry["follow"]), plain(entry.get("against", [])),
            _compiled(entry.get("pattern")), _compiled(entry.get("proof")), plain(entry.get("general", [])),
        )  # fmt: skip
        for name, entry in words("kinds").items()
    )


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def classify(page: Page) -> KindGuess:
    """The kind whose title and words the page carries most clearly; `unknown` when none is clear."""
    text = [mapped(line.text).text for line in page.lines]
    joined = "\n".join(text)
    scores: dict[Kind, float] = {}
    titles: dict[Kind, Line] = {}
    follows: set[Kind] = set()
    for kind in _kinds():
        found = {mark for mark in kind.marks if mark in joined}
        found = {mark for mark in found if not any(mark != other and mark in other for other in found)}
        title = title_line(page, kind.kind)
        if title is not None:
            titles[kind.kind] = title
        contrary = sum(word in joined for word in kind.against)
        # Words that prove a kind stand in running text: a title or some marks must say that the page is of its sort at all.
        proven = kind.proof is not None and (title is not None or len(found) > 1) and kind.proof.search(joined.replace("\n", "")) is not None
        if proven and title is None and (title := _titled(page, kind.general, _STATEMENT)) is not None:
            titles[kind.kind] = title
        scores[kind.kind] = (len(found) - contrary) / kind.needed + _TITLE_WORTH * (title is not None) + _PROOF_WORTH * proven
        if any(plain.startswith(head) or plain.strip("()[]") == head for head in kind.follow for plain in text):
            follows.add(kind.kind)
    if Kind.INSPECTION_REPORT in titles and Kind.TEST_REPORT in titles:
        # One title, two kinds of report: one is of a car on the road, the other of a type.
        if not _OF_A_USED_CAR.search(joined):
            scores[Kind.INSPECTION_REPORT] -= _TITLE_WORTH
        elif _SURELY_USED.search(joined):
            scores[Kind.TEST_REPORT] -= _TITLE_WORTH
    if Kind.EXPORT_CONTRACT in titles and Kind.PURCHASE_CONTRACT in titles and not _ABROAD.search(joined):
        scores[Kind.EXPORT_CONTRACT] -= _TITLE_WORTH  # one title, two kinds of contract: one sells abroad, the other to a maker at home
    if not titles:
        scores[Kind.NAMEPLATE_PHOTO] += 0.0 if follows - {Kind.COMPARISON_PHOTOS, Kind.MODIFICATION_DESCRIPTION} else _plate_likeness(page)
        scores[Kind.COMPARISON_PHOTOS] += _CAPTIONED * photo_like(page)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    (best, score), (_, second) = ranked[0], ranked[1]
    titled = best in titles and score >= _TITLE_WORTH + 0.2
    if best not in titles and best not in _WITHOUT_TITLE and other_paper([page]):
        return KindGuess(Kind.UNKNOWN, 0.0, False, frozenset(follows))
    if score < 1.0 or (best in titles and not titled and len(page.lines) > 3 and score < _TITLE_WORTH):
        return KindGuess(Kind.UNKNOWN, 1.0 - min(1.0, score), False, frozenset(follows))
    known = best in titles or best in _WITHOUT_TITLE or not headed(page)
    confidence = min(0.99 if known else UNTITLED, 0.5 + 0.5 * (score - second) / max(score, 1.0))
    return KindGuess(best, round(confidence, 2), titled, frozenset(follows), titles.get(best))


def title_line(page: Page, kind: Kind) -> Line | None:
    """The line that carries the kind's title in the upper part of the page: the title alone or with little round it, two slips allowed."""
    wanted = next(entry for entry in _kinds() if entry.kind is kind)
    return _titled(page, wanted.titles, wanted.pattern)


def headed(page: Page) -> bool:
    """Whether a page begins as a document does: a line by itself in the middle, above the text. Later pages go on with a clause or a table."""
    if not page.lines:
        return False
    left, right = min(line.box.x0 for line in page.lines), max(line.box.x1 for line in page.lines)
    alone = [row[0] for row in rows(page)[:_HEADING_ROWS] if len(row) == 1]
    return any(
        abs(line.box.centre[0] - (left + right) / 2) < _OFF_CENTRE
        and line.box.x0 > left + _INDENTED
        and line.box.width < _WIDEST_HEADING
        and han_count(line.text) + sum(char.isalpha() for char in line.text) >= _LEAST_HEADING
        and not _GOES_ON.search(mapped(line.text).text)
        and (has_han(line.text) or not any(char.isdigit() for char in line.text))
        for line in alone
    )


def other_paper(pages: Sequence[Page]) -> str | None:
    """Title of pages that are, each of them, a paper no rule asks for; else None."""
    titles = [_titled(page, (), _other_titles()) for page in pages]
    return titles[0].text.strip() if titles and titles[0] and all(titles) else None


@cache
def _other_titles() -> re.Pattern[str]:
    """The titles with nothing round them but the state's name and brackets: a line of a letter may end with the same words (供办理出口许可证)."""
    names = "|".join(sorted({re.escape(mapped(title).text) for title in words("papers")["titles"]}))
    return re.compile(rf"^(?:中华人民共和国)?(?:海关)?(?:{names})+(?:附表)?(?:\([^)]*\)?)?$")


def _titled(page: Page, titles: tuple[str, ...], pattern: re.Pattern[str] | None) -> Line | None:
    best: tuple[float, Line] | None = None
    for line in page.lines:
        if line.box.centre[1] > _TITLE_ZONE:
            continue
        plain = mapped(line.text).text.strip("《》<>\"“”()[]:·-—_=*#")
        distances = [d for title in titles if (d := _title_distance(plain, title)) is not None]
        if pattern is not None and len(plain) + han_count(plain) <= _LONGEST_TITLE and pattern.search(plain):
            distances.append(1.0)
        if distances and (best is None or min(distances) < best[0]) and not _label_of_a_row(page, line):
            best = (min(distances), line)
    return best[1] if best else None


def _label_of_a_row(page: Page, line: Line) -> bool:
    """Whether a line no larger than the rest of the page names the value beside it (`Test report  INT-26-0805`) or behind its colon.

    What says its own name there (`No.: 7`) is no value.
    """
    if line.box.height > _LARGER * text_height(page.lines):
        return False
    if _NAMES_ANOTHER.search(mapped(line.text).text):
        return True
    if line.box.x1 >= 0.5:
        return False
    beside = [other for other in right_of(page, line) if not _same_in_other_words(line.text, other.text)]
    return any(other.box.x0 - line.box.x1 < 0.4 and ":" not in mapped(other.text).text[1:_LABEL] for other in beside)


def _same_in_other_words(text: str, other: str) -> bool:
    """Whether what stands beside a title may be its translation: words of another language, no number."""
    return language_of(text) != language_of(other) and not any(c.isdigit() for c in other) and sum(c.isalpha() for c in other) >= _LABEL


def _title_distance(plain: str, title: str) -> float | None:
    """Slips between a heading and a title, None when it is no such heading."""
    if not plain or len(plain) > 3 * len(title) + 12:
        return None
    if title in plain:
        extra = len(plain) - len(title)
        short = len(title) <= 4
        if extra > (8 if short and not title.isascii() else 2 * len(title) + 8):
            return None
        # A heading ends with its title (某某公司二手车检测报告); a sentence goes on behind it.
        behind = plain[plain.rindex(title) + len(title) :]
        if behind and behind[0] not in "(（/[-—:·0123456789no.第副附正续续编" and not (behind.isascii() and not title.isascii()):
            return None
        return 0.01 * extra
    slips = Levenshtein.distance(plain, title, score_cutoff=_TITLE_SLIPS)
    allowed = _TITLE_SLIPS if len(title) >= 8 else (1 if len(title) >= 5 else 0)
    return float(slips) if slips <= allowed else None


def _plate_likeness(page: Page) -> float:
    """A photo with few lines, a VIN among them or a plate's items, and no running text is a plate; a caption may be set beside it."""
    if any(_OF_PAPER.search(mapped(line.text).text) for line in page.lines):
        return 0.0
    longest = max((len(plain) + han_count(plain) for plain in (mapped(line.text).text for line in page.lines)), default=0)
    captioned = page.text_layer == "mixed" and sum(len(line.text) for line in page.lines if line.origin == TEXT_LAYER) < LITTLE_WRITING
    set_in_type = page.text_layer in ("used", "mixed") and not captioned
    if set_in_type or longest > _LONGEST_ON_PLATE or len(page.lines) > 2 * _PHOTO_LINES:
        return 0.0
    items = len({entry.field for entry in read_form([page], words("labels")["nameplate"], prose=False)} & _ON_PLATES)
    vins = len({vin.value for vin in page.vins})
    if vins == 1 and len(page.lines) <= _PHOTO_LINES:
        return 1.0 + 0.1 * items
    # Two plates on one picture, or one whose VIN could not be read: known by the items they name.
    return 0.25 * items if vins <= 2 and items >= _PLATE_ITEMS else 0.0
