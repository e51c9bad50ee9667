"""Short hands for catalogue texts, and the reasons that many rules share."""

from __future__ import annotations

from domain.documents import Kind
from domain.findings import Status, Text
from validators.catalogue import Reason

DOCUMENT_NAMES: dict[Kind, Text] = {
    Kind.CONFIRMATION_LETTER: Text("after-sales confirmation letter", "售后确认书"),
    Kind.REGISTRATION_CERTIFICATE: Text("registration certificate", "登记证书"),
    Kind.DRIVING_LICENCE: Text("driving licence", "行驶证"),
    Kind.INSPECTION_REPORT: Text("inspection report", "检测报告"),
    Kind.EXPORT_CONTRACT: Text("export contract", "出口合同"),
    Kind.CONFORMITY_DECLARATION: Text("conformity declaration", "准入标准符合性声明"),
    Kind.MAINTENANCE_RECORD: Text("maintenance record", "维修记录"),
    Kind.LICENCE_APPLICATION: Text("licence application form", "许可证申请表"),
    Kind.NAMEPLATE_PHOTO: Text("nameplate photo", "铭牌照片"),
    Kind.NAMEPLATE_BEFORE: Text("plate before the modification", "改装前铭牌"),
    Kind.NAMEPLATE_AFTER: Text("plate after the modification", "改装后铭牌"),
    Kind.MODIFICATION_DESCRIPTION: Text("description of the modification", "改装说明"),
    Kind.COMPARISON_PHOTOS: Text("comparison photos", "改装前后对比照片"),
    Kind.PURCHASE_CONTRACT: Text("purchase contract", "采购合同"),
    Kind.CHASSIS_CONTRACT: Text("chassis contract or invoice", "底盘合同或发票"),
    Kind.DEVICE_CONTRACT: Text("device contract or invoice", "专用装置合同或发票"),
    Kind.INVOICE: Text("invoice", "发票"),
    Kind.CHASSIS_INVOICE: Text("chassis invoice", "底盘发票"),
    Kind.DEVICE_INVOICE: Text("device invoice", "专用装置发票"),
    Kind.ANNOUNCEMENT_SHEET: Text("Announcement parameter sheet", "公告参数表"),
    Kind.CCC_CERTIFICATE: Text("CCC certificate", "强制性产品认证证书"),
    Kind.ACCESS_CERTIFICATE: Text("access certificate", "准入证书"),
    Kind.TEST_REPORT: Text("test report", "检测报告"),
    Kind.NO_REQUIREMENT_STATEMENT: Text("no-requirement statement", "无准入要求声明"),
    Kind.AUTHORISATION_LETTER: Text("letter of authorisation", "授权书"),
    Kind.CERTIFICATE_OF_CONFORMITY: Text("factory certificate", "合格证"),
    Kind.UNKNOWN: Text("page of unknown kind", "未识别种类的页面"),
}


def passes(en: str, zh: str) -> Reason:
    return Reason(Status.PASS, Text(en, zh))


def fails(en: str, zh: str, cure_en: str, cure_zh: str) -> Reason:
    return Reason(Status.FAIL, Text(en, zh), Text(cure_en, cure_zh))


def review(en: str, zh: str, cure_en: str, cure_zh: str) -> Reason:
    return Reason(Status.REVIEW, Text(en, zh), Text(cure_en, cure_zh))


def note(en: str, zh: str) -> Reason:
    return Reason(Status.NOTE, Text(en, zh))


def not_applicable(en: str, zh: str) -> Reason:
    return Reason(Status.NOT_APPLICABLE, Text(en, zh))


_CLEARER = ("Submit a sharper scan of this page, or confirm the value by eye.", "请提交更清晰的扫描件，或由人工核对该值。")


def compared(name: str, what: Text, on: Kind, *, own: bool = False) -> dict[str, Reason]:
    """The six reasons of a value that is compared with what was declared, under the codes `name-differs`, `name-missing`, ...

    `own`: nothing official asks for the comparison, so that the worst is a review.
    """
    paper = DOCUMENT_NAMES[on]
    hard = Status.REVIEW if own else Status.FAIL
    return {
        f"{name}-differs": Reason(
            hard,
            Text(
                f"The {what.en} on the {paper.en} is {{found}}; {{declared}} is expected.",
                f"{paper.zh}上的{what.zh}为{{found}}，应为{{declared}}。",
            ),
            Text("Correct the declaration or submit the right document.", "请更正申报内容或提交正确的文件。"),
        ),
        f"{name}-differs-doubtful": Reason(
            Status.REVIEW,
            Text(
                f"The {what.en} on the {paper.en} seems to be {{found}} where {{declared}} is expected, but the reading is not certain.",
                f"{paper.zh}上的{what.zh}似为{{found}}（应为{{declared}}），但识别结果不够可靠。",
            ),
            Text(*_CLEARER),
        ),
        f"{name}-doubtful": Reason(
            Status.REVIEW,
            Text(
                f"The {what.en} on the {paper.en} seems to be {{found}} as expected, but the reading is not certain.",
                f"{paper.zh}上的{what.zh}似为{{found}}，与应有内容一致，但识别结果不够可靠。",
            ),
            Text(*_CLEARER),
        ),
        f"{name}-unread": Reason(
            Status.REVIEW,
            Text(f"The {what.en} on the {paper.en} could not be read.", f"{paper.zh}上的{what.zh}无法识别。"),
            Text(*_CLEARER),
        ),
        f"{name}-missing": Reason(
            hard,
            Text(f"The {paper.en} does not give the {what.en}.", f"{paper.zh}上没有{what.zh}。"),
            Text(f"Submit a {paper.en} that gives the {what.en}.", f"请提交载明{what.zh}的{paper.zh}。"),
        ),
        f"{name}-not-found": Reason(
            Status.REVIEW,
            Text(
                f"No {what.en} was found on the {paper.en}, but its pages are not fully legible.",
                f"在{paper.zh}上未找到{what.zh}，但页面不能完全辨认。",
            ),
            Text(*_CLEARER),
        ),
    }


def lacking(kind: Kind) -> dict[str, Reason]:
    """The reasons of a required document that is not there."""
    paper = DOCUMENT_NAMES[kind]
    return {
        "document-missing": Reason(
            Status.FAIL,
            Text(f"There is no {paper.en} for this.", f"缺少对应的{paper.zh}。"),
            Text(f"Submit the {paper.en}.", f"请补充提交{paper.zh}。"),
        ),
        "document-perhaps-unread": Reason(
            Status.REVIEW,
            Text(
                f"No {paper.en} was recognised for this, but some of the upload could not be read or recognised: it may be there.",
                f"未识别到对应的{paper.zh}，但部分上传内容无法读取或识别，该文件可能在其中。",
            ),
            Text(
                f"Submit the unreadable files again, and the {paper.en} if it was not among them.",
                f"请重新提交无法读取的文件；如其中没有{paper.zh}，请补交。",
            ),
        ),
        "document-unmatched": Reason(
            Status.REVIEW,
            Text(
                f"A {paper.en} was submitted whose VIN could not be read with certainty: it may belong to this vehicle.",
                f"已提交的一份{paper.zh}车辆识别代号无法可靠识别，可能属于本车。",
            ),
            Text(*_CLEARER),
        ),
    }


def matched_by_doubt(kind: Kind) -> dict[str, Reason]:
    """The reason of a document that seems to belong to a vehicle by a VIN that was not read with certainty."""
    paper = DOCUMENT_NAMES[kind]
    return {
        "vehicle-match-doubtful": Reason(
            Status.REVIEW,
            Text(
                f"The VIN on the {paper.en} was read as {{found}} without certainty, so it is not proven that the document belongs to this vehicle.",
                f"{paper.zh}上的车辆识别代号识别为{{found}}，但不够可靠，不能证明该文件属于本车。",
            ),
            Text(*_CLEARER),
        )
    }


def nothing_to_check(kind: Kind) -> dict[str, Reason]:
    """The reason of a rule whose document is missing, which another rule reports."""
    paper = DOCUMENT_NAMES[kind]
    return {
        "no-document": not_applicable(
            f"There is no {paper.en} for this to be checked on; its absence is reported by the rule that asks for it.",
            f"没有可供核对的{paper.zh}；缺件由要求提交该文件的规则报告。",
        )
    }
