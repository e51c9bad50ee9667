"""What papers say against themselves, and what honest papers say in the same words."""

from __future__ import annotations

from datetime import date

import pytest
from written import page

from domain.documents import Kind
from extractors.finders.reservations import reservations

LETTER, REPORT, CONTRACT, CONFORMITY, CERTIFICATE = (
    Kind.CONFIRMATION_LETTER, Kind.INSPECTION_REPORT, Kind.EXPORT_CONTRACT, Kind.CONFORMITY_DECLARATION, Kind.REGISTRATION_CERTIFICATE,
)  # fmt: skip
NO_REQUIREMENT = Kind.NO_REQUIREMENT_STATEMENT
REGISTER = ("登记栏", "转让登记", "姓名/名称：青岛远帆汽车贸易有限公司", "登记日期：2026-01-15")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (LETTER, "售后维修服务确认书（作废）"), (LETTER, "售后维修服务确认书（样本）"), (LETTER, "作废"), (LETTER, "本确认书自2026年6月1日起作废，不再有效。"),
        (LETTER, "本确认书已于2026年6月20日撤回。"), (LETTER, "我公司不为上述车辆提供售后维修服务。"), (LETTER, "本公司及上述网点对该车不承担维修义务。"), (NO_REQUIREMENT, "经核实，蒙古国目前对上述进口新车有强制性的整车准入认证要求，凭单证清关。"), (LETTER, "我司不再履行保养及配件供应。"), (LETTER, "我公司不承担该车的售后维修服务及相关费用。"), (LETTER, "注册登记未满一年即转让出口的车辆，不在本条服务范围之内。"), (LETTER, "上述网点提供维修，以二手方式进口的车辆除外。"),
        (LETTER, "本承诺不包括二手车辆。"), (LETTER, "The outlets are responsible for repair, spare parts and technical advice, except for vehicles imported as used."),
        (LETTER, "Эти обязательства не распространяются на подержанные автомобили."), (LETTER, "за исключением автомобилей, бывших в эксплуатации"), (LETTER, "Servicio para todos los modelos, excepto vehículos usados."), (LETTER, "L'assistance est assurée, sauf pour les véhicules d'occasion."), (LETTER, "下列1辆二手车不在我公司售后服务范围之内。"),
        (LETTER, "上述网点已于2026年4月1日停止营业，不再提供维修服务。"), (LETTER, "上述网点目前处于筹建阶段，尚未设立。"), (LETTER, "上述车辆不得出口至尼日利亚。"),
        (LETTER, "国别：除尼日利亚以外的西非国家"), (LETTER, "LVVKMYL24T3050840（取消）"), (LETTER, "本件为样张，仅供参考，不作为申领出口许可证的依据。"),
        (LETTER, "本确认书仅适用于新车出口，二手车不适用。"), (LETTER, "本确认书须经我公司海外事业部另行书面批准后方可生效。"), (LETTER, "一、本确认书不适用的车辆"),
        (REPORT, "备注：制动系统存在缺陷，须修复并复检合格后方可出口。"), (REPORT, "本报告仅供内部参考，不具有证明作用，不得用于出口申报。"),
        (REPORT, "事故判定：该车为水泡车、重大事故车。"), (REPORT, "经检测，该车辆不符合WM/T 8-2022的要求。"), (CONFORMITY, "上述车辆不符合尼日利亚现行的车辆准入标准。"),
        (CONFORMITY, "车辆能否符合尼日利亚准入标准尚待认证。"), (CONFORMITY, "车辆不再符合尼日利亚现行的车辆准入标准。"), (CONTRACT, "双方确认：本合同自2026年6月1日起终止，不再履行。"), (CONTRACT, "二手车出口销售合同（作废）"),
        (CONTRACT, "车辆按现状出售，双方均不承担任何售后服务、维修、备件供应及质保责任。"), (Kind.UNKNOWN, "我公司决定撤回上述确认书"), (Kind.UNKNOWN, "关于撤回售后维修服务确认书的函"), (LETTER, "上述网点尚未设立，开业时间另行通知。"),
        (LETTER, "本确认书自2026年2月10日起不再使用。"), (LETTER, "The commitments above take effect only upon signature of the service agreement."), (LETTER, "本文件亦不构成我公司对售后维修服务的承诺。"),
        (REPORT, "This report has been superseded by report no. QD-26-00518."), (CONTRACT, "CANCELLED by mutual consent. Do not ship."), (Kind.CCC_CERTIFICATE, "证书状态：暂停"), (Kind.CCC_CERTIFICATE, "Status of certificate: WITHDRAWN"),
        (Kind.INVOICE, "状态：已作废"), (Kind.AUTHORISATION_LETTER, "The authority granted herein ended on 31 December 2025 and has not been prolonged."),
    ],
)  # fmt: skip
def test_a_paper_that_takes_itself_back(kind: Kind, text: str) -> None:
    assert reservations(kind, [page("标题", text)]).against


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (LETTER, "本确认书涂改无效，复印件无效。"), (LETTER, "应青岛远帆汽车贸易有限公司要求，本确认书一式两份，具有同等效力。"), (LETTER, "易损件及事故损坏不在免费保修范围之内，由网点收费维修。"),
        (LETTER, "我公司承诺为上述车辆在目的国提供售后维修服务。"), (LETTER, "因非正常使用造成的损坏不属于售后服务范围。"), (LETTER, "This letter does not apply to other vehicles."), (LETTER, "Free repair is not provided for wear parts, except for vehicles with extended warranty caused by defects."), (LETTER, "易损件除外。"), (LETTER, "Кроме того, автомобили обслуживаются во всех центрах."), (LETTER, "We confirm service for, without exception, all vehicles in the list."), (LETTER, "Open daily except Sundays, car wash included."), (LETTER, "Abierto salvo festivos, los vehículos se entregan el mismo día."),
        (LETTER, "轮胎、蓄电池、玻璃及雨刮片不在质保范围之内。"), (CONTRACT, "上述价格不含海运费、保险费及目的港清关服务费。"), (CONTRACT, "FOB价不含运费，车辆交付至天津港。"), (CONTRACT, "合同总价不包括目的国车辆注册费用。"), (LETTER, "上述费用不包括运费及关税。"), (LETTER, "因事故造成的损坏我公司不承担维修费用。"), (NO_REQUIREMENT, "蒙古国目前对上述进口新车没有强制性的整车准入认证要求。"),
        (NO_REQUIREMENT, "上述车辆在中国境内已取得有效的强制性产品认证并经检测合格。"), (NO_REQUIREMENT, "如目的国今后有准入认证要求，我公司承担责任。"), (LETTER, "网点信息如有变更，我公司不承担由此产生的责任。"), (LETTER, "本确认书经我公司盖章后生效，不得转让。"), (REPORT, "本报告仅对送检车辆负责。"), (LETTER, "如上述网点停止营业，我公司将及时书面通知。"), (LETTER, "如有虚假，我公司愿承担相应责任，主管部门可撤销本确认书。"),
        (REPORT, "本报告未加盖检验检测专用章无效，涂改无效，部分复印无效。"), (REPORT, "本报告不得用于商业广告宣传。"), (REPORT, "该车非水泡车、火烧车、重大事故车。"), (REPORT, "不符合项：无"),
        (REPORT, "如对检测结果有异议，应于15日内申请复检。"), (CONTRACT, "任何一方违约，另一方有权终止本合同。"), (CONTRACT, "因乙方使用不当造成的维修费用由乙方承担，甲方不承担维修责任。"),
        (CONTRACT, "本合同履行完毕后自动终止。"), (CONTRACT, "二手车，按现状交付，经第三方检测合格"), (LETTER, "本确认书仅适用于上述车辆，不适用于其他车辆。"), (LETTER, "编号为SH-2025-0932的确认书同时废止，以本确认书为准。"), (LETTER, "春节期间不停业；夜间仅提供道路救援。"),
        (REPORT, "经核查，未发现被盗抢记录。"), (REPORT, "该数值仅供参考，不影响合格判定。"), (Kind.CCC_CERTIFICATE, "换证原因：标准换版 原证书失效"), (LETTER, "如有歧义以中文为准，英文仅供参考。"), (CONFORMITY, "我公司声明，上述车辆符合哈萨克斯坦现行的车辆准入标准。"), (Kind.MAINTENANCE_RECORD, "本记录由系统生成，仅供参考"),
    ],
)  # fmt: skip
def test_honest_papers_use_the_same_words(kind: Kind, text: str) -> None:
    assert not reservations(kind, [page("标题", text)]).against


@pytest.mark.parametrize(
    "rows",
    [("注销登记", "注销原因：报废"), ("协助执行：冻结", "限制办理转让、注销、出口"), ("变更登记", "变更事项：车辆识别代号变更为LVVKMYL24T3050841"), ("海关监管", "监管海关：青岛海关"), ("盗抢登记",),
     ("抵押权登记", "抵押权人：招银汽车金融有限公司"), ("解除抵押登记申请", "结果：不予受理"), ("备注：尚未解除抵押",), ("变更备案", "事项：设定动产抵押"), ("轮候查封 法院名称：郑州市金水区人民法院",), ("协助执行登记",)],
)  # fmt: skip
def test_entries_of_the_register_that_no_rule_understands(rows: tuple[str, ...]) -> None:
    assert reservations(CERTIFICATE, [page(*REGISTER, *rows)]).against
    plain = ("抵押登记", "抵押权人：中国银行股份有限公司", "抵押登记日期：2025-11-21", "解除抵押登记", "解除抵押日期：2026-01-02", "变更登记", "变更事项：车身颜色变更为白色", "补领机动车登记证书", "2. 机动车登记证书灭失、丢失或者损毁的，机动车所有人应当向登记地车辆管理所申请补领、换领。")
    assert not reservations(CERTIFICATE, [page(*REGISTER, *plain)]).against


@pytest.mark.parametrize(
    ("text", "until"),
    [("本确认书有效期自2026年5月5日起至2026年6月30日止，逾期自动失效。", date(2026, 6, 30)), ("本确认书有效期至2026年12月31日，复印件无效。", date(2026, 12, 31)),
     ("本确认书仅限2025年度出口许可证申请使用。", date(2025, 12, 31)), ("本报告自签发之日起180日内有效。", None)],
)  # fmt: skip
def test_until_when_a_paper_holds(text: str, until: date | None) -> None:
    found = reservations(LETTER, [page("标题", text)])
    assert [day.value for day in found.until] == ([until] if until else []) and not found.against


@pytest.mark.parametrize(
    ("text", "names"),
    [("兹确认，由西安远帆二手车出口有限公司申请出口至尼日利亚的下列1辆二手车系我公司生产。", ["西安远帆二手车出口有限公司"]), ("由莱基汽车维修公司负责售后维修，网点地址为22 Allen Avenue。", []),
     ("本确认书由车辆生产企业上汽大众汽车有限公司出具。", [])],
)  # fmt: skip
def test_for_whose_export_a_letter_is(text: str, names: list[str]) -> None:
    assert [found.value for found in reservations(LETTER, [page("售后维修服务确认书", text)]).applicants] == names


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("本授权自签发之日起二十日内有效。", date(2026, 2, 20)), ("本确认书自出具之日起六个月内有效。", date(2026, 7, 31)), ("有效期：90天", date(2026, 5, 1)),
        ("本函自签发之日起6个月（180日）内有效。", date(2026, 7, 31)), ("This letter is valid for 30 days from the date of issue.", date(2026, 3, 2)),
        ("授权有效期一年。", date(2027, 1, 31)), ("质保期为自用户登记之日起24个月。", None),
    ],
)  # fmt: skip
def test_a_period_runs_from_the_papers_own_day(text: str, until: date | None) -> None:
    found = reservations(LETTER, [page("标题", text, "某某公司", "2026年1月31日")])
    assert [day.value for day in found.until] == ([until] if until else [])
