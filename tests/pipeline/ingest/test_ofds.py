from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from domain.errors import FileProblemError
from domain.pages import Signature, SignatureState
from domain.picture import RawPage
from pipeline.ingest import ofdfonts
from pipeline.ingest.limits import Limits
from pipeline.ingest.ofdpaths import polylines
from pipeline.ingest.opening import FileHead, Opening, PageFailure, open_pages
from pipeline.ingest.sniff import OFD, sniff

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_RULE = (
    '<ofd:PathObject Boundary="0 0 100 100" LineWidth="0.3"><ofd:AbbreviatedData>M {0} 38 L {0} 48</ofd:AbbreviatedData></ofd:PathObject>'
)


def _text(text: str, x: float, y: float, extra: str = "", inner: str = "", code: str = "") -> str:
    return (
        f'<ofd:TextObject Boundary="{x} {y} 90 6" Font="1" Size="4" {extra}>{inner}'
        f'<ofd:TextCode X="0" Y="4" {code}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def _ofd(*contents: str, parts: dict[str, bytes] | None = None, root: str = "", resources: str = "") -> bytes:
    pages = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/{i}.xml"/>' for i in range(len(contents)))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml", f"<ofd:OFD {_NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{root}</ofd:DocBody></ofd:OFD>"
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 100 100</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
        )
        archive.writestr("Doc_0/DocumentRes.xml", f'<ofd:Res {_NS} BaseLoc="Res">{resources}</ofd:Res>')
        for i, content in enumerate(contents):
            archive.writestr(
                f"Doc_0/Pages/{i}.xml", f"<ofd:Page {_NS}><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>"
            )
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return stream.getvalue()


def _items(data: bytes) -> list[Opening]:
    assert sniff(data) == OFD
    return list(open_pages(data, OFD, Limits()))


def _page(data: bytes) -> RawPage:
    page = _items(data)[1]
    assert isinstance(page, RawPage)
    return page


def test_text_is_placed_and_drawn_and_said_to_be_our_drawing() -> None:
    page = _page(_ofd(_text("VIN LGXCE6CB3S0123456", 10, 20)))
    assert page.words is not None
    (line,) = page.words
    assert line.text == "VIN LGXCE6CB3S0123456"
    assert line.box.x0 == pytest.approx(0.10, abs=0.005) and 0.19 < line.box.y0 < line.box.y1 < 0.26
    assert "drawn-from-text" in page.problems
    assert page.picture.shape == (591, 591, 3)


def test_cells_are_parted_by_gaps_and_by_lines() -> None:
    page = _page(_ofd(_text("AB", 10, 40) + _text("CD", 15, 40) + _RULE.format("14.6") + _text("EF", 40, 40)))
    assert [line.text for line in page.words or ()] == ["AB", "CD", "EF"]


def test_offsets_downwards_make_lines() -> None:
    page = _page(_ofd(_text("ABCD", 10, 40, code='DeltaX="2 -2 2" DeltaY="0 6 0"')))
    assert [line.text for line in page.words or ()] == ["AB", "CD"]


@pytest.mark.skipif(ofdfonts.system_font() is None, reason="no Chinese font on this system")
def test_chinese_is_drawn_with_a_font_of_the_system() -> None:
    page = _page(_ofd(_text("维修服务确认函", 10, 20)))
    assert page.problems == ("drawn-from-text",)
    assert int(page.picture[110:160, 60:200].min()) < 80


def test_without_a_font_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ingest.ofddraw.system_font", lambda: None)
    page = _page(_ofd(_text("维修", 10, 20)))
    assert page.problems == ("drawn-from-text", "font-missing")
    assert [line.text for line in page.words or ()] == ["维修"]
    assert int(page.picture.min()) == 255


@pytest.mark.parametrize(("extra", "inner"), [('Alpha="0"', ""), ("", '<ofd:FillColor Value="0 0 0" Alpha="0"/>'), ('Fill="false"', "")])
def test_invisible_text_is_not_drawn_and_told(extra: str, inner: str) -> None:
    page = _page(_ofd(_text("GHOST", 10, 20, extra, inner)))
    assert "text-invisible" in page.problems
    assert int(page.picture.min()) == 255


def test_glyphs_chosen_by_number_are_not_trusted() -> None:
    page = _page(_ofd(_text("A", 10, 20, inner='<ofd:CGTransform CodePosition="0"><ofd:Glyphs>7</ofd:Glyphs></ofd:CGTransform>')))
    assert "not-drawn" in page.problems


def test_pictures_are_placed_with_their_transparency() -> None:
    stamp = Image.new("RGBA", (50, 50), (255, 0, 0, 255))
    stamp.paste((0, 0, 0, 0), (0, 0, 25, 50))
    stream = io.BytesIO()
    stamp.save(stream, "PNG")
    resources = (
        '<ofd:MultiMedias><ofd:MultiMedia ID="9" Type="Image"><ofd:MediaFile>s.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    )
    image = '<ofd:ImageObject Boundary="20 40 40 20" CTM="40 0 0 20 0 0" ResourceID="9"/>'
    page = _page(_ofd(image, resources=resources, parts={"Doc_0/Res/s.png": stream.getvalue()}))
    assert page.picture[295, int(5.906 * 50)].tolist() == [255, 0, 0]
    assert page.picture[295, int(5.906 * 30)].tolist() == [255, 255, 255]
    assert page.image_share == pytest.approx(0.08, abs=0.01)
    assert "not-drawn" in _page(_ofd(image)).problems


def test_a_broken_page_costs_itself() -> None:
    data = _ofd(_text("one", 10, 10), "<broken", _text("three", 10, 10))
    head, first, second, third = _items(data)
    assert head == FileHead(3)
    assert second == PageFailure(2, "page-damaged")
    assert isinstance(first, RawPage) and isinstance(third, RawPage)


def test_a_signature_is_told_and_its_seal_shown() -> None:
    seal = Image.new("RGB", (40, 40), (255, 0, 0))
    stream = io.BytesIO()
    seal.save(stream, "PNG")
    signature = (
        f'<ofd:Signature {_NS}><ofd:SignedInfo><ofd:StampAnnot ID="1" PageRef="0" Boundary="50 50 20 20"/></ofd:SignedInfo>'
        "<ofd:SignedValue>v.dat</ofd:SignedValue></ofd:Signature>"
    )
    data = _ofd(
        _text("A", 10, 10),
        root="<ofd:Signatures>Doc_0/Signatures.xml</ofd:Signatures>",
        parts={
            "Doc_0/Signatures.xml": f'<ofd:Signatures {_NS}><ofd:Signature ID="1" BaseLoc="Signature.xml"/></ofd:Signatures>'.encode(),
            "Doc_0/Signature.xml": signature.encode(),
            "Doc_0/v.dat": b"\x30\x82DER" + stream.getvalue() + b"rest",
        },
    )
    head, page = _items(data)
    assert head == FileHead(1, ("ofd-signature-present",), (Signature("", "", SignatureState.UNVERIFIED),))
    assert isinstance(page, RawPage) and page.picture[355, 355].tolist() == [255, 0, 0]


def test_bombs_and_entities_are_refused() -> None:
    with pytest.raises(FileProblemError) as caught:
        _items(_ofd(_text("A", 1, 1), parts={f"Doc_0/pad{i}": bytes(30_000_000) for i in range(8)}))
    assert (caught.value.outcome, caught.value.problem) == ("rejected", "damaged")
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><Page>&a;</Page>'
    data = _ofd(_text("one", 10, 10), _text("two", 10, 10))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            target.writestr(name, evil if name == "Doc_0/Pages/1.xml" else source.read(name))
    assert _items(stream.getvalue())[2] == PageFailure(2, "page-damaged")


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ("M 0 0 L 1 0 L 1 1 C", [(True, [(0, 0), (1, 0), (1, 1)])]),
        ("M 0 0 L 1 0 M 5 5 L 6 6", [(False, [(0, 0), (1, 0)]), (False, [(5, 5), (6, 6)])]),
        ("", []),
        ("L 1 1", None),
        ("M 0", None),
        ("M 0 0 L nan 1", None),
        ("X 1 2", None),
    ],
)
def test_paths(data: str, paths: object) -> None:
    assert polylines(data) == paths


def test_an_arc_stays_on_its_circle() -> None:
    found = polylines("M 10 0 A 10 10 0 1 1 -10 0")
    assert found is not None
    points = np.array(found[0][1])
    assert np.allclose(np.hypot(points[:, 0], points[:, 1]), 10)
    assert tuple(points[-1]) == pytest.approx((-10, 0))
