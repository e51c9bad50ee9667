"""What a company's name gives away: a sales company, a former name, another script."""

from __future__ import annotations

import re

from domain.dossier import Dossier
from domain.names import CompanyName
from domain.text import folded, has_han, squeezed

_TOKENS_ZH = ("销售", "营销", "经销", "贸易", "进出口", "国际", "海外", "服务有限公司", "事业部", "分公司", "办事处", "代理")
_TOKENS_EN = re.compile(
    r"\b(sales|trading|import\s*(&|and)\s*export|imp\.?\s*(&|and)\s*exp|international|overseas|dealers?|distributors?|division|branch|agents?|agency|fze|llc)\b",
    re.IGNORECASE,
)


def sales_token(name: str) -> str | None:
    """The word by which a name gives itself away as a sales company, branch or dealer; None for none."""
    plain = squeezed(name)
    if has_han(plain):
        return next((token for token in _TOKENS_ZH if token in plain), None)
    found = _TOKENS_EN.search(folded(name))
    return found.group() if found else None


def renamed(dossier: Dossier, one: str, other: str) -> bool:
    """Whether two names are the former and the present name of one enterprise, by the table in the policy."""
    return any(
        {CompanyName(one).bare, CompanyName(other).bare} == {CompanyName(a).bare, CompanyName(b).bare}
        for a, b in dossier.policy.former_names
    )


def other_script(one: str, other: str) -> bool:
    return has_han(one) != has_han(other)
