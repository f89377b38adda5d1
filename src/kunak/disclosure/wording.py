"""What could stand in a text instead of words that give something away? One proposal for each finding.

The proposal rests on the words of the text and the kind of the finding alone, never
on the secret: whoever may not see the case learns nothing from it. In Russian it
takes the grammatical case of the words whose place it takes. A person reads the
sentence afterwards: no grammar here is certain.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from kunak.disclosure.declension import dictionary, is_russian
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import fold
from kunak.disclosure.numerals import units


class Wording(msgspec.Struct, frozen=True):
    """What to put in the place of ``draft[start:end]``; an empty text leaves the words out."""

    start: int
    end: int
    text: str


CASES: Final = ("nomn", "gent", "datv", "accs", "ablt", "loct")
"""The six cases, as the dictionary calls them."""
_SAME: Final = {"gen2": "gent", "loc2": "loct", "acc2": "accs", "voct": "nomn", "gen1": "gent", "loc1": "loct"}

_PERSON: Final = (
    "этот человек",
    "этого человека",
    "этому человеку",
    "этого человека",
    "этим человеком",
    "этом человеке",
)
_PLACE: Final = tuple(
    f"{word}, которое мы не называем" for word in ("место", "места", "месту", "место", "местом", "месте")
)
_PERSONAL: Final = frozenset({"name", "given", "patronymic", "family", "nick"})
_BESIDE: Final = re.compile(r"[ .\u00a0-]{1,3}")

_RELATION: Final = re.compile(
    r"(?:(?<=\s)|^)(?:(?:в|во|с|со|до|к|ко|на|от|после|перед|около|in|on|at|by|since|before|after|around|the|of)\s+){1,2}$",
    re.IGNORECASE,
)
"""Words before a day that cannot stand before “recently”."""
_IN_PLACE: Final = frozenset({"в", "во", "на", "о", "об", "при"})
_FROM_PLACE: Final = frozenset({"из", "от", "до", "с", "со", "у", "для", "без", "около", "возле", "близ", "после"})
_TO_PLACE: Final = frozenset({"через", "про"})
_LOCATIVE: Final = re.compile(r"(?:е|и|ах|ях|у)$")

_DECADES: Final = {
    1: ("in their teens", "меньше двадцати лет"), 2: ("in their twenties", "двадцать с лишним лет"),
    3: ("in their thirties", "тридцать с лишним лет"), 4: ("in their forties", "сорок с лишним лет"),
    5: ("in their fifties", "пятьдесят с лишним лет"), 6: ("in their sixties", "шестьдесят с лишним лет"),
}  # fmt: skip
_YEARS_AFTER: Final = re.compile(r"^\s*(?:лет|года|год|years? old|years? of age)(?!\w)", re.IGNORECASE)
_COMPOUND: Final = re.compile(r"\w?(?:[-‐‑–]\w+)+")
"""From the last character of a finding on: the rest of “24-летняя”, “24-year-old”."""
_JOINED: Final = re.compile(r"[-‐‑–]|летн|year-old", re.IGNORECASE)


def proposals(draft: str, findings: Sequence[Finding]) -> tuple[Wording, ...]:
    """Return what could stand in the place of each finding. Names that stand side by side are one person's."""
    return tuple(propose(draft, _whole(draft, finding, findings)) for finding in findings)


def _whole(draft: str, finding: Finding, findings: Sequence[Finding]) -> Finding:
    if finding.kind not in _PERSONAL:
        return finding
    start, end = finding.start, finding.end
    for other in sorted((one for one in findings if one.kind in _PERSONAL), key=lambda one: one.start):
        if start < other.end and other.start < end:
            end = max(end, other.end)
        elif other.start >= end and _BESIDE.fullmatch(draft[end : other.start]):
            end = other.end
    for other in sorted((one for one in findings if one.kind in _PERSONAL), key=lambda one: -one.end):
        if other.start < start and (other.end > start or _BESIDE.fullmatch(draft[other.end : start])):
            start = other.start
    return msgspec.structs.replace(finding, start=start, end=end, text=draft[start:end])


def propose(draft: str, finding: Finding) -> Wording:
    """Return what could stand there instead."""
    russian = _is_russian(draft, finding)
    if finding.kind in _PERSONAL:
        return _instead(draft, finding, _PERSON if russian else ("this person",))
    if finding.kind == "place" and _is_a_name(finding.text, russian=russian):
        return _instead(draft, finding, _PLACE if russian else ("a place that we do not name",))
    if finding.kind == "date":
        return _recently(draft, finding, russian=russian)
    if finding.kind == "age":
        return _decade(draft, finding, russian=russian)
    return _left_out(draft, finding.start, finding.end)


def put(draft: str, wording: Wording) -> str:
    """Return the draft with the proposal in its place, a capital letter where a sentence begins."""
    before, after = draft[: wording.start], draft[wording.end :]
    text = fitted(draft, wording)
    if _begins(before) and not text:
        after = after[:1].upper() + after[1:]
    return before + text + after


def fitted(draft: str, wording: Wording) -> str:
    """Return the words of a proposal as they stand there: with a capital letter where a sentence begins."""
    begins = _begins(draft[: wording.start])
    return wording.text[:1].upper() + wording.text[1:] if begins else wording.text


def _begins(before: str) -> bool:
    """Return whether a sentence begins after these words."""
    return not before.rstrip() or before.rstrip()[-1] in ".!?…"


def _is_russian(draft: str, finding: Finding) -> bool:
    around = draft[max(finding.start - 200, 0) : finding.start] + draft[finding.end : finding.end + 200]
    cyrillic = len(re.findall("[А-Яа-яЁё]", around))
    latin = len(re.findall("[A-Za-z]", around))
    return cyrillic > latin or (cyrillic == latin and re.search("[А-Яа-яЁё]", finding.text) is not None)


def _is_a_name(text: str, *, russian: bool) -> bool:
    """Return whether words name a place: no flag, code, number or link, and no adjective, which has a noun after it."""
    if not re.fullmatch(r"[^\W\d_]+(?:[\s-]+[^\W\d_]+)*", text):
        return False
    return not (russian and _grammar(text)[1] == "ADJF")


def _instead(draft: str, finding: Finding, forms: tuple[str, ...]) -> Wording:
    if len(forms) == 1:
        owns = re.search(r"['’]s$", finding.text)
        return Wording(finding.start, finding.end, forms[0] + (owns[0] if owns else ""))
    case = _case_by_preposition(draft, finding)
    if case is None:
        case = "nomn" if _begins(draft[: finding.start]) else _grammar(finding.text)[0]
    return Wording(finding.start, finding.end, forms[CASES.index(case)])


def _case_by_preposition(draft: str, finding: Finding) -> str | None:
    """Return the case that a preposition asks for, where it asks for one only; “в” and “на” have two."""
    words = re.findall(r"\w+", fold(draft[max(finding.start - 20, 0) : finding.start]).text)
    before = words[-1] if words else ""
    if before in _IN_PLACE:
        return "loct" if _LOCATIVE.search(fold(finding.text).text) else "accs"
    if before in ("к", "ко"):
        return "datv"
    if before in ("с", "со") and finding.kind in _PERSONAL:
        return "ablt"
    if before in _TO_PLACE:
        return "accs"
    return "gent" if before in _FROM_PLACE else None


def _grammar(text: str) -> tuple[str, str]:
    """Return the case and the part of speech of the first word of a phrase."""
    word = next(iter(re.findall(r"\w+", fold(text).text)), "")
    if not is_russian(word):
        return "nomn", ""
    # A name in the plural is hardly ever meant: “Марьям” is one person, and no form of “Марья”.
    tags = [one.tag for one in dictionary().parse(word)]
    proper = [tag for tag in tags if {"Name", "Surn", "Geox"} & set(tag.grammemes) and tag.number != "plur"]
    tag = (proper or tags)[0]
    case = _SAME.get(str(tag.case), str(tag.case))
    return case if case in CASES and (proper or tag.number != "plur") else "nomn", str(tag.POS or "")


def _recently(draft: str, finding: Finding, *, russian: bool) -> Wording:
    before = draft[: finding.start]
    related = _RELATION.search(before)
    return Wording(related.start() if related else finding.start, finding.end, "недавно" if russian else "recently")


def _decade(draft: str, finding: Finding, *, russian: bool) -> Wording:
    values = [unit.value for unit in units(fold(finding.text).text) if unit.value]
    age = values[0] if len(values) == 1 else sum(values) if len(values) == 2 else 0  # noqa: PLR2004 - twenty four
    told = _DECADES.get(age // 10)
    joined = _COMPOUND.match(finding.text[-1:] + draft[finding.end :])
    if joined or not told or _JOINED.search(finding.text):
        return _left_out(draft, finding.start, finding.end + (joined.end() - 1 if joined else 0))
    years = _YEARS_AFTER.match(draft[finding.end :])
    return Wording(finding.start, finding.end + (years.end() if years else 0), told[russian])


def _left_out(draft: str, start: int, end: int) -> Wording:
    """Leave words out, with one of the two spaces that would meet."""
    if draft[start - 1 : start] == " " and (end == len(draft) or draft[end] in " ,.;:!?)\n"):
        return Wording(start - 1, end, "")
    if start == 0 and draft[end : end + 1] == " ":
        return Wording(start, end + 1, "")
    return Wording(start, end, "")
