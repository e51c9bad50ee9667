"""UV-001 to UV-003: must a letter be submitted for the vehicle, and was one?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.declaration import Category, Vehicle
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Consequence, Text
from domain.used_vehicle_papers import ExportContract
from validators.catalogue import Says, rule
from validators.compare import evidence
from validators.coverage import Letters, Listed, letters_of
from validators.due import Due, LetterDue, letter_due, letters_due
from validators.legibility import absence
from validators.matching import certificates, vehicles, with_facts
from validators.reasons import lacking, not_applicable, note, passes, review

SINCE = (date(2026, 1, 1), None)
_NOTICE = "Notice Shang Mao Han [2025] No. 648, part 1 (1)"
_CONFIRM = (
    "Confirm the date on the registration certificate by eye, or submit a sharper scan.",
    "请人工核对登记证书上的日期，或提交更清晰的扫描件。",
)


@rule(
    "UV-001",
    title=Text("Letter due within 180 days of registration", "注册登记180天内须提交确认书"),
    statement=Text(
        "A vehicle for which the licence is applied for 180 days or less after its registration needs the manufacturer's after-sales "
        "confirmation letter. The day of the application counts, not that of the export; the day of registration is not counted.",
        "自注册登记之日至许可证申请之日不超过180天（第180天仍算在内）的车辆，须提交生产企业的售后确认书。以申请日为准，而非出口日；注册登记当日不计入。",
    ),
    authority=_NOTICE + "; Guidelines of 2025-12-11, part 1",
    on_fail=Consequence.NO_LICENCE,
    needs=(Kind.REGISTRATION_CERTIFICATE, Kind.CONFIRMATION_LETTER),
    requirement=Kind.CONFIRMATION_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **lacking(Kind.CONFIRMATION_LETTER),
        "letter-submitted": passes(
            "The letter is due ({days} days after registration) and one that lists the vehicle was submitted.",
            "距注册登记{days}天，须提交确认书；已提交列明本车的确认书。",
        ),
        "not-due": passes(
            "The letter is not due: the application is {days} days after the registration date on the certificate.",
            "申请日距登记证书上的注册登记日期{days}天，无须提交确认书。",
        ),
        "exempt": not_applicable("The vehicle is exempt from the letter (UV-002).", "本车免交确认书（见UV-002）。"),
        "not-in-force": not_applicable("The rules in use do not ask for the letter yet.", "所适用的政策尚未要求提交确认书。"),
        "letter-coverage-open": note(
            "The letter is due ({days} days after registration) and was submitted; whether it covers this vehicle is judged by CL-007.",
            "距注册登记{days}天，须提交确认书，且已提交；是否涵盖本车由CL-007判断。",
        ),
        "due-unconfirmed": review(
            "Whether the letter is due cannot be settled: the registration date {declared} is not confirmed by a clean reading of the certificate.",
            "无法确定是否须提交确认书：登记证书上未能可靠读出与申报一致的注册登记日期{declared}。",
            *_CONFIRM,
        ),
        "exemption-unconfirmed": review(
            "No letter lists the vehicle, and the exemption claimed by the transfer date {declared} is not confirmed by the certificate.",
            "没有列明本车的确认书，而按转让待出口日期{declared}主张的免交情形未经登记证书证实。",
            *_CONFIRM,
        ),
        "borderline": note(
            "The application is {days} days after registration, close to the limit of {limit}: another application date may change the answer.",
            "申请日距注册登记{days}天，接近{limit}天的界限；申请日变动可能改变结论。",
        ),
    },
)
def letter_is_due(dossier: Dossier) -> Iterable[Says]:
    hits, letters = certificates(dossier), letters_of(dossier)
    for vin, vehicle in vehicles(dossier):
        due = letter_due(dossier, vehicle, hits)
        yield _letter_said(dossier, vin, vehicle, due, letters)
        limit = dossier.policy.letter_window_days
        if due.state is not Due.NOT_IN_FORCE and due.days is not None and abs(limit - due.days) <= dossier.policy.borderline_band_days:
            yield Says("borderline", vin=vin, found=str(due.days), words={"days": due.days, "limit": limit})


def _letter_said(dossier: Dossier, vin: str, vehicle: Vehicle, due: LetterDue, letters: Letters) -> Says:
    days = "?" if due.days is None else str(due.days)
    declared = str(vehicle.registration_date or "-")
    proof = evidence(due.registered)

    def say(reason: str, **more: str) -> Says:
        return Says(reason, vin=vin, declared=more.get("declared", declared), found=days, evidence=proof, words={"days": days})

    if due.state is Due.NOT_IN_FORCE:
        return say("not-in-force")
    if due.state is Due.EXEMPT:
        return say("exempt")
    if due.state is Due.NOT_DUE:
        return say("not-due")
    listed = letters.listed(vin)
    if letters.all and listed is Listed.CLEAN:
        rows = evidence(*(hit.vin for _, _, hit in letters.listing(vin)))
        return Says("letter-submitted", vin=vin, declared=declared, found=days, evidence=rows, words={"days": days})
    if due.state is Due.UNCLEAR:
        if due.exemption == "unconfirmed":
            return say("exemption-unconfirmed", declared=str(vehicle.transfer_date or "-"))
        return say("due-unconfirmed")
    if letters.all:
        return say("letter-coverage-open")
    return say(absence(dossier, unmatched=False))


@rule(
    "UV-002",
    title=Text("Handed over for export before the rule began", "政策实施前已办理转让待出口"),
    statement=Text(
        "A vehicle whose transfer pending export was registered before 1 January 2026 needs no letter. The date is taken from the registration "
        "certificate; a declared date alone exempts nothing.",
        "2026年1月1日前已完成转让待出口登记的车辆无须提交确认书。该日期以登记证书为准，仅凭申报日期不得免交。",
    ),
    authority=_NOTICE + ", transition of contracts under way",
    needs=(Kind.REGISTRATION_CERTIFICATE,),
    requirement=Kind.CONFIRMATION_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        "exempt": passes(
            "The certificate gives {found} as the date of the transfer pending export, as declared: the letter is not needed.",
            "登记证书载明转让待出口日期为{found}，与申报一致，无须提交确认书。",
        ),
        "not-exempt": not_applicable(
            "The transfer pending export is not before {limit}: no exemption.", "转让待出口日期不早于{limit}，不适用免交。"
        ),
        "not-needed": not_applicable(
            "No exemption is needed: the letter is not due, or was submitted.", "无须适用免交：确认书非必交或已提交。"
        ),
        "exemption-unconfirmed": review(
            "An exemption may apply (declared {declared}, certificate {found}), but the certificate does not confirm the declared date.",
            "可能适用免交（申报{declared}，登记证书{found}），但登记证书未能证实申报日期。",
            *_CONFIRM,
        ),
    },
)
def transfer_before_the_rule(dossier: Dossier) -> Iterable[Says]:
    hits, letters = certificates(dossier), letters_of(dossier)
    for vin, vehicle in vehicles(dossier):
        due = letter_due(dossier, vehicle, hits)
        found = str(due.handed_over.value) if isinstance(due.handed_over, Fact) else "-"
        if due.exemption == "read":
            reason = "exempt"
        elif not due.may_be_due or letters.listed(vin) is Listed.CLEAN:
            reason = "not-needed"
        else:
            reason = "exemption-unconfirmed" if due.exemption == "unconfirmed" else "not-exempt"
        yield Says(
            reason,
            vin=vin,
            declared=str(vehicle.transfer_date or "-"),
            found=found,
            evidence=evidence(due.handed_over),
            words={"limit": str(dossier.policy.transfer_exempt_before)},
        )


@rule(
    "UV-003",
    title=Text("The contract date exempts nothing", "合同日期不构成免交理由"),
    statement=Text(
        "An export contract signed before 1 January 2026 does not replace the letter when the transfer pending export was registered later.",
        "出口合同虽在2026年1月1日前签订，但转让待出口登记在其后办理的，仍须提交确认书。",
    ),
    authority="Guidelines of 2025-12-11, part 1, question on the transition",
    needs=(Kind.EXPORT_CONTRACT, Kind.REGISTRATION_CERTIFICATE),
    requirement=Kind.EXPORT_CONTRACT,
    effective=SINCE,
    category=Category.USED,
    reasons={
        "contract-exempts-nothing": note(
            "The contract is dated {found}, before the rule began; that does not exempt the vehicles for which the letter is due.",
            "合同日期为{found}，早于政策实施日，但不能因此免交应提交的确认书。",
        ),
        "no-early-contract": not_applicable(
            "No contract from before the rule began, or no letter due.", "没有早于政策实施日的合同，或无须提交确认书。"
        ),
    },
)
def contract_exempts_nothing(dossier: Dossier) -> Iterable[Says]:
    due = any(state.may_be_due for state in letters_due(dossier).values())
    declared = dossier.declaration.contract.date if dossier.declaration.contract else None
    read = [facts.date for _, facts in with_facts(dossier, ExportContract)]
    dates = [fact.value for fact in read if isinstance(fact, Fact)] + ([declared] if declared else [])
    early = min((day for day in dates if day < dossier.policy.transfer_exempt_before), default=None)
    if due and early:
        yield Says("contract-exempts-nothing", declared=str(declared or "-"), found=str(early), evidence=evidence(*read))
    else:
        yield Says("no-early-contract")
