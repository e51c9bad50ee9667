"""How well seals are found and read on a folder of pictures with truth beside it:

    python -m benchmarks.seals FOLDER [--half 0|1] [--impostors N]

FOLDER holds seal.jsonl: `file`, `seal_text`, `confidence` (of the person who read it), `colour`; `shape`, `kind_of_seal`, `code` where known.
Pictures go the whole way of a page. A seal's owner is asked for as the rules ask: the name on it, then N names that nearly resemble it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from domain.naming import words
from domain.pages import Page, Seal, SealKind
from domain.picture import RawPage, Rgb
from extractors.reading.page import read_page
from extractors.reading.ppocr import PpOcr
from extractors.reading.seals import find_seals
from extractors.reading.weights import PP_OCR_V6_RINGS
from pipeline.registries import load_registry
from validators.sealing import special
from validators.whose_seal import Ownership, whose

_FORMS = ("股份有限公司", "有限责任公司", "有限公司")
_LETTERS = "华兴安通达瑞宏亚龙宝天海新东"
_OFFICIAL = SealKind.OFFICIAL.value


def rows_of(folder: Path, half: int | None) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (folder / "seal.jsonl").read_text("utf-8").splitlines() if line.strip()]
    return [row for row in rows if half is None or hashlib.sha256(Path(row["file"]).name.encode()).digest()[-1] % 2 == half]


def near(name: str, rng: random.Random) -> list[str]:
    """Names of others that resemble a company's: a word of trade or a legal form more, less or another, another place, another letter."""
    form = next((f for f in _FORMS if name.endswith(f)), "")
    stem = name.removesuffix(form)
    if not form or len(stem) < 4:
        return []
    found = {stem + word + form for word in ("销售", "集团", "国际贸易", "进出口", "工业", "制造")} | {stem + f for f in _FORMS if f != form}
    found |= {stem.replace(word, "", 1) + form for word in words("trades") if word in stem and len(stem) - len(word) >= 2}
    places = words("provinces")
    found |= {stem.replace(place, rng.choice(places), 1) + form for place in places if place in stem}
    found |= {stem[:i] + rng.choice(_LETTERS) + stem[i + 1 :] + form for i in range(min(4, len(stem)))}
    towns = (place for place in words("provinces", "cities") if len(place) == 2 and (place[0] == stem[0]) != (place[1] == stem[1]))
    found |= {place + stem[2:] + form for place in towns}  # 黄海 and 上海
    found.add(stem[1:] + form)
    return sorted(other for other in found if _plain(other) != _plain(name))


def judge(row: dict[str, Any], page: Page, impostors: int, listed: Sequence[str], count: Counter[str]) -> str:
    """Adds one picture; returns what was read, for people."""
    wanted, seals = _plain(row["seal_text"]), page.seals
    exact = any(_plain(seal.text) == wanted for seal in seals)
    count["pictures"] += 1
    count["found"] += bool(seals)
    count["exact"] += exact
    if row.get("confidence") == "high":
        count["sure"] += 1
        count["sure exact"] += exact
    count["colour"] += any(seal.colour == row.get("colour") for seal in seals)
    if row.get("code"):
        count["codes"] += 1
        count["codes read"] += any(seal.code == row["code"] for seal in seals)
        count["codes wrong"] += any(seal.code not in (None, row["code"]) for seal in seals)
    if kind := row.get("kind_of_seal"):
        official = kind == _OFFICIAL
        count["official" if official else "special"] += 1
        count[f"{'official' if official else 'special'} as official"] += any(seal.kind is SealKind.OFFICIAL for seal in seals)
        count[f"{'official' if official else 'special'} as special"] += any(special(seal) for seal in seals)
    _owners(row["seal_text"], seals, impostors, listed, count)
    return " | ".join(f"{seal.text} {seal.kind.value} {seal.shape} {seal.colour} {seal.confidence:.2f} {seal.horizontal}" for seal in seals)


def _owners(name: str, seals: Sequence[Seal], impostors: int, listed: Sequence[str], count: Counter[str]) -> None:
    def taken_for(expected: str) -> bool:
        return any(whose(seal, (expected,), listed).ownership is Ownership.EXPECTED for seal in seals)

    if not seals:
        return
    count["owners proven"] += taken_for(name)
    rng = random.Random(name)
    others = near(name, rng)
    for other in rng.sample(others, min(impostors, len(others))):
        count["impostors"] += 1
        if taken_for(other):
            count["impostors taken for the owner"] += 1
            sys.stderr.write(f"  IMPOSTOR: {name} taken for {other}\n")


def pages(folder: Path, rows: Sequence[dict[str, Any]], timer: list[float]) -> Iterator[tuple[dict[str, Any], Page]]:
    """Each picture read the whole way of a page; the seals' share of the time is added to `timer`, s."""
    engine, rings = PpOcr(), PpOcr(weights=PP_OCR_V6_RINGS)

    def timed(picture: Rgb, reader: Any) -> list[Seal]:
        start = time.process_time()
        found = find_seals(picture, reader, rings)
        timer.append(time.process_time() - start)
        return found

    for row in rows:
        data = np.frombuffer((folder / (row["file"] if (folder / row["file"]).exists() else f"../{row['file']}")).read_bytes(), np.uint8)
        decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
        if decoded is None:
            raise SystemExit(f"{row['file']} is no picture")
        page, _ = read_page(RawPage(1, np.asarray(decoded[..., ::-1], np.uint8)), row["file"], engine, seals=timed)
        yield row, replace(page, file=row["file"])


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _share(count: Counter[str], part: str, whole: str) -> str:
    return f"{count[part]} of {count[whole]}" + (f" = {100 * count[part] / count[whole]:.1f} %" if count[whole] else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1), default=None, help="only the files of one half, by a hash of their names")
    parser.add_argument("--impostors", type=int, default=2, help="near names asked for, a seal")
    parser.add_argument("--registry", type=Path, default=None)
    parser.add_argument("--limit", type=int, default=None)
    given = parser.parse_args()
    count: Counter[str] = Counter()
    timer: list[float] = []
    listed = load_registry(given.registry).companies if given.registry else ()
    for row, page in pages(given.folder, rows_of(given.folder, given.half)[: given.limit], timer):
        read = judge(row, page, given.impostors, listed, count)
        sys.stderr.write(f"  {row['file']} {row['seal_text']} -> {read or '-'}\n")
    for label, part, whole in (
        ("found", "found", "pictures"), ("text exact", "exact", "pictures"), ("exact where a person is sure", "sure exact", "sure"),
        ("colour", "colour", "pictures"), ("codes read", "codes read", "codes"), ("codes read wrong", "codes wrong", "codes"),
        ("official called official", "official as official", "official"), ("official called special-purpose", "official as special", "official"),
        ("special-purpose called official", "special as official", "special"), ("special-purpose called so", "special as special", "special"),
        ("owners proven", "owners proven", "found"), ("impostors taken for the owner", "impostors taken for the owner", "impostors"),
    ):  # fmt: skip
        sys.stdout.write(f"{label:36}{_share(count, part, whole)}\n")
    sys.stdout.write(f"{'CPU s a page for seals':36}{sum(timer) / max(1, len(timer)):.3f}\n")


if __name__ == "__main__":
    main()
