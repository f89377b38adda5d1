import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from kunak.app.papers.press import View, inputs, press
from kunak.base.errors import Fault
from kunak.base.instants import from_rfc3339

MADE = from_rfc3339("2026-03-01T11:10:00Z")

HOSTILE = [
    '#read("/etc/passwd")',
    "#panic()",
    "$x^2$ *bold* _it_ `raw` = head - list + enum / term: t",
    "\\ \\u{41} // gone? /* gone? */ <label> @ref ~ -- ---",
    '"]) #eval("1+1")',
    "https://example.invalid/?a=1&b=2",
    "%s %(name)s {0}",
    "W" * 400,
    "שלום עולם",
    "مرحبا",
    "🏳️‍🌈",
    "first\nsecond\n\nthird",
    "",
]


def case_view(texts: list[str]) -> dict[str, View]:
    plain = (
        "title",
        "group",
        "case",
        "head",
        "contains",
        "left_out",
        "left_out_says",
        "unsealed",
        "notes",
        "empty",
        "also",
    )
    view: dict[str, View] = {key: key for key in (*plain, "not_recorded", "hidden_note")}
    rows: View = [{"label": text, "value": text, "also": [text]} for text in texts]
    notes: View = [{"head": text, "text": text} for text in texts]
    timeline: View = [[text, text, text] for text in texts]
    parts: View = [{"title": texts[0] or "-", "rows": rows, "notes": notes, "timeline": timeline}]
    return view | {"language": "en", "facts": [], "parts": parts, "timeline": {"title": "t", "heads": ["a", "b", "c"]}}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_is_text_and_never_code(text: str) -> None:
    pdf = press("casepaper", case_view([text]), made_at=MADE)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    read = "".join("".join(page.extract_text() for page in pages).split()).replace("\u200b", "")
    if text.isascii():
        assert "".join(text.split()) in read
    assert "root:x:" not in read


def test_the_same_data_gives_the_same_bytes() -> None:
    first, second = (press("casepaper", case_view(HOSTILE), made_at=MADE) for _ in range(2))
    assert first == second
    assert first != press("casepaper", case_view(HOSTILE), made_at=from_rfc3339("2026-03-02T11:10:00Z"))


def test_a_file_says_of_itself_only_title_date_and_typesetter() -> None:
    view = case_view(["Zanoza-canary"]) | {"title": "Plain title"}
    reader = pypdf.PdfReader(io.BytesIO(press("casepaper", view, made_at=MADE)))
    properties = {key: str(value) for key, value in (reader.metadata or {}).items()}
    typesetter = properties.pop("/Creator")
    assert properties == {
        "/Title": "Plain title",
        "/CreationDate": "D:20260301111000Z",
        "/ModDate": "D:20260301111000Z",
    }
    assert re.fullmatch(r"Typst [\d.]+", typesetter)
    metadata = reader.root_object["/Metadata"].get_object()
    assert isinstance(metadata, pypdf.generic.StreamObject)
    xmp = metadata.get_data().decode()
    assert "canary" not in xmp
    assert not re.search(r"creator>|author|keywords", xmp, re.IGNORECASE)
    assert "/EmbeddedFiles" not in str(reader.root_object)


def test_the_machine_s_own_fonts_and_settings_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = press("casepaper", case_view(HOSTILE), made_at=MADE)
    monkeypatch.setenv("TYPST_FONT_PATHS", "/usr/share/fonts")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert press("casepaper", case_view(HOSTILE), made_at=MADE) == plain


def test_a_typesetter_that_fails_quotes_nothing_of_the_case() -> None:
    with pytest.raises(Fault) as caught:
        press("casepaper", {"title": "Zanoza-canary", "language": "en"}, made_at=MADE)
    assert "canary" not in str(caught.value)
    assert caught.value.__context__ is None


def test_half_a_character_does_not_stop_a_paper() -> None:
    assert "‹U+D800›" in inputs({"x": "\ud800"})


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_no_file_is_written_and_no_connection_is_made(tmp_path: Path) -> None:
    """A paper made in memory leaves nothing for whoever seizes the disk."""
    code = (
        "from kunak.app.papers.press import press\n"
        "press('card', dict(title='t', language='en', ends=[], facts=[], note='n', check_in=[], phone=['a', 'b'],"
        " code=dict(title='c', says=['a', 'b'], hears=['a', 'b'], rule='r'),"
        " not_recorded='-', hidden_note='h'), made_at=0)"
    )
    trace = tmp_path / "trace"
    calls = "trace=open,openat,creat,socket,connect,rename,memfd_create"
    done = subprocess.run(["strace", "-f", "-e", calls, "-o", trace, sys.executable, "-B", "-c", code], check=False)
    lines = trace.read_text()
    if "openat" not in lines:
        pytest.skip("tracing is not permitted here")
    assert done.returncode == 0
    assert not re.findall(r".*(?:O_WRONLY|O_RDWR|O_CREAT|socket\(|connect\(|rename\().*", lines)
    assert not re.findall(r".*\.(?:ttf|otf|ttc)\".*", lines)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in another unit there")
def test_a_paper_that_was_set_is_not_kept_in_memory() -> None:
    """The typesetter's cache would keep the text of ten papers, and 30 MB for each of this size."""
    code = (
        "import resource\n"
        "from kunak.app.papers.casepaper import *\n"
        "def paper(n):\n"
        "    lines = tuple(Happening(0, f'happening {n} {m}', 'by') for m in range(1000))\n"
        "    part = Part(kind='threat', timeline=lines)\n"
        "    case_pdf(CaseExport(case='c', stage='s', exported_at=0, exported_by='b', group='g',"
        " organisation=bytes(16), parts=(part,)), language='en')\n"
        "    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "[paper(n) for n in range(3)]\n"
        "early = paper(3)\n"
        "print([paper(n) for n in range(4, 9)][-1] - early)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert float(done.stdout) < 40
