"""CL-002 to CL-005: who issued the letter, and may that enterprise issue one?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Consequence, Evidence, Text
from domain.names import CompanyName, same_company
from domain.text import has_han
from domain.used_vehicle_papers import Letter, RegistrationCertificate
from validators.catalogue import Says, rule
from validators.company_words import other_script, renamed, sales_token
from validators.compare import Match, evidence, judge, shown, weightiest
from validators.coverage import LETTER_GATE, Pair, closed, letters_of, pairs
from validators.legibility import legible
from validators.matching import Hit, certificates, plain_vin
from validators.reasons import compared, fails, not_applicable, note, passes, review
from validators.sealing import Sealing, one_seal, others_than_exporter

_LETTER, _CERTIFICATE = Kind.CONFIRMATION_LETTER, Kind.REGISTRATION_CERTIFICATE
SINCE = (date(2026, 1, 1), None)
GUIDELINES = "Guidelines of 2025-12-11, part 1, issuer of the letter"
_OWN_LETTER = ("Obtain a letter issued and sealed by the manufacturer itself.", "请由生产企业自行出具并加盖公章。")


@rule(
    "CL-002",
    title=Text("Issued by the vehicle's manufacturer", "由车辆生产企业出具"),
    statement=Text(
        "The letter is issued by the enterprise that made the vehicle, as declared and as named in item 15 of the registration certificate.",
        "确认书应由制造该车辆的企业出具，即申报的、且与登记证书第15项一致的生产企业。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER, _CERTIFICATE),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        **compared("issuer", Text("issuer", "出具企业"), _LETTER),
        **compared("manufacturer", Text("manufacturer", "制造厂名称"), _CERTIFICATE),
        "issued-by-manufacturer": passes(
            "The letter is issued by {found}, the manufacturer on the certificate.", "确认书由登记证书所载制造厂{found}出具。"
        ),
        "issuer-other-script": review(
            "The issuer is given as {found} only; in another script than {declared} it cannot be compared.",
            "出具企业仅以“{found}”表示，与{declared}文字种类不同，无法比对。",
            "Obtain a letter that gives the manufacturer's registered Chinese name.",
            "请提交载有生产企业中文注册名称的确认书。",
        ),
        "renamed": review(
            "{found} and {declared} are listed as former and present name of one enterprise: see NAME-004.",
            "{found}与{declared}为同一企业的曾用名和现名，见NAME-004。",
            "Submit proof of the change of name.",
            "请提交企业更名证明。",
        ),
        "issuer-claims-differ": review(
            "The letter names several enterprises as its issuer: {declared} and {found}.",
            "确认书中的出具企业名称不一致：{declared}与{found}。",
            "Obtain a letter whose letterhead, text and signature name one enterprise.",
            "请提交抬头、正文、落款一致的确认书。",
        ),
        "letter-match-doubtful": review(
            "That the letter lists the vehicle was not read with certainty.",
            "确认书是否列明本车未能可靠识别。",
            "Compare the VIN by eye.",
            "请人工核对车辆识别代号。",
        ),
        "certificate-missing": review(
            "There is no certificate to compare the manufacturer with.",
            "没有可供核对生产企业的登记证书。",
            "Submit the registration certificate.",
            "请提交登记证书。",
        ),
        "letter-lists-none": not_applicable("No letter lists this vehicle; CL-007 says so.", "没有确认书列明本车，见CL-007。"),
    },
)
def issued_by_manufacturer(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    held = pairs(dossier, letters)
    papers = certificates(dossier)
    for pair in held:
        said = list(_issuer_objections(dossier, pair))
        vins = pair.vins or tuple(
            dict.fromkeys(plain_vin(v.vin) for v in dossier.declaration.vehicles if same_company(v.manufacturer, pair.manufacturer))
        )
        for vin in vins:
            said += _manufacturer_objections(dossier, pair, vin, papers.of(vin))
        yield from said
        if not said:
            proof = evidence(pair.letter.issuer, *(hit.item.manufacturer for vin in vins for hit in papers.of(vin)))
            yield Says(
                "issued-by-manufacturer",
                document=pair.document.id,
                declared=pair.manufacturer,
                found=shown(pair.letter.issuer),
                evidence=proof,
            )


def _issuer_objections(dossier: Dossier, pair: Pair) -> Iterable[Says]:
    issuer, maker, where = pair.letter.issuer, pair.manufacturer, pair.document.id

    def say(reason: str, found: str | None = None) -> Says:
        return Says(reason, document=where, declared=maker, found=found or shown(issuer), evidence=evidence(issuer))

    outcome = judge(issuer, lambda name: same_company(name, maker), legible=legible(dossier, pair.document))
    if isinstance(issuer, Fact) and not same_company(issuer.value, maker):
        if renamed(dossier, issuer.value, maker):
            yield say("renamed")
        elif other_script(issuer.value, maker):
            yield say("issuer-other-script")
        else:
            yield say(f"issuer-{outcome}")
    elif outcome is not Match.AGREES:
        yield say(f"issuer-{outcome}")
    if not pair.trusted:
        yield say("letter-match-doubtful")
    if isinstance(issuer, Fact):
        for claim in pair.letter.issuer_claims:
            if not same_company(claim.value, issuer.value) and not other_script(claim.value, issuer.value):
                yield Says(
                    "issuer-claims-differ", document=where, declared=issuer.value, found=claim.value, evidence=evidence(issuer, claim)
                )


def _manufacturer_objections(dossier: Dossier, pair: Pair, vin: str, found: tuple[Hit[RegistrationCertificate], ...]) -> Iterable[Says]:
    if not found:
        yield Says("certificate-missing", vin=vin, declared=pair.manufacturer)
        return

    def same(name: str) -> bool:
        return same_company(name, pair.manufacturer)

    read = weightiest([hit.item.manufacturer for hit in found], same)
    outcome = judge(read, same, legible=True, trusted=all(hit.trusted for hit in found))
    if outcome is Match.AGREES:
        return
    if isinstance(read, Fact) and renamed(dossier, read.value, pair.manufacturer):
        reason = "renamed"
    else:
        reason = f"manufacturer-{'not-found' if outcome is Match.MISSING else outcome}"
    yield Says(reason, vin=vin, declared=pair.manufacturer, found=shown(read), evidence=evidence(read))


@rule(
    "CL-003",
    title=Text("Issuer listed in the Announcement", "出具企业列入公告"),
    statement=Text(
        "The issuer is listed under exactly its name in the Ministry of Industry's announcement of vehicle manufacturers. A name missing from an "
        "incomplete list is for a person to look up.",
        "出具企业应以完全相同的名称列入工信部车辆生产企业公告；所用名录不完整时，未列入者由人工查核。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "listed": passes("{found} is listed in {registry}.", "{found}列入{registry}。"),
        "written-differently": note(
            "The list writes {listed}, the letter {found}: the same but for hyphens, brackets or dots.",
            "名录写作{listed}，确认书写作{found}，仅连字符、括号或间隔号不同。",
        ),
        "not-listed": fails(
            "{found} is not listed in {registry}, which is declared complete.",
            "{found}未列入{registry}（已声明为完整名录）。",
            *_OWN_LETTER,
        ),
        "not-in-this-list": review(
            "{found} is not in {registry}; this list is not complete.",
            "{found}不在{registry}中；该名录不完整。",
            "Look the enterprise up in the current Announcement.",
            "请在现行公告中查核该企业。",
        ),
        "issuer-doubtful": review(
            "The issuer was read as {found}, without certainty.",
            "出具企业识别为{found}，不够可靠。",
            "Compare the issuer by eye.",
            "请人工核对出具企业。",
        ),
        "issuer-unread": review(
            "The issuer could not be read.", "出具企业无法识别。", "Compare the issuer by eye.", "请人工核对出具企业。"
        ),
    },
)
def issuer_is_listed(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    registry = dossier.registry
    label = f"{registry.name} ({registry.date or '-'})"
    for document, letter in letters.all:
        issuer = letter.issuer

        def say(reason: str, document: Document = document, letter: Letter = letter, **words: str) -> Says:
            more = {"registry": label, **words}
            return Says(reason, document=document.id, found=shown(letter.issuer), evidence=evidence(letter.issuer), words=more)

        if not isinstance(issuer, Fact):
            yield say("issuer-unread")
            continue
        listed = registry.of(issuer.value)
        if not issuer.clean:
            yield say("issuer-doubtful")
        elif listed:
            yield say("listed")
            if not any(CompanyName(entry.company).written_alike(CompanyName(issuer.value)) for entry in listed):
                yield say("written-differently", listed=listed[0].company)
        else:
            yield say("not-listed" if registry.complete and registry.entries else "not-in-this-list")


@rule(
    "CL-004",
    title=Text("No sales company, branch or dealer", "销售公司、分支机构、经销商不得代为出具"),
    statement=Text(
        "A sales company, an overseas department or a dealer may not issue the letter for the manufacturer. The names of issuer and seal are searched "
        "for the words that give one away; a name that is exactly that of a listed manufacturer is left to a person.",
        "销售公司、海外部门、经销商不得代生产企业出具确认书。据出具企业和印章名称中的特征词判断；与公告企业名称完全相同者由人工判断。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "no-sales-word": passes(
            "Neither issuer nor seal is that of a sales company, branch or dealer.", "出具企业和印章均非销售公司、分支机构或经销商。"
        ),
        "sales-company": fails(
            "{found} issued the letter; “{token}” marks a sales company, branch or dealer.",
            "确认书由{found}出具，“{token}”表明其为销售公司、分支机构或经销商。",
            *_OWN_LETTER,
        ),
        "sales-company-seal": fails(
            "The letter bears the seal of {found}; “{token}” marks a sales company, branch or dealer.",
            "确认书加盖{found}印章，“{token}”表明其为销售公司、分支机构或经销商。",
            *_OWN_LETTER,
        ),
        "sales-word-but-listed": review(
            "{found} has “{token}” in its name, but is the listed or certified manufacturer.",
            "{found}名称含“{token}”，但为公告或登记证书所载的生产企业。",
            "Confirm that this enterprise makes vehicles.",
            "请确认该企业为整车生产企业。",
        ),
        "sales-word-doubtful": review(
            "{found}, with “{token}” in it, was read without certainty.",
            "识别到含“{token}”的名称“{found}”，不够可靠。",
            "Compare issuer and seal by eye.",
            "请人工核对出具企业和印章。",
        ),
        "issuer-doubtful": review(
            "The issuer could not be read with certainty: {found}.",
            "出具企业未能可靠识别：{found}。",
            "Compare the issuer by eye.",
            "请人工核对出具企业。",
        ),
    },
)
def no_sales_company(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    makers = [hit.item.manufacturer for hits in certificates(dossier).by_vin.values() for hit in hits if hit.trusted]
    certified = [maker.value for maker in makers if isinstance(maker, Fact) and maker.clean]
    for document, letter in letters.all:
        said = [*_sales_names(dossier, document, letter, certified), *_sales_seals(dossier, document, letter)]
        if not said and not (isinstance(letter.issuer, Fact) and letter.issuer.clean):
            said = [Says("issuer-doubtful", document=document.id, found=shown(letter.issuer) or "-", evidence=evidence(letter.issuer))]
        yield from said or [Says("no-sales-word", document=document.id, found=shown(letter.issuer), evidence=evidence(letter.issuer))]


def _sales_names(dossier: Dossier, document: Document, letter: Letter, certified: list[str]) -> Iterable[Says]:
    named = [letter.issuer] if isinstance(letter.issuer, Fact) else []
    seen: set[str] = set()
    for name in [*named, *letter.issuer_claims]:
        token = sales_token(name.value)
        if not token or name.value in seen:
            continue
        seen.add(name.value)
        maker = any(same_company(name.value, other) for other in certified) and not dossier.registry.complete
        if not name.clean or not has_han(name.value) and any(has_han(other.value) for other in named):
            reason = "sales-word-doubtful"  # a translated name is no proof against the registered Chinese one
        else:
            reason = "sales-word-but-listed" if dossier.registry.of(name.value) or maker else "sales-company"
        yield Says(reason, document=document.id, found=name.value, evidence=evidence(name), words={"token": token})


def _sales_seals(dossier: Dossier, document: Document, letter: Letter) -> Iterable[Says]:
    expected = letter.issuer.value if isinstance(letter.issuer, Fact) else ""
    for placed in others_than_exporter(dossier, letter.seals, expected):
        sealing, owner = one_seal(dossier, placed, expected)
        if sealing is Sealing.EXPECTED or not (token := sales_token(owner or placed.seal.text)):
            continue
        certain = sealing is Sealing.OTHER and owner and not dossier.registry.of(owner)
        proof = (Evidence(placed.place, placed.seal.text, "seal", placed.seal.confidence),)
        yield Says(
            "sales-company-seal" if certain else "sales-word-doubtful",
            document=document.id,
            found=owner or placed.seal.text,
            evidence=proof,
            words={"token": token},
        )


@rule(
    "CL-005",
    title=Text("No maker of modified vehicles", "改装车生产企业不得出具"),
    statement=Text(
        "An enterprise that the Announcement lists for modified vehicles only may not issue the letter. Its catalogue number shows it: digits for "
        "makers of complete vehicles, a bracketed numeral before them for modifiers.",
        "仅以改装车生产企业列入公告的企业不得出具确认书。目录序号为纯数字者是整车企业，带括号数字前缀者是改装车企业。",
    ),
    authority=GUIDELINES + "; MIIT Announcement, catalogue numbers",
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "complete-vehicle-maker": passes(
            "{found} is listed as a maker of complete vehicles ({numbers}).", "{found}以整车生产企业列入公告（{numbers}）。"
        ),
        "modifier": fails(
            "{found} is listed as a maker of modified vehicles only ({numbers}).",
            "{found}仅以改装车生产企业列入公告（{numbers}）。",
            *_OWN_LETTER,
        ),
        "both-kinds": review(
            "{found} is listed both as a maker of complete and of modified vehicles ({numbers}).",
            "{found}既列为整车生产企业，又列为改装车生产企业（{numbers}）。",
            "Decide as which it made the vehicles.",
            "请判断其以何种身份生产本批车辆。",
        ),
        "kind-unknown": review(
            "What kind of maker {found} is cannot be seen: it is not in the list in use, or without a usable catalogue number.",
            "无法判断{found}属于何类企业：不在所用名录中，或没有可用的目录序号。",
            "Look the enterprise up in the current Announcement.",
            "请在现行公告中查核该企业。",
        ),
        "issuer-doubtful": review(
            "The issuer could not be read with certainty: {found}.",
            "出具企业未能可靠识别：{found}。",
            "Compare the issuer by eye.",
            "请人工核对出具企业。",
        ),
    },
)
def no_modifier(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    for document, letter in letters.all:
        issuer = letter.issuer
        entries = dossier.registry.of(issuer.value) if isinstance(issuer, Fact) else ()
        complete, modifies = any(e.makes_complete_vehicles for e in entries), any(e.modifies_vehicles for e in entries)
        if not (isinstance(issuer, Fact) and issuer.clean):
            reason = "issuer-doubtful"
        elif complete or modifies:
            reason = "both-kinds" if complete and modifies else "complete-vehicle-maker" if complete else "modifier"
        else:
            reason = "kind-unknown"
        numbers = ", ".join(dict.fromkeys(e.catalogue_number for e in entries)) or "-"
        yield Says(reason, document=document.id, found=shown(issuer) or "-", evidence=evidence(issuer), words={"numbers": numbers})
