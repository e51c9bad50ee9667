"""INT-001 and INT-004: what is seen is what counts, and whether it can be seen well enough where a rule looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact, Place, Unread
from domain.findings import Evidence, Finding, Status, Text
from domain.pages import Page, PlacedSeal, Quality
from validators.catalogue import Reason, Says, all_rules, rule
from validators.legibility import DEFECT
from validators.reasons import not_applicable, note, passes, review

_CONTRADICTS, _OVERPRINTED = "text-layer-contradicts", "text-overprinted"
_HIDDEN = frozenset({"text-layer-invisible", "text-off-page"})
_OCR_DIFFERS = "ocr-layer-differs"
_LAYERED = frozenset({"used", "mixed"})
_ORIGINAL = ("Submit the document as it was issued, or a scan of the paper.", "请提交原始文件或纸质文件的扫描件。")


@rule(
    "INT-001",
    title=Text("What is seen is what counts", "以所见为准"),
    statement=Text(
        "Every value that a rule relies on is what a person sees on the page. Text that a file carries beside it supports nothing where it says something else, is hidden or covered; the contradiction is reported.",
        "规则所依据的每个值均以人眼所见页面为准。文件所带文字如与所见不符、被隐藏或遮盖，不作为依据，并报告其矛盾。",
    ),
    authority="Own rule",
    basis="own",
    requirement="files",
    reasons={
        "contradicted": review(
            "On {place} the page shows “{found}”; the text in the file says “{claimed}” there. What is shown was used.",
            "{place}页面显示“{found}”，而文件文字为“{claimed}”；以所显示为准。",
            *_ORIGINAL,
        ),
        "overprinted": review(
            "On {place} text is covered by something that says something else. What is shown was used.",
            "{place}有文字被内容不同的文字或图像覆盖；以所显示为准。",
            *_ORIGINAL,
        ),
        "hidden-text": note("{place} carries text that nobody can see on it; it was left out.", "{place}含有看不见的文字，已忽略。"),
        "ocr-layer-differs": note(
            "The text layer under the scan on {place} differs from what the picture shows; the picture was used.",
            "{place}扫描图像下的文字层与图像不符，以图像为准。",
        ),
        "as-seen": passes("What the pages show bears out the text of their files where rules rely on it.", "规则所依据的文件文字均与页面所见一致。"),
        "no-text-layer": not_applicable("Every page was read from its picture.", "所有页面均由图像识别。"),
    },
)
def what_is_seen_counts(dossier: Dossier) -> Iterable[Says]:
    pages = [(document, page) for document in dossier.documents if document.kind is not Kind.UNKNOWN for page in document.pages]
    said = [word for document, page in pages for word in _contradictions(document, page)]
    yield from said
    if not any(word.reason in ("contradicted", "overprinted") for word in said):
        yield Says("as-seen" if any(page.text_layer in _LAYERED for _, page in pages) else "no-text-layer")


def _contradictions(document: Document, page: Page) -> Iterator[Says]:
    where = {"place": f"{page.file}, {page.number}"}
    denied = [line for line in page.lines if line.claimed is not None]
    for line in denied:
        spot = Evidence(page.place(line.box), line.text, line.origin, line.confidence)
        yield Says("contradicted", document=document.id, found=line.text, evidence=(spot,), words=where | {"claimed": line.claimed or ""})
    whole = (Evidence(page.place(None), "", "page"),)
    if _OVERPRINTED in page.problems or (_CONTRADICTS in page.problems and not denied):
        yield Says("overprinted", document=document.id, evidence=whole, words=where)
    elif _HIDDEN.intersection(page.problems) and not denied:
        yield Says("hidden-text", document=document.id, evidence=whole, words=where)
    if _OCR_DIFFERS in page.problems:
        yield Says("ocr-layer-differs", document=document.id, evidence=whole, words=where)


def _defect(en: str, zh: str, cure_en: str, cure_zh: str) -> Reason:
    return review(f"{{place}} {en} ({{score}} %), and what a rule needs there is not certain.", f"{{place}}{zh}（{{score}}%），规则所需内容无法确认。", cure_en, cure_zh)


_DEFECTS: dict[str, Reason] = {
    "low-resolution": _defect("has too few pixels for its print", "分辨率过低", "Scan the page at 300 dpi, or photograph it from nearer.", "请以300dpi重新扫描，或靠近拍摄。"),
    "blurred": _defect("is blurred", "模糊", "Photograph the page again, holding still and in focus, or scan it.", "请对焦并稳定拍摄，或改用扫描。"),
    "dark": _defect("is too dark", "过暗", "Photograph the page again in better light.", "请在光线充足处重新拍摄。"),
    "glare": _defect("has glare on it", "有反光", "Photograph the page again without a reflection on it.", "请避免反光后重新拍摄。"),
    "cut-off": _defect("is cut off at an edge", "边缘被裁切", "Take the picture again with the whole page on it.", "请完整拍摄整页。"),
    "screen": _defect("was photographed from a screen", "系翻拍屏幕", "Submit the file that the screen shows, or photograph the paper.", "请提交屏幕所示的原文件，或拍摄纸质原件。"),
}  # fmt: skip
_NAMES = {
    "low-resolution": Text("too few pixels", "分辨率过低"), "blurred": Text("blurred", "模糊"), "dark": Text("too dark", "过暗"), "glare": Text("glare", "反光"),
    "cut-off": Text("cut off", "裁切"), "screen": Text("photographed from a screen", "翻拍屏幕"),
}  # fmt: skip


@rule(
    "INT-004",
    title=Text("Pages are legible", "页面清晰可辨"),
    statement=Text(
        "Where a rule cannot be settled on a page, a defect of its picture is named with its cure: resolution, blur, glare, darkness, a cut edge, a photographed screen. "
        "A poor picture on which all that is needed could be read is no reason for a review.",
        "规则在某页上无法判定时，指明该页图像缺陷及补救办法：分辨率、模糊、反光、过暗、裁切、翻拍屏幕。图像虽差但所需内容均已读出的，不要求复核。",
    ),
    authority="Own rule",
    basis="own",
    requirement="files",
    reasons={
        **_DEFECTS,
        "poor-but-read": note("{place}: {defects}; what the rules need there could be read.", "{place}：{defects}；规则所需内容均已读出。"),
        "legible": passes("No page that a rule looks at has a defect of its picture.", "规则所查看的页面均无图像缺陷。"),
        "no-pages": not_applicable("No rule looks at any page.", "没有规则查看的页面。"),
    },
)
def pages_are_legible(dossier: Dossier) -> Iterable[Says]:
    defective = [
        (document, page, defects)
        for document in dossier.documents
        for page in document.pages
        if (defects := [defect for defect in page.quality if defect.score >= DEFECT and defect.code in _DEFECTS])
    ]
    if not defective:
        yield Says("legible" if any(document.kind is not Kind.UNKNOWN for document in dossier.documents) else "no-pages")
        return
    unsettled = [f for other in all_rules() if other.id not in ("INT-001", "INT-004") for f in other(dossier) if f.status is Status.REVIEW]
    for document, page, defects in defective:
        yield from _judged(document, page, defects, unsettled)


def _judged(document: Document, page: Page, defects: list[Quality], unsettled: list[Finding]) -> Iterator[Says]:
    spot = (Evidence(page.place(None), "", "page"),)
    place = f"{page.file}, {page.number}"
    if any(_leans_on(finding, document, page) for finding in unsettled):
        for defect in defects:
            yield Says(defect.code, document=document.id, found=place, evidence=spot, words={"place": place, "score": round(100 * defect.score)})
        return
    names = [_NAMES[defect.code] for defect in defects]
    listed = Text(", ".join(name.en for name in names), "、".join(name.zh for name in names))
    yield Says("poor-but-read", document=document.id, found=place, evidence=spot, words={"place": place, "defects": listed})


def _leans_on(finding: Finding, document: Document, page: Page) -> bool:
    """Whether a finding that a person has to settle stands on this page, and the page was not cleanly read where it does.

    A document of unknown kind may be the one that is missed. What is not found at all has no place: then the document's pages count.
    """
    if document.kind is Kind.UNKNOWN:
        return finding.reason in ("document-perhaps-unread", "document-unmatched")
    own = [e.place for e in finding.evidence if (e.place.file, e.place.page) == (page.file, page.number)]
    if own:
        return any(_same(place, read) for place in own for read in _unsure(document.facts, page))
    elsewhere = any(e.place.box is not None for e in finding.evidence)
    return not elsewhere and document.kind.value == finding.requirement


def _same(one: Place, other: Place) -> bool:
    return one.box is None or other.box is None or one.box.intersection(other.box) > 0


def _unsure(node: object, page: Page) -> Iterator[Place]:
    """Places on a page of facts that are doubtful or unread, and of seals, whose reading is never certain."""
    if isinstance(node, tuple):
        for item in node:
            yield from _unsure(item, page)
    elif isinstance(node, PlacedSeal):
        yield node.place
    elif isinstance(node, Fact | Unread):
        place = node.place
        if place is not None and (place.file, place.page) == (page.file, page.number) and not (isinstance(node, Fact) and node.clean):
            yield place
    elif is_dataclass(node) and not isinstance(node, Place):
        for part in fields(node):
            yield from _unsure(getattr(node, part.name), page)
