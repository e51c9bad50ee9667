import importlib.util
import shutil
import stat
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytesseract
import pytest
from reading_doubles import draw

from domain.errors import DependencyMissingError, FileProblemError
from domain.picture import RawPage
from extractors.reading.page import read_page
from extractors.reading.ppocr import PpOcr
from extractors.reading.weights import PP_OCR_V6, PP_OCR_V6_RINGS, STEP

TEXTS = [("LGXCE6CB3S0123456", 80, 80), ("Confirmation letter", 80, 200), ("Almaty service centre 12", 80, 320), ("2026-01-15", 80, 440)]


def fake_tesseract(tmp_path, monkeypatch, body):
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(program))


ANSWERS = 'case "$*" in *--version*) echo "tesseract 5.3.0"; exit 0;; *--list-langs*) printf "List\\nchi_sim\\neng\\n"; exit 0;; esac'


def test_a_chosen_tesseract_that_is_missing_names_the_cure(monkeypatch, tmp_path):
    from extractors.reading.tesseract import Tesseract

    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(tmp_path / "absent"))
    with pytest.raises(DependencyMissingError) as caught:
        Tesseract()
    assert "tesseract-ocr" in caught.value.cure


def test_a_missing_wrapper_names_the_cure(monkeypatch):
    from extractors.reading.tesseract import Tesseract

    monkeypatch.setitem(sys.modules, "pytesseract", None)
    with pytest.raises(DependencyMissingError):
        Tesseract()


def test_a_tesseract_without_chinese_is_refused(monkeypatch, tmp_path):
    from extractors.reading.tesseract import Tesseract

    fake_tesseract(tmp_path, monkeypatch, ANSWERS.replace("chi_sim\\n", ""))
    with pytest.raises(DependencyMissingError, match="chi_sim"):
        Tesseract()


def test_a_tesseract_that_hangs_is_killed(monkeypatch, tmp_path):
    from extractors.reading.tesseract import Tesseract

    fake_tesseract(tmp_path, monkeypatch, f"{ANSWERS}\nexec sleep 60")
    with pytest.raises(FileProblemError) as caught:
        Tesseract(timeout=0.5).read(np.full((40, 200, 3), 255, np.uint8))
    assert caught.value.outcome == "timeout"


def test_a_tesseract_that_crashes_is_a_typed_problem(monkeypatch, tmp_path):
    from extractors.reading.tesseract import Tesseract

    fake_tesseract(tmp_path, monkeypatch, f"{ANSWERS}\necho broken >&2; exit 3")
    with pytest.raises(FileProblemError) as caught:
        Tesseract().recognise([np.full((40, 200, 3), 255, np.uint8)])
    assert caught.value.outcome == "crashed"


def test_missing_weights_name_the_cure(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DependencyMissingError) as caught:
        PP_OCR_V6.path(PP_OCR_V6.recogniser)
    assert "rapidocr" in caught.value.cure


def test_what_was_learnt_fits_the_weights_that_are_installed():
    import openvino

    model = openvino.Core().read_model(PP_OCR_V6.path(PP_OCR_V6.recogniser))
    own = {node.get_friendly_name(): node.data.shape for node in model.get_ordered_ops() if node.get_type_name() == "Constant"}
    changes = np.load(PP_OCR_V6_RINGS.tuned)
    names = [name for name in changes if not name.endswith(STEP)]
    assert len(names) > 100 and all(changes[name].shape == own[name] and np.isfinite(changes[name + STEP]).all() for name in names)


def test_the_version_of_a_tuned_engine_follows_what_was_learnt(tmp_path):
    other = tmp_path / "other.npz"
    np.savez(other, a=np.zeros(1))
    versions = {weights.version() for weights in (PP_OCR_V6, PP_OCR_V6_RINGS, replace(PP_OCR_V6_RINGS, tuned=other))}
    assert len(versions) == 3


def test_constructing_the_engine_loads_nothing():
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from extractors.reading.ppocr import PpOcr; PpOcr(); print('openvino' in sys.modules, 'cv2' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["False", "False"]


@pytest.fixture(scope="module")
def engine():
    return PpOcr()


ALONE = """
import socket, sys
def closed(*args, **kwargs):
    raise AssertionError("network used")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = closed
import numpy as np
from extractors.reading.ppocr import PpOcr
PpOcr().read(np.load(sys.argv[1]))
assert sys.modules["openvino_telemetry"] is None
"""


@pytest.mark.slow
def test_reading_needs_no_network_no_telemetry_and_is_silent(tmp_path):
    np.save(tmp_path / "page.npy", draw(TEXTS)[0])
    done = subprocess.run([sys.executable, "-c", ALONE, str(tmp_path / "page.npy")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.slow
@pytest.mark.parametrize("quarters", range(4))
def test_a_page_is_read_whichever_way_it_lies(engine, quarters):
    picture, _ = draw(TEXTS)
    turned = np.ascontiguousarray(np.rot90(picture, quarters))
    page, upright = read_page(RawPage(1, turned), "a.jpg", engine, seals=lambda *_: [])
    assert page.rotation == 90 * quarters and upright.shape == picture.shape
    assert [line.text.replace(" ", "") for line in page.lines] == [text.replace(" ", "") for text, *_ in TEXTS]
    assert all(abs(line.box.y0 * 1200 - y) < 20 for line, (_, _, y) in zip(page.lines, TEXTS, strict=True))


@pytest.mark.slow
def test_the_same_picture_reads_the_same_whatever_was_read_before(engine):
    picture, _ = draw(TEXTS)
    first = PpOcr().read(picture)
    engine.read(picture[:500, :700])
    again = engine.read(picture)
    assert [f.recognition for f in first] == [f.recognition for f in again]


@pytest.mark.slow
def test_the_text_that_stands_there_scores_above_its_neighbours(engine):
    picture, _ = draw(TEXTS[:1])
    (line,) = engine.read(picture)
    from extractors.reading.crops import straight_crop

    right, *wrong = engine.score(
        straight_crop(picture, line.quad), [TEXTS[0][0], "LGXCE6CB3S0123458", "LGXCE6CB3S012345", "LGXCE6C83S0123456"]
    )
    assert right > -1 and max(wrong) < right - 3


@pytest.mark.slow
def test_a_tuned_recogniser_is_the_other_with_what_was_learnt_added(engine, tmp_path):
    import openvino

    crop = draw(TEXTS[:1])[0][60:140, 60:700]
    model = openvino.Core().read_model(PP_OCR_V6.path(PP_OCR_V6.recogniser))
    bias = next(n for n in model.get_ordered_ops() if n.get_type_name() == "Constant" and n.data.ndim > 1 and n.data.dtype == np.float32)
    changes = {bias.get_friendly_name(): np.ones(bias.data.shape, np.int8)}
    scores = []
    for step in (0.0, 0.5):
        tuned = tmp_path / f"{step}.npz"
        np.savez(tuned, **changes, **{name + STEP: np.float32(step) for name in changes})
        scores.append(PpOcr(weights=replace(PP_OCR_V6, tuned=tuned)).score(crop, [TEXTS[0][0]]))
    assert scores[0] == engine.score(crop, [TEXTS[0][0]]) != scores[1]


@pytest.mark.slow
def test_red_print_is_read_beside_black(engine):
    black, _ = draw(TEXTS)
    red, _ = draw([("RED SERIAL 77123", 80, 700)], colour=(215, 40, 45))
    page, _ = read_page(RawPage(1, np.minimum(black, red)), "a.png", engine, seals=lambda *_: [])
    assert [line.text.replace(" ", "") for line in page.lines][-1] == "REDSERIAL77123" and len(page.lines) == 5


@pytest.mark.slow
def test_tesseract_reads_latin(engine):
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    from extractors.reading.tesseract import Tesseract

    picture, _ = draw(TEXTS)
    assert "Confirmation" in " ".join(f.recognition.text for f in Tesseract().read(picture))


def test_a_line_asked_for_twice_in_a_row_is_read_once(monkeypatch):
    engine, asked = PpOcr(), []

    def probabilities(crops):
        asked.extend(int(crop[0, 0, 0]) for crop in crops)
        return ((np.eye(3, dtype=np.float32)[[0, 1 + int(crop[0, 0, 0]) % 2, 0]], 3.0) for crop in crops)

    monkeypatch.setattr(engine, "_probabilities", probabilities)
    monkeypatch.setattr(PpOcr, "_alphabet", ("", "A", "B"))
    a, b, c = (np.full((4, 8, 3), n, np.uint8) for n in (1, 2, 3))
    first = engine.recognise([a, b])
    assert [r.text for r in first] == ["B", "A"] and asked == [1, 2]
    assert engine.recognise([b, c, a]) == [first[1], first[0], first[0]] and asked == [1, 2, 3]
    assert engine.recognise([a.reshape(8, 4, 3)])[0].text == "B" and asked == [1, 2, 3, 1], "another shape is another line"
