"""MV-016 and MV-017: the CCC certificate, and proof that the destination admits the model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from domain.countries import union_members
from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import UNLABELLED, Fact, Field, Unread
from domain.findings import Consequence, Evidence, Text
from domain.models import same_product_name
from domain.modified_vehicle_papers import AccessCertificate, CccCertificate, NoRequirementStatement, TestReport
from domain.names import same_company
from validators.catalogue import Says, rule
from validators.compare import Match, evidence, judge, one_character_off, shown
from validators.conclusions import Conclusion, conclusion_of
from validators.declared_models import (
    GUIDELINES,
    RELAXED,
    ModelDeclared,
    declared_models,
    misread_product,
    named,
    of_model,
    per_model,
    relaxed,
)
from validators.destinations import Destination, declared_country, judge_destination
from validators.legibility import legible, may_be_unread, sealable
from validators.matching import with_facts
from validators.reasons import compared, fails, note, passes, review
from validators.sealing import Sealing, reads_nearly, seal_evidence, sealed_by

_CCC = Kind.CCC_CERTIFICATE
_NUMBER = re.compile(r"20\d{4}11\d{8}")
_EYE = ("Compare by eye.", "请人工核对。")


@rule(
    "MV-016",
    title=Text("Valid CCC certificate of the same or a like product", "有效的强制性产品认证证书"),
    statement=Text(
        "For each model there is a certificate of China Compulsory Certification for the same or a like product (same vehicle name), held by the maker and in force on the day "
        "of the application. Whether the authority has suspended it cannot be seen offline.",
        "每个车型应有同一或同类产品（车辆名称相同）的强制性产品认证证书，持有人为改装车生产企业，申请之日有效；证书状态无法离线核实。",
    ),
    authority="Notice Shang Mao Han [2025] No. 648, part on modified vehicles; " + GUIDELINES,
    on_fail=Consequence.NO_LICENCE,
    needs=(_CCC,),
    requirement=_CCC,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        **per_model(_CCC, Text("CCC certificate", "强制性产品认证证书")),
        "valid": passes("Certificate {found} is for {declared} and in force until {until}.", "证书{found}适用于{declared}，有效期至{until}。"),
        "state-unknown": note("Whether certificate {found} is suspended or withdrawn cannot be seen offline.", "无法离线核实证书{found}是否被暂停或撤销。"),
        **compared("name", Text("product name", "产品名称"), _CCC),
        **compared("holder", Text("applicant or manufacturer", "委托人或制造商"), _CCC),
        "producer-differs": review("{declared} applied for the certificate, but {found} is its producer.", "证书委托人为{declared}，但生产者（制造商）为{found}。", *_EYE),
        "name-not-declared": review("No vehicle name is declared for {found}.", "{found}未申报车辆名称。", "Declare the vehicle's name.", "请申报车辆名称。"),
        "number-malformed": review(
            "{found} is no number of a CCC certificate for motor vehicles (16 digits, category 11).", "{found}不是机动车强制性产品认证证书编号（16位，类别11）。", *_EYE
        ),
        "number-unread": review("The number of the certificate could not be read with certainty ({found}).", "证书编号未能可靠识别（{found}）。", *_EYE),
        "expired": fails("The certificate ended on {found}, before the application.", "证书已于{found}到期，早于申请日期。", "Submit a certificate in force.", "请提交有效证书。"),
        "expiry-unclear": review("Until when the certificate holds could not be read with certainty ({found}).", "证书有效期未能可靠识别（{found}）。", *_EYE),
        "not-yet-issued": review("The certificate is dated {found}, after the application.", "证书发证日期为{found}，晚于申请日期。", *_EYE),
        "voided": fails("The certificate says that it is {found}.", "证书载明{found}。", "Submit a certificate in force.", "请提交有效证书。"),
    },
)
def ccc_certificate_is_valid(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    papers = with_facts(dossier, CccCertificate)
    models = declared_models(dossier)
    for model in models:
        others = [other.model for other in models if other is not model]
        mine = of_model(((d, facts.models) for d, facts in papers), model.model, others)
        # A certificate that covers several models, or a like product, may name another of them only.
        candidates = [(d, facts) for d, facts in papers if d in mine] or list(papers)
        if not candidates:
            yield Says("perhaps-unread" if may_be_unread(dossier) else "missing", model=model.model, found=model.model)
            continue
        (document, facts), said = min(((pair, list(_ccc_said(dossier, *pair, model))) for pair in candidates), key=lambda result: len(result[1]))
        number = shown(facts.number) or "-"
        yield from said or [
            Says("valid", model=model.model, document=document.id, declared=" / ".join(model.names), found=number, evidence=evidence(facts.number, facts.name, facts.holder) + evidence(facts.expiry),
                 words={"until": shown(facts.expiry) or "-"})
        ]  # fmt: skip
        yield Says("state-unknown", model=model.model, document=document.id, found=number)


def _ccc_said(dossier: Dossier, document: Document, facts: CccCertificate, model: ModelDeclared) -> Iterator[Says]:
    clear, day = legible(dossier, document), dossier.declaration.application_date

    def say(reason: str, read: Field[str], declared: str | None = None) -> Says:
        return Says(reason, model=model.model, document=document.id, declared=declared, found=shown(read) or "-", evidence=evidence(read))

    if not model.names:
        yield Says("name-not-declared", model=model.model, found=model.model)
    else:
        outcome = judge(facts.name, lambda text: all(same_product_name(text, name) for name in model.names), legible=clear, slip=lambda text: misread_product(text, model.names))
        if outcome is not Match.AGREES:
            yield say(f"name-{outcome}", facts.name, " / ".join(model.names))
    yield from _holder(document, facts, model, clear)
    number = facts.number
    if not isinstance(number, Fact) or not number.clean:
        yield say("number-unread", number)
    elif not _NUMBER.fullmatch(number.value):
        yield say("number-malformed", number)
    if isinstance(facts.voided, Fact):
        yield say("voided" if facts.voided.clean else "number-unread", facts.voided)
    expiry = facts.expiry
    if not isinstance(expiry, Fact) or not expiry.clean:
        yield Says("expiry-unclear", model=model.model, document=document.id, found=shown(expiry) or "-", evidence=evidence(expiry))
    elif expiry.value < day:
        yield Says("expired", model=model.model, document=document.id, found=expiry.value.isoformat(), evidence=evidence(expiry))
    issued = facts.issue_date
    if isinstance(issued, Fact) and issued.clean and issued.value > day:
        yield Says("not-yet-issued", model=model.model, document=document.id, found=issued.value.isoformat(), evidence=evidence(issued))


def _holder(document: Document, facts: CccCertificate, model: ModelDeclared, clear: bool) -> Iterator[Says]:
    """Applicant, producer and factory: the producer is the maker, or he applied and no other producer is named; all of them others is another's
    certificate."""
    maker = model.manufacturer
    roles = [facts.holder, facts.manufacturer, facts.factory]
    producer = facts.manufacturer
    applied = isinstance(facts.holder, Fact) and facts.holder.clean and same_company(facts.holder.value, maker)
    if applied and isinstance(producer, Fact) and producer.clean and not same_company(producer.value, maker) and not producer.value.endswith(maker):
        yield Says("producer-differs", model=model.model, document=document.id, declared=maker, found=shown(producer), evidence=evidence(producer, facts.holder))
        return
    if any(isinstance(read, Fact) and read.clean and same_company(read.value, maker) for read in roles[:2]):
        return
    read = next((r for r in roles[:2] if isinstance(r, Fact)), roles[0])
    outcome = judge(read, lambda name: same_company(name, maker), legible=clear, slip=lambda name: one_character_off(name, maker))
    yield Says(f"holder-{outcome}", model=model.model, document=document.id, declared=maker, found=shown(read), evidence=evidence(*roles))


@rule(
    "MV-017",
    title=Text("Proof of access to the destination", "目的国准入证明"),
    statement=Text(
        "For each model the destination's certificate and a test report are submitted; or, where the destination asks for none, the exporter's sealed statement of that, "
        "a valid CCC certificate and a test report.",
        "每个车型应提交目的国准入证书和检测报告；目的国无准入要求的，应提交加盖公章的书面说明、有效的强制性产品认证证书和检测报告。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(Kind.ACCESS_CERTIFICATE, Kind.TEST_REPORT, Kind.NO_REQUIREMENT_STATEMENT, _CCC),
    requirement="access_proof",
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        "certified": passes("An access certificate of {declared} and a test report are there for {found}.", "{found}有{declared}准入证书和检测报告。"),
        "no-requirement": passes("The exporter states under its seal that {declared} asks for no admission of {found}; CCC certificate and test report are there.", "出口企业盖章说明{declared}对{found}无准入要求，并附强制性产品认证证书和检测报告。"),
        "no-proof": fails(
            "There is neither an access certificate nor a no-requirement statement for {found}.", "{found}既无准入证书，也无无准入要求的说明。", "Submit one of them.", "请补充提交。"
        ),
        "perhaps-unread": review(
            "{missing} for {found} was not recognised, but some of the upload could not be read or recognised: it may be there.",
            "未识别到{found}的{missing}，但部分上传内容无法读取或识别，可能在其中。",
            "Submit the unreadable files again, and what is missing.",
            "请重新提交无法读取的文件，并补交缺件。",
        ),
        "test-report-missing": fails("There is no test report for {found}.", "缺少{found}的检测报告。", "Submit the test report.", "请补充提交检测报告。"),
        "ccc-missing": fails(
            "The no-requirement statement needs a CCC certificate beside it; there is none for {found}.", "无准入要求的说明应附强制性产品认证证书，{found}缺少该证书。", "Submit the CCC certificate.", "请补充提交证书。"
        ),
        "model-not-named": review("{paper} does not name {found}, or not legibly.", "{paper}未载明或未能辨认{found}。", "Submit the one for this model.", "请提交该车型的文件。"),
        "report-negative": review("The test report's conclusion is: {found}.", "检测报告结论为：{found}。", *_EYE),
        "report-unclear": review("The conclusion of the test report could not be read with certainty ({found}).", "检测报告结论未能可靠识别（{found}）。", *_EYE),
        "expiry-unclear": review("Until when the access certificate holds could not be read with certainty ({found}).", "准入证书有效期未能可靠识别（{found}）。", *_EYE),
        "expired": fails("The access certificate ended on {found}, before the application.", "准入证书已于{found}到期，早于申请日期。", "Submit a certificate in force.", "请提交有效证书。"),
        "country-differs": review("The {paper} is for {found}, not for {declared}.", "{paper}适用于{found}，不是{declared}。", "Submit the one of the destination.", "请提交目的国的文件。"),
        "country-unclear": review("For which country the {paper} holds could not be told; {declared} is declared.", "无法判断{paper}适用的国家；申报为{declared}。", *_EYE),
        "statement-unsealed": fails("The no-requirement statement bears no seal.", "无准入要求的说明未加盖印章。", "Seal the statement.", "请加盖公章。"),
        "statement-seal-unclear": review("Whose seal the no-requirement statement bears could not be settled ({found}).", "无法确定无准入要求说明上的印章归属（{found}）。", *_EYE),
        "statement-of-another": fails("The no-requirement statement bears the seal of {found}, not of {declared}.", "无准入要求说明加盖的是{found}的印章，不是{declared}的。", "Have the exporter seal it.", "请由出口企业盖章。"),
    },
)
def access_is_proven(dossier: Dossier) -> Iterable[Says]:
    """Of the two ways the one with fewer objections counts."""
    if gate := relaxed(dossier):
        yield gate
        return
    models = declared_models(dossier)
    for model in models:
        others = [other.model for other in models if other is not model]
        ways = []
        if with_facts(dossier, AccessCertificate):
            ways.append(("certified", list(_certified(dossier, model, others))))
        if with_facts(dossier, NoRequirementStatement):
            ways.append(("no-requirement", list(_stated(dossier, model, others))))
        if not ways:
            missing = Text("Proof of access", "准入证明")
            unsure = may_be_unread(dossier) or dossier.of_kind(Kind.CONFORMITY_DECLARATION)
            yield Says("perhaps-unread" if unsure else "no-proof", model=model.model, found=model.model, words={"missing": missing})
            continue
        reason, said = min(ways, key=lambda way: len(way[1]))
        yield from said or [Says(reason, model=model.model, declared=dossier.declaration.destination, found=model.model, evidence=_proof_spots(dossier))]


def _proof_spots(dossier: Dossier) -> tuple[Evidence, ...]:
    certificates = [facts.number for _, facts in with_facts(dossier, AccessCertificate)]
    reports = [facts.conclusion for _, facts in with_facts(dossier, TestReport)]
    statements = [spot for _, facts in with_facts(dossier, NoRequirementStatement) for spot in seal_evidence(facts.seals)]
    return (*evidence(*certificates, *reports)[:8], *statements[:2])


def _certified(dossier: Dossier, model: ModelDeclared, others: Sequence[str]) -> Iterator[Says]:
    papers = with_facts(dossier, AccessCertificate)
    mine = of_model(((d, facts.models) for d, facts in papers), model.model, others)
    candidates = [(d, facts) for d, facts in papers if d in mine]
    if candidates:
        yield from min((list(_certificate_said(dossier, d, facts, model)) for d, facts in candidates), key=len)
    else:
        yield Says("model-not-named", model=model.model, found=model.model, words={"paper": Text("The access certificate", "准入证书")})
    yield from _tested(dossier, model, others)


def _certificate_said(dossier: Dossier, document: Document, facts: AccessCertificate, model: ModelDeclared) -> Iterator[Says]:
    paper = Text("access certificate", "准入证书")
    match, spots = named(facts.models, model.model)
    if match is not Match.AGREES:
        words: dict[str, str | int | Text] = {"paper": Text("The access certificate", "准入证书")}
        yield Says("model-not-named", model=model.model, document=document.id, found=model.model, evidence=evidence(*spots)[:4], words=words)
    code = declared_country(dossier)
    members = frozenset().union(*(union_members(union.value) for union in facts.unions if union.clean))
    if code is not None and code not in members:
        yield from _country(document, facts.destinations, code, model.model, paper)
    later = isinstance(facts.expiry, Fact) and facts.expiry.doubt == UNLABELLED and facts.expiry.value >= dossier.declaration.application_date
    if isinstance(facts.expiry, Unread) or (isinstance(facts.expiry, Fact) and not facts.expiry.clean and not later):
        yield Says("expiry-unclear", model=model.model, document=document.id, found=shown(facts.expiry) or "-", evidence=evidence(facts.expiry))
    elif isinstance(facts.expiry, Fact) and facts.expiry.value < dossier.declaration.application_date:
        yield Says("expired", model=model.model, document=document.id, found=facts.expiry.value.isoformat(), evidence=evidence(facts.expiry))


def _country(document: Document, read: Sequence[Fact[str]], code: str, model: str, paper: Text) -> Iterator[Says]:
    outcome = judge_destination(read, code, legible=False)
    if outcome in (Destination.AGREES, Destination.AMONG_OTHERS):
        return
    reason = "country-differs" if outcome is Destination.DIFFERS else "country-unclear"
    found = ", ".join(dict.fromkeys(fact.value for fact in read)) or "-"
    yield Says(reason, model=model, document=document.id, declared=code, found=found, evidence=evidence(*read)[:4], words={"paper": paper})


def _stated(dossier: Dossier, model: ModelDeclared, others: Sequence[str]) -> Iterator[Says]:
    papers = with_facts(dossier, NoRequirementStatement)
    yield from min((list(_statement_said(dossier, d, facts, model.model)) for d, facts in papers), key=len)
    if not with_facts(dossier, CccCertificate):
        missing = Text("A CCC certificate", "强制性产品认证证书")
        yield Says("perhaps-unread" if may_be_unread(dossier) else "ccc-missing", model=model.model, found=model.model, words={"missing": missing})
    yield from _tested(dossier, model, others)


def _statement_said(dossier: Dossier, document: Document, facts: NoRequirementStatement, model: str) -> Iterator[Says]:
    exporter, code = dossier.declaration.exporter.name, declared_country(dossier)
    if code is not None:
        yield from _country(document, facts.destinations, code, model, Text("no-requirement statement", "无准入要求的说明"))
    sealing, name = sealed_by(dossier, facts.seals, exporter)
    signed = isinstance(facts.exporter, Fact) and facts.exporter.clean and same_company(facts.exporter.value, exporter)
    if sealing is Sealing.UNCLEAR and signed and reads_nearly(facts.seals, exporter):
        sealing = Sealing.EXPECTED  # as in UV-013: the exporter's own word under its own name
    clear = legible(dossier, document) and not sealable(document)
    reason = {
        Sealing.NONE: "statement-unsealed" if clear else "statement-seal-unclear",
        Sealing.OTHER: "statement-of-another",
        Sealing.SPECIAL: "statement-seal-unclear",
        Sealing.UNCLEAR: "statement-seal-unclear",
    }.get(sealing)
    if reason:
        yield Says(reason, model=model, document=document.id, declared=exporter, found=name or "-", evidence=seal_evidence(facts.seals))
    match, spots = named(facts.models, model)
    if facts.models and match is not Match.AGREES:
        words: dict[str, str | int | Text] = {"paper": Text("The no-requirement statement", "无准入要求的说明")}
        yield Says("model-not-named", model=model, document=document.id, found=model, evidence=evidence(*spots)[:4], words=words)


def _tested(dossier: Dossier, model: ModelDeclared, others: Sequence[str]) -> Iterator[Says]:
    papers = with_facts(dossier, TestReport)
    mine = of_model(((d, facts.models) for d, facts in papers), model.model, others)
    candidates = [(d, facts) for d, facts in papers if d in mine]
    if not candidates:
        missing = Text("A test report", "检测报告")
        # A report on tests may have been taken for one on the inspection of a used vehicle, whose words it shares.
        unsure = may_be_unread(dossier) or dossier.of_kind(Kind.INSPECTION_REPORT)
        yield Says("perhaps-unread" if unsure else "test-report-missing", model=model.model, found=model.model, words={"missing": missing})
        return
    yield from min((list(_report_said(d, facts, model.model)) for d, facts in candidates), key=len)


def _report_said(document: Document, facts: TestReport, model: str) -> Iterator[Says]:
    match, spots = named(facts.models, model)
    if match is not Match.AGREES:
        words: dict[str, str | int | Text] = {"paper": Text("The test report", "检测报告")}
        yield Says("model-not-named", model=model, document=document.id, found=model, evidence=evidence(*spots)[:4], words=words)
    conclusion = facts.conclusion
    if not isinstance(conclusion, Fact) or not conclusion.clean:
        yield Says("report-unclear", model=model, document=document.id, found=shown(conclusion) or "-", evidence=evidence(conclusion))
    elif (amounts_to := conclusion_of(conclusion.value)) is not Conclusion.PASSED:
        reason = "report-negative" if amounts_to is Conclusion.FAILED else "report-unclear"
        yield Says(reason, model=model, document=document.id, found=conclusion.value, evidence=evidence(conclusion))


