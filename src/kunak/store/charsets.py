"""Which text these bytes are, when nobody says how they were written.

Russian has five encodings that are all in use and all look like text to each
other; a wrong guess turns a call for help into noise. Short messages carry too
little for general detectors, so Cyrillic is judged here by how often each letter
occurs in Russian; for everything else charset-normalizer is asked. Bytes that
are no text at all are told apart, never forced into letters.
"""

import codecs
import re
from typing import Final, NamedTuple

from charset_normalizer import from_bytes

from kunak.store.russian import is_russian, likelihood


class Decoded(NamedTuple):
    """Text read from bytes; ``lossy`` says that some of them could not be read."""

    text: str
    lossy: bool


_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_ONE_BYTE: Final = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "cp1252", "koi8-u", "iso8859-5")
"""Tried in this order; of equally likely ones the first wins."""

_HANDICAP: Final = {"mac-cyrillic": -2.0}
"""It shares its small letters with CP1251 and died out about 2002: it has to be clearly better."""

_LATIN_CLAIMS: Final = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
"""What careless programs write on every message, whatever it holds."""
_KNOWN_CODECS: Final = re.compile(
    r"ascii|utf-(8|16|32)(-[lb]e|-sig)?|iso8859-\d+|cp(125\d|8\d\d|932|949|950)|koi8-[rtu]|mac-cyrillic|kz1048|ptcp154"
    r"|gb(2312|k|18030)|big5|shift_jis|euc_(jp|kr)|iso2022_jp"
)
"""Python has more (punycode, idna, unicode_escape): they are slow or do not carry mail."""

_QUIET: Final = frozenset("«»—–„“”‘’…№•\xa0§°€©")
_BETWEEN_WORDS: Final = frozenset("«»„“”‘№•§°€©")
"""Signs that stand beside words and never inside one."""
_STANDS_ALONE: Final = frozenset("•§€©…—")
_RARE_SIGNS: Final = frozenset("§€©")
_COMMON_LATIN: Final = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœğışœžš")
_WORDS: Final = re.compile(r"\S*[^\x00-\x7f]\S*")
_JUDGED: Final = 30_000
"""Characters among which such words are looked for first; one further on is looked at if there are none."""
_WORDS_JUDGED: Final = 2_000
"""Words with letters beyond ASCII that are looked at: enough to be sure, few enough to be quick."""

_SHOUTING: Final = 3
"""Capitals for each small letter, from which a text is written in capitals."""
_ODD: Final = -5.0
_SIGN: Final = -2.0
_TIGHT: Final = -1.0
_FOREIGN_CYRILLIC: Final = -4.0
_IMPOSSIBLE_PAIR: Final = -3.0
_MIXED_SCRIPTS: Final = -2.0
_COMMON_ACCENT: Final = -1.0
_RARE_ACCENT: Final = -3.0
_PLAUSIBLE: Final = -1.6
"""Mean score of a character from which a reading is believed. Russian lies above 0, noise below -3."""

_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_CONTROL_BYTES: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_USUAL_WIDE: Final = re.compile("[\t-\r -~\xa0-\u024f\u0400-\u052f\u2010-\u2044\u20bd\u2116]")
_USUAL_SHARE: Final = 0.9
_BROKEN_SHARE: Final = 0.02
"""Unreadable characters that a text may hold and still count as read: one in fifty."""
_WHOLE_PER_BROKEN: Final = 3
"""Sound sequences of bytes for each broken one, from which a text is damaged UTF-8 rather than something else."""
_CHAOS_LIMIT: Final = 0.1
"""Above this much mess charset-normalizer itself does not believe what it found."""
_MESS_SAMPLE: Final = 200_000
"""Bytes shown to charset-normalizer, whose time grows with each of its hundred encodings."""


def decode(data: bytes) -> Decoded | None:
    """Return the text, or None if the bytes are no text."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _believed(data, codec)
    if _CONTROL_BYTES.search(data):
        return _wide(data)
    try:
        return Decoded(data.decode(), lossy=False)
    except UnicodeDecodeError:
        return _one_byte(data)


def decode_as(data: bytes, claimed: str) -> tuple[Decoded | None, bool]:
    """Read bytes whose encoding somebody claimed; return the text, and whether the claim was right."""
    codec = _codec(claimed)
    if codec is None or (codec in _LATIN_CLAIMS and not data.isascii()):
        found = decode(data)
        return found, codec is not None and found is not None and found.text == data.decode(codec, "replace")
    try:
        return Decoded(data.decode(codec), lossy=False), True
    except UnicodeError:
        return decode(data) or Decoded(data.decode(codec, "replace"), lossy=True), False


def _codec(claimed: str) -> str | None:
    try:
        name = codecs.lookup(claimed).name
    except (LookupError, ValueError, UnicodeError):
        return None
    return name if _KNOWN_CODECS.fullmatch(name) else None


def _believed(data: bytes, codec: str) -> Decoded | None:
    text = data.decode(codec, "replace")
    broken = text.count("\ufffd")
    if broken > 1 + _BROKEN_SHARE * len(text) or _CONTROLS.search(text):
        return None
    return Decoded(text, lossy=broken > 0)


def _wide(data: bytes) -> Decoded | None:
    """Read UTF-16 or UTF-32 without a mark: most characters must be ones that people here write."""
    best, share = None, _USUAL_SHARE
    for codec in _WIDE:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        usual = len(_USUAL_WIDE.findall(text)) / len(text)
        if usual >= share and not _CONTROLS.search(text):
            best, share = Decoded(text, lossy=False), usual
    return best


def _one_byte(data: bytes) -> Decoded | None:
    torn = data.decode("utf-8", "replace")
    if len(data) - len(torn) > _WHOLE_PER_BROKEN * torn.count("\ufffd"):
        return _believed(data, "utf-8")
    readings = [(codec, text) for codec in _ONE_BYTE if (text := _strict(data, codec)) is not None]
    scores = [_score(text, _HANDICAP.get(codec, 0.0)) for codec, text in readings]
    best = max(range(len(scores)), key=scores.__getitem__)  # cp866 gives every byte a letter: never empty
    if scores[best] > _PLAUSIBLE:
        return Decoded(readings[best][1], lossy=False)
    return _by_detector(data)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _by_detector(data: bytes) -> Decoded | None:
    match = from_bytes(data[:_MESS_SAMPLE]).best()
    if match is None or match.percent_chaos > 100 * _CHAOS_LIMIT:
        return None
    return _believed(data, match.encoding)


def _score(text: str, handicap: float) -> float:
    """Return the mean likelihood of the characters beyond ASCII, where 0 is what chance would give."""
    words = [match[0] for match, _ in zip(_WORDS.finditer(text[:_JUDGED]), range(_WORDS_JUDGED), strict=False)]
    words = words or [match[0][:_JUDGED] for match in [_WORDS.search(text)] if match]
    count = sum(not char.isascii() for word in words for char in word)
    total = sum(_word_score(word) for word in words)
    return (total + _lonely_letters(text, words) + _unbalanced(words) + handicap) / max(count, 1)


def _unbalanced(words: list[str]) -> float:
    """Quotation marks come in pairs, and letters of the rarer case are few: else the reading is wrong."""
    joined = "".join(words)
    quotes = (
        abs(joined.count("«") - joined.count("»"))
        + sum(map(joined.count, "„“”")) % 2
        + max(0, joined.count("‘") - joined.count("’"))
    )
    upper, lower = sum(map(str.isupper, joined)), sum(map(str.islower, joined))
    return _IMPOSSIBLE_PAIR * (quotes + (lower if upper > _SHOUTING * lower else 0))


def _lonely_letters(text: str, words: list[str]) -> float:
    """Two Cyrillic letters in a Latin text are more likely accents or spaces read wrongly."""
    cyrillic = sum(_is_cyrillic(char) for word in words for char in word)
    latin = sum(char.isascii() and char.isalpha() for char in text[: 10 * _WORDS_JUDGED])
    return _ODD if 0 < cyrillic <= 2 and latin > 10 * cyrillic else 0.0  # noqa: PLR2004


def _word_score(word: str) -> float:
    score, accents, before, earlier = 0.0, 0, " ", " "
    for char in word:
        if char.isalpha() and before in _STANDS_ALONE:
            score += _ODD
        elif char.isalpha() and earlier.isalpha() and not before.isalpha():
            score += _ODD if before in _BETWEEN_WORDS else _TIGHT if not before.isascii() else 0.0
        if not char.isascii():
            accents = accents + 1 if char.isalpha() and not _is_cyrillic(char) else 0
            score += _char_score(char, before, accents)
        elif char.isalpha() and _is_cyrillic(before):
            score += _MIXED_SCRIPTS
        elif is_russian(before.lower()):
            score += likelihood(" ", before.lower())
        earlier, before = before, char
    return score + (likelihood(" ", before.lower()) if is_russian(before.lower()) else 0.0)


def _char_score(char: str, before: str, accents: int) -> float:
    if char in _QUIET:
        return 0.0 if char not in _RARE_SIGNS else _ODD if before.isalpha() else _SIGN
    if _is_cyrillic(char):
        return _cyrillic_score(char, before)
    if not char.isalpha():
        return _ODD
    accent = _COMMON_ACCENT if char.lower() in _COMMON_LATIN else _RARE_ACCENT
    return accent + (_IMPOSSIBLE_PAIR if accents > 1 else 0.0) + (_IMPOSSIBLE_PAIR if _is_cyrillic(before) else 0.0)


def _cyrillic_score(char: str, before: str) -> float:
    lower, previous = char.lower(), before.lower()
    if not is_russian(lower):
        return _FOREIGN_CYRILLIC
    score = likelihood(lower, previous if is_russian(previous) else " ")
    if before.islower() and char.isupper():
        score += _IMPOSSIBLE_PAIR
    if before.isascii() and before.isalpha():
        score += _MIXED_SCRIPTS
    return score


def _is_cyrillic(char: str) -> bool:
    return "\u0400" <= char <= "\u052f"
