"""MV-010 to MV-014: the chassis and the devices of the exported vehicles were bought, by their maker, in the right number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact, Field
from domain.findings import Consequence, Evidence, Text
from domain.modified_vehicle_papers import Invoice, PurchaseContract
from domain.names import same_company
from domain.used_vehicle_papers import ExportContract
from validators.catalogue import Reason, Says, rule
from validators.compare import Match, evidence, judge, one_character_off, shown
from validators.declared_models import GUIDELINES, RELAXED, declared_models, relaxed
from validators.legibility import legible, may_be_unread
from validators.matching import declared_vins, plain_vin, with_facts
from validators.reasons import compared, fails, not_applicable, note, passes, review
from validators.reconciliation import Outcome, Reconciled, Side, reconcile

_CONTRACT, _INVOICE = Text("purchase contract", "采购合同"), Text("invoice", "发票")
_KINDS = {
    "chassis": (Kind.CHASSIS_CONTRACT, Kind.CHASSIS_INVOICE, Kind.PURCHASE_CONTRACT, Kind.INVOICE),
    "device": (Kind.DEVICE_CONTRACT, Kind.DEVICE_INVOICE, Kind.PURCHASE_CONTRACT, Kind.INVOICE),
}
_WHAT = {"chassis": Text("chassis", "底盘"), "device": Text("device", "专用装置")}
_OPEN = ("Submit sharper scans of contracts and invoices, or count by eye.", "请提交更清晰的合同和发票，或由人工核对数量。")


def _purchase_reasons(what: str) -> dict[str, Reason]:
    thing = _WHAT[what]
    return {
        **RELAXED,
        "bought": passes(f"Contract and invoice for the {thing.en} {{found}}, bought by {{declared}}.", f"{thing.zh}{{found}}有采购合同和发票，购买方为{{declared}}。"),
        "paper-missing": fails(
            f"There is no {{paper}} for the {thing.en} {{found}}.", f"缺少{thing.zh}{{found}}的{{paper}}。", "Submit it.", "请补充提交。"
        ),
        "other-goods": fails(
            f"The {{paper}} is for {{others}}, not for the {thing.en} {{found}}.", f"{{paper}}为{{others}}，不是{thing.zh}{{found}}。", "Submit the one for these goods.", "请提交对应货物的合同或发票。"
        ),
        "paper-perhaps-unread": review(
            f"No {{paper}} for the {thing.en} {{found}} was recognised, but some of the upload could not be read or recognised: it may be there.",
            f"未识别到{thing.zh}{{found}}的{{paper}}，但部分上传内容无法读取或识别，可能在其中。",
            "Submit the unreadable files again, and what is missing.",
            "请重新提交无法读取的文件，并补交缺件。",
        ),
        "goods-unclear": review(
            f"That the {{paper}} is for the {thing.en} {{found}} could not be read with certainty.", f"未能可靠识别{{paper}}是否为{thing.zh}{{found}}。", *_OPEN
        ),
        **compared("buyer", Text("buyer", "购买方"), _KINDS[what][0], own=what == "device"),
    }


def _bought(dossier: Dossier, what: str) -> Iterable[Says]:
    for found in (entry for entry in reconcile(dossier) if entry.item.what == what):
        for model in found.item.models:
            said = [*_paper(dossier, found.contracted, _CONTRACT, found, model.model), *_paper(dossier, found.invoiced, _INVOICE, found, model.model)]
            said += list(_buyers(dossier, found, model.manufacturer, model.model))
            spots = evidence(*(b.line.model for side in (found.contracted, found.invoiced) for b in side.bought[:4]))
            yield from said or [Says("bought", model=model.model, declared=model.manufacturer, found=found.item.name, evidence=spots)]


def _paper(dossier: Dossier, side: Side, paper: Text, found: Reconciled, model: str) -> Iterable[Says]:
    words: dict[str, str | int | Text] = {"paper": paper}
    if not side.bought:
        others = [read for line in side.others for read in (line.model, line.name) if isinstance(read, Fact)]
        # A domestic contract may have been taken for an export contract, which says where the goods go.
        homeless = any(not facts.destinations for _, facts in with_facts(dossier, ExportContract))
        reason = "paper-perhaps-unread" if side.hidden or homeless or may_be_unread(dossier) else "other-goods" if others else "paper-missing"
        words["others"] = ", ".join(dict.fromkeys(read.value for read in others[:4]))
        yield Says(reason, model=model, found=found.item.name, evidence=evidence(*others)[:6], words=words)
    elif not any(bought.certain for bought in side.bought):
        spots = evidence(*(b.line.model for b in side.bought), *(b.line.name for b in side.bought))
        yield Says("goods-unclear", model=model, found=found.item.name, evidence=spots[:6], words=words)


def _buyers(dossier: Dossier, found: Reconciled, maker: str, model: str) -> Iterable[Says]:
    """The buyer on every contract and invoice that counts is the maker of the modified vehicles."""
    for side in (found.contracted, found.invoiced):
        for document in side.documents:
            read = _buyer(document)
            outcome = judge(read, lambda name: same_company(name, maker), legible=legible(dossier, document), slip=lambda name: one_character_off(name, maker))
            if outcome is not Match.AGREES:
                yield Says(f"buyer-{outcome}", model=model, document=document.id, declared=maker, found=shown(read), evidence=evidence(read))


def _buyer(document: Document) -> Field[str]:
    assert isinstance(document.facts, PurchaseContract | Invoice)
    return document.facts.buyer


@rule(
    "MV-010",
    title=Text("Chassis bought by the maker", "底盘购买合同和发票"),
    statement=Text(
        "For each model there are a contract and an invoice by which the maker of the modified vehicles bought the chassis or original vehicles.",
        "每个车型应有改装车生产企业购买底盘或原车的合同和发票。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=_KINDS["chassis"],
    requirement="chassis_purchase",
    category=Category.MODIFIED,
    reasons={
        **_purchase_reasons("chassis"),
        "chassis-not-declared": fails("No chassis is declared for {found}.", "{found}未申报底盘。", "Declare the chassis.", "请申报底盘信息。"),
    },
)
def chassis_were_bought(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    yield from _bought(dossier, "chassis")
    for model in declared_models(dossier):
        if not model.chassis:
            yield Says("chassis-not-declared", model=model.model, found=model.model)


@rule(
    "MV-011",
    title=Text("Devices bought by the maker", "专用装置购买合同和发票"),
    statement=Text(
        "For each model there are a contract and an invoice for the special devices. A maker that builds the device itself has none, which a person decides.",
        "每个车型应有专用装置的购买合同和发票；自制专用装置的，由人工判断。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=_KINDS["device"],
    requirement="device_purchase",
    category=Category.MODIFIED,
    reasons={
        **_purchase_reasons("device"),
        "no-outside-purchase": review(
            "No device is declared for {found} and none was bought: the maker may have built it itself.",
            "{found}未申报专用装置，也没有购买凭证：可能为企业自制。",
            "Declare the device and submit contract and invoice, or proof that the maker builds it.",
            "请申报专用装置并提交合同和发票，或自制证明。",
        ),
    },
)
def devices_were_bought(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    unnamed = {model.model for entry in reconcile(dossier) if entry.item.what == "device" and not entry.item.name and not entry.contracted.bought and not entry.invoiced.bought for model in entry.item.models}
    for model in unnamed:
        yield Says("no-outside-purchase", model=model, found=model)
    yield from (word for word in _bought(dossier, "device") if word.model not in unnamed)


def _quantity_reasons(what: str) -> dict[str, Reason]:
    thing = _WHAT[what]
    return {
        **RELAXED,
        "equal": passes(f"{{declared}} {thing.en} {{name}} needed, as many contracted and invoiced.", f"需{thing.zh}{{name}}共{{declared}}，合同和发票数量一致。"),
        "short": fails(
            f"{{declared}} {thing.en} {{name}} are needed; by {{paper}} only {{found}} were bought.",
            f"需{thing.zh}{{name}}共{{declared}}，{{paper}}仅有{{found}}。",
            "Submit the missing contracts and invoices, or correct the quantity.",
            "请补充合同和发票，或更正数量。",
        ),
        "surplus": review(
            f"{{declared}} {thing.en} {{name}} are needed; by {{paper}} {{found}} were bought, {{more}} more: a purchase for several applications?",
            f"需{thing.zh}{{name}}共{{declared}}，{{paper}}为{{found}}，多出{{more}}：是否为批量采购？",
            "State what the rest was used for.",
            "请说明其余部分的用途。",
        ),
        "open": review(
            f"{{declared}} {thing.en} {{name}} are needed; how many were bought by {{paper}} could not be read with certainty ({{found}}).",
            f"需{thing.zh}{{name}}共{{declared}}，{{paper}}数量未能可靠识别（{{found}}）。",
            *_OPEN,
        ),
        "nothing-bought": not_applicable("There is no contract or no invoice to count; its absence is reported by the rule that asks for it.", "没有可计数的合同或发票；缺件由相应规则报告。"),
    }


def _quantities(dossier: Dossier, what: str) -> Iterable[Says]:
    for found in (entry for entry in reconcile(dossier) if entry.item.what == what):
        item = found.item
        for model in item.models:
            said = []
            for side, paper in ((found.contracted, _CONTRACT), (found.invoiced, _INVOICE)):
                outcome = side.against(item.exported)
                if outcome in (Outcome.EQUAL, Outcome.NONE):
                    continue
                words: dict[str, str | int | Text] = {"paper": paper, "name": item.name, "more": str(side.low - item.exported)}
                said.append(Says(outcome.value, model=model.model, declared=str(item.exported), found=bounds(side), evidence=spots_of(side), words=words))
            if not said:
                complete = found.contracted.bought and found.invoiced.bought
                spots = spots_of(found.contracted) + spots_of(found.invoiced)
                said.append(Says("equal" if complete else "nothing-bought", model=model.model, declared=str(item.exported), found=bounds(found.invoiced), evidence=spots, words={"name": item.name}))
            yield from said


def bounds(side: Side) -> str:
    """The quantity of a side for people: one figure, or the least and the most it may be."""
    low, high = side.low, side.high
    if low == high:
        return str(low)
    return f"{low}–{high}" if high.is_finite() else f"{low}+?"


def spots_of(side: Side) -> tuple[Evidence, ...]:
    return evidence(*(bought.place for bought in side.bought))[:12]


@rule(
    "MV-012",
    title=Text("Chassis in the exported number", "底盘数量与出口数量一致"),
    statement=Text(
        "The chassis contracted and the chassis invoiced, red invoices taken off, are as many as the exported vehicles. Fewer fails; more is looked at.",
        "合同和发票（扣除红字发票）的底盘数量应与出口数量一致；少于出口数量为不符合，多于的由人工判断。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=_KINDS["chassis"],
    requirement="chassis_purchase",
    category=Category.MODIFIED,
    reasons=_quantity_reasons("chassis"),
)
def chassis_are_enough(dossier: Dossier) -> Iterable[Says]:
    yield from [gate] if (gate := relaxed(dossier)) else list(_quantities(dossier, "chassis")) or [Says("nothing-bought")]


@rule(
    "MV-013",
    title=Text("Devices in the exported number", "专用装置数量与出口数量一致"),
    statement=Text(
        "The devices contracted and invoiced are as many as the exported vehicles need, counted with the devices per vehicle.",
        "合同和发票的专用装置数量应与出口车辆所需数量（含每车装置数）一致。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=_KINDS["device"],
    requirement="device_purchase",
    category=Category.MODIFIED,
    reasons=_quantity_reasons("device"),
)
def devices_are_enough(dossier: Dossier) -> Iterable[Says]:
    yield from [gate] if (gate := relaxed(dossier)) else list(_quantities(dossier, "device")) or [Says("nothing-bought")]


@rule(
    "MV-014",
    title=Text("VINs on chassis invoices", "底盘发票上的车辆识别代号"),
    statement=Text(
        "Where chassis invoices name VINs, as motor-vehicle invoices do in the column of the model, every exported VIN is among them. Invoices that sum up vehicles of one kind "
        "in a line name none.",
        "机动车发票在规格型号栏填写车辆识别代号的，应包含全部出口车辆；同类汇总开具的不填。",
    ),
    authority="STA rules on motor-vehicle invoices",
    needs=(Kind.CHASSIS_INVOICE,),
    requirement="chassis_purchase",
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        "all-named": passes("The chassis invoices name all exported VINs.", "底盘发票载明全部出口车辆识别代号。"),
        "vin-not-invoiced": review("No chassis invoice names {vin}; they name {found}.", "底盘发票未载明{vin}，载明的为{found}。", "Submit the invoice of this chassis.", "请提交该底盘的发票。"),
        "vin-doubtful": review("{vin} could not be read with certainty on the chassis invoices.", "底盘发票上的{vin}未能可靠识别。", *_OPEN),
        "further-vins": note("The chassis invoices also name VINs that are not exported: {found}.", "底盘发票还载有非本次出口的车辆识别代号：{found}。"),
        "summed-up": not_applicable(
            "Some chassis invoices sum up vehicles in a line; the VINs named elsewhere are {found}.", "部分底盘发票汇总开具，未逐车载明；其余载明的为{found}。"
        ),
        "no-vins": not_applicable("No chassis invoice names VINs.", "底盘发票未载明车辆识别代号。"),
    },
)
def chassis_invoices_name_vins(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    lines = [line for _, facts in with_facts(dossier, Invoice) if not facts.negative for line in facts.goods if line.what == "chassis"]
    read = [vin for line in lines for vin in line.vins]
    if not read:
        yield Says("no-vins")
        return
    aggregated = any(not line.vins for line in lines)
    clean = {plain_vin(vin.value) for vin in read if vin.clean}
    doubtful = {plain_vin(vin.value) for vin in read} - clean
    declared = declared_vins(dossier)
    said = []
    for vin in declared:
        if vin in clean:
            continue
        near = [v for v in read if not v.clean]
        if vin in doubtful or (near and not aggregated):
            said.append(Says("vin-doubtful", vin=vin, evidence=evidence(*near)))
        elif not aggregated:
            said.append(Says("vin-not-invoiced", vin=vin, found=_some(clean), evidence=evidence(*read)[:6]))
    yield from said
    if not said:
        every = set(declared) <= clean
        yield Says("all-named" if every else "summed-up", found=_some(clean), evidence=evidence(*read)[:20])
    further = clean - set(declared)
    if further:
        yield Says("further-vins", found=_some(further), evidence=evidence(*(v for v in read if plain_vin(v.value) in further))[:6])


def _some(vins: Sequence[str] | set[str]) -> str:
    listed = sorted(vins)
    return ", ".join(listed[:3]) + (" …" if len(listed) > 3 else "") or "-"


