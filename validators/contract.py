"""UV-012: the export contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import UNLABELLED, Absent, Fact, Field
from domain.findings import Consequence, Text
from domain.names import same_company
from domain.text import alike_in_print, has_han
from domain.used_vehicle_papers import ExportContract
from validators.catalogue import Says, rule
from validators.compare import Match, evidence, judge, shown, weightiest
from validators.destinations import Destination, declared_country, judge_destination, named
from validators.legibility import absence, legible, may_be_unread
from validators.matching import with_facts
from validators.reasons import compared, fails, lacking, note, passes, review

_KIND = Kind.EXPORT_CONTRACT
_REMARKS = ("destination-not-stated", "destination-doubtful")


@rule(
    "UV-012",
    title=Text("Export contract with after-sales terms", "载明售后服务内容的出口合同"),
    statement=Text(
        "The export contract states what both sides do for after-sales service. A contract in a foreign language comes with a Chinese translation, "
        "which prevails. Its number and its country of destination are those of the application.",
        "出口合同应载明双方的售后服务责任；外文合同应附中文译本，并以译本为准；合同号和目的国应与申请一致。",
    ),
    authority="MOFCOM Announcement 2024 No. 6, application material",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_KIND,),
    requirement=_KIND,
    category=Category.USED,
    reasons={
        **lacking(_KIND),
        "complete": passes(
            "The contract has the declared number, after-sales terms and a Chinese text.",
            "合同号与申报一致，载有售后服务内容，并有中文文本。",
        ),
        "contract-not-declared": review(
            "No contract is declared, so the contract submitted ({found}) cannot be tied to this application.",
            "未申报合同，无法将所提交的合同（{found}）与本申请对应。",
            "Declare number and date of the contract.",
            "请申报合同号和合同日期。",
        ),
        **compared("number", Text("contract number", "合同号"), _KIND),
        **compared("date", Text("contract date", "合同日期"), _KIND, own=True),
        **compared("after-sales", Text("after-sales terms", "售后服务条款"), _KIND),
        "no-chinese-text": fails(
            "The contract is in a foreign language and no Chinese translation was submitted.",
            "合同为外文，未提交中文译本。",
            "Submit the Chinese translation.",
            "请补充提交中文译本。",
        ),
        "chinese-text-not-found": review(
            "No Chinese text of the contract was found, but not everything in the upload could be read or recognised.",
            "未找到合同的中文文本，但部分上传内容无法读取或识别。",
            "Submit the Chinese translation, or confirm by eye that it is there.",
            "请提交中文译本，或由人工确认。",
        ),
        "destination-differs": fails(
            "The contract names {found} as the destination; declared is {declared}.",
            "合同目的国为{found}，申报为{declared}。",
            "Correct the declaration or submit the right contract.",
            "请更正申报内容或提交正确的合同。",
        ),
        "destination-differs-doubtful": review(
            "The contract seems to name {found} as the destination, without certainty; declared is {declared}.",
            "合同目的国似为{found}，不够可靠；申报为{declared}。",
            "Compare the destination by eye.",
            "请人工核对目的国。",
        ),
        # No worse than a contract that says nothing of it.
        "destination-doubtful": note(
            "The contract seems to name {found} as declared, without certainty.", "合同目的国似为{found}，与申报一致，但不够可靠。"
        ),
        "destination-not-stated": note("No country of destination was found in the contract.", "合同中未找到目的国。"),
        "more-destinations": review(
            "The contract names further countries of destination beside the declared one: {found}.",
            "合同除申报目的国外还载有其他目的国：{found}。",
            "Compare the destination by eye.",
            "请人工核对目的国。",
        ),
        "seller-not-exporter": review(
            "The seller in the contract is {found}, the exporter declared is {declared}.",
            "合同卖方为{found}，申报的出口企业为{declared}。",
            "Explain how the seller and the exporter are related, or submit the exporter's contract.",
            "请说明卖方与出口企业的关系，或提交出口企业的合同。",
        ),
    },
)
def contract_has_after_sales_terms(dossier: Dossier) -> Iterable[Says]:
    all_contracts = with_facts(dossier, ExportContract)
    if not all_contracts:
        yield Says(absence(dossier, unmatched=False))
        return
    contract = _Contract(dossier, _relevant(dossier, all_contracts))
    said = [*_identity(contract), *_terms(contract), *_parties(contract), *_destination(contract)]
    yield from said
    if all(word.reason in _REMARKS for word in said):
        facts = [c for _, c in contract.parts]
        yield Says(
            "complete", evidence=evidence(*(c.number for c in facts), *(c.after_sales for c in facts)) + evidence(*(c.date for c in facts))
        )


@dataclass(frozen=True, slots=True)
class _Contract:
    """The contract in all its versions: original, translation, annexes."""

    dossier: Dossier
    parts: tuple[tuple[Document, ExportContract], ...]

    @property
    def legible(self) -> bool:
        return all(legible(self.dossier, document) for document, _ in self.parts)


def _relevant(dossier: Dossier, contracts: tuple[tuple[Document, ExportContract], ...]) -> tuple[tuple[Document, ExportContract], ...]:
    """Without the contracts that cleanly bear another number; all of them when none is left."""
    declared = dossier.declaration.contract
    if declared is None:
        return contracts
    kept = tuple(
        (d, c)
        for d, c in contracts
        if not (isinstance(c.number, Fact) and c.number.clean and alike_in_print(c.number.value) != alike_in_print(declared.number))
    )
    return kept if any(isinstance(c.number, Fact) for _, c in kept) else contracts


def _identity(contract: _Contract) -> Iterable[Says]:
    declared = contract.dossier.declaration.contract
    numbers = [c.number for _, c in contract.parts]
    if declared is None:
        yield Says("contract-not-declared", found=next((shown(n) for n in numbers if shown(n)), None) or "-", evidence=evidence(*numbers))
        return

    def same(number: str) -> bool:
        return alike_in_print(number) == alike_in_print(declared.number)

    number = next((n for n in numbers if isinstance(n, Fact) and n.clean and same(n.value)), None) or weightiest(numbers, same)
    if isinstance(number, Fact) and number.doubt == UNLABELLED and same(number.value):
        number = replace(number, doubt=None)  # that it is the contract's own number is what the declaration bears out
    outcome = judge(number, same, legible=contract.legible)
    if outcome is not Match.AGREES:
        yield Says(f"number-{outcome}", declared=declared.number, found=shown(number), evidence=evidence(number))
    date = weightiest([c.date for _, c in contract.parts], declared.date.__eq__)
    outcome = judge(date, declared.date.__eq__, legible=contract.legible)
    if outcome is not Match.AGREES:
        yield Says(f"date-{outcome}", declared=str(declared.date), found=shown(date), evidence=evidence(date))


def _terms(contract: _Contract) -> Iterable[Says]:
    terms: list[Field[str]] = [c.after_sales for _, c in contract.parts]
    read = next((t for t in terms if isinstance(t, Fact) and t.clean), None) or weightiest(terms, lambda _: True)
    outcome = judge(read, lambda _: True, legible=contract.legible)
    if outcome is not Match.AGREES:
        yield Says(f"after-sales-{outcome}", found=shown(read), evidence=evidence(read))
    languages = {language for _, c in contract.parts for language in c.languages}
    if "zh" not in languages:
        certain = languages and contract.legible and not may_be_unread(contract.dossier)
        yield Says("no-chinese-text" if certain else "chinese-text-not-found", found=", ".join(sorted(languages)) or "-")


def _parties(contract: _Contract) -> Iterable[Says]:
    exporter = contract.dossier.declaration.exporter.name
    for document, c in contract.parts:
        # A Latin seller's name in the foreign-language version cannot be compared with a Chinese one.
        if isinstance(c.seller, Fact) and has_han(c.seller.value) == has_han(exporter) and not same_company(c.seller.value, exporter):
            yield Says("seller-not-exporter", document=document.id, declared=exporter, found=c.seller.value, evidence=evidence(c.seller))


def _destination(contract: _Contract) -> Iterable[Says]:
    code = declared_country(contract.dossier)
    read = tuple(fact for _, c in contract.parts for fact in c.destinations)
    if code is None:
        return
    outcome = judge_destination(read, code, legible=contract.legible)
    reason = {
        Destination.MISSING: "destination-not-stated",
        Destination.NOT_FOUND: "destination-not-stated",
        Destination.AMONG_OTHERS: "more-destinations",
    }.get(outcome, f"destination-{outcome}")
    if outcome is not Destination.AGREES:
        yield Says(reason, declared=code, found=named(read), evidence=evidence(*read) if read else evidence(Absent()))
