"""What the conclusion of an inspection report amounts to."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.text import squeezed

_FAILED = re.compile(
    r"[不未][^，。；;,.]{0,6}(合格|符合|通过|满足|达标)|非合格|unqualified|dis-?qualified|(not|un|fail(s|ed)?to|doesnot|non)-?(qualif|compl|conform|pass|meet)|fail|reject"
    r"|несоответств|неудовлетвор|nocumple|noconform|insatisf|insuffis",
    re.IGNORECASE,
)
_PASSED = re.compile(r"合格|符合|通过|满足|达标|qualified|pass|conform|compl(y|ies|iant)|meets?|соответству|удовлетвор|cumplen?|satisf", re.IGNORECASE)
_BUT = re.compile(
    r"基本|大致|部分(?:合格|符合|通过|项目)|有条件|暂(?:定|时)?(?:合格|符合|通过)|[待需须](?:复|整改|修|定|确认|完善)|复检后|复验后|整改后?|修复后|除.{0,12}外|但(?!不限于)|仅(?:限|部分)|[是能可]否|若(?!干)|如果|如(?=符合|合格|满足)|(?<![相对适])应当?(?:符合|满足|达到|通过)|[须需](?:符合|满足|达到)|(?:符合|合格)性|whether|conditional|provisional|pending|subject.?to|except|re-?(test|inspect|check)|partial"
    r"|заисключением|кроме|приусловии|частично|salvo|excepto|acondici[oó]n|parcial|sauf|sousr[eé]serve|partiel|hormis",
    re.IGNORECASE,
)
"""Words that take something back from a conclusion, or make a question or a condition of it."""


class Conclusion(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNCLEAR = "unclear"


def conclusion_of(text: str) -> Conclusion:
    """A negation anywhere wins; a text that says neither, or that passes with a reservation, is unclear. A form that prints both words to tick (合格□ 不合格□) is unclear too."""
    plain = squeezed(text)
    negative = _FAILED.search(plain)
    if negative is None:
        return Conclusion.PASSED if _PASSED.search(plain) and not _BUT.search(plain) else Conclusion.UNCLEAR
    rest = plain[: negative.start()] + "|" + plain[negative.end() :]
    return Conclusion.UNCLEAR if _PASSED.search(rest) else Conclusion.FAILED
