"""The catalogue as a Markdown page (docs/rules.md): `python -m validators.catalogue > docs/rules.md`."""

from __future__ import annotations

from collections.abc import Iterable

from domain.findings import Status
from validators.catalogue import Rule, all_rules

_STATUS = {Status.PASS: "pass", Status.FAIL: "fail", Status.REVIEW: "review", Status.NOTE: "note", Status.NOT_APPLICABLE: "not applicable"}


def markdown() -> str:
    """Every rule under fixed headings, ending in one line break."""
    rules = all_rules()
    lines = ["# Rules", "", "Made from the rule catalogue by `python -m validators.catalogue > docs/rules.md`; do not edit.", ""]
    lines += ["| rule | what it asks | 内容 | basis | on failure |", "|---|---|---|---|---|"]
    lines += [f"| [{r.id}](#{r.id.lower()}) | {_cell(r.title.en)} | {_cell(r.title.zh)} | {r.basis} | {_failure(r)} |" for r in rules]
    for rule in rules:
        lines += ["", *_section(rule)]
    return "\n".join(lines) + "\n"


def _section(rule: Rule) -> Iterable[str]:
    since, until = rule.effective
    yield from (f"## {rule.id}", "", f"**{rule.title.en}** · {rule.title.zh}", "", rule.statement.en, "", rule.statement.zh, "")
    yield f"- Authority: {rule.authority}"
    yield f"- Basis: {rule.basis}; on failure: {_failure(rule)}"
    yield f"- Looks at: {', '.join(rule.needs) or 'the declaration and the files'}; counts under: {rule.requirement}"
    if since or until:
        yield f"- In effect for applications from {since or 'any date'} to {until or 'any date'}"
    if rule.category:
        yield f"- Category: {rule.category}"
    yield from ("", "| reason | status | message | cure |", "|---|---|---|---|")
    for code, reason in rule.all_reasons.items():
        yield f"| `{code}` | {_STATUS[reason.status]} | {_cell(reason.message.en)} | {_cell(reason.remedy.en) if reason.remedy else ''} |"


def _failure(rule: Rule) -> str:
    if any(reason.status is Status.FAIL for reason in rule.reasons.values()):
        return f"fail, {rule.on_fail}" if rule.on_fail else "fail"
    return "review" if any(reason.status is Status.REVIEW for reason in rule.reasons.values()) else "note"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
