"""How Russian letters occur and follow one another: numbers only, for telling encodings apart.

Which text is Russian is not decided here.
"""

from math import log
from typing import Final

ALPHABET: Final = " абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
"""The space stands for the border of a word."""

_PER_MILLE: Final = {
    "о": 109.8, "е": 84.8, "а": 79.9, "и": 73.7, "н": 67.0, "т": 63.2, "с": 54.7, "р": 47.5, "в": 45.3,
    "л": 43.4, "к": 34.8, "м": 32.0, "д": 29.8, "п": 28.0, "у": 26.2, "я": 20.1, "ы": 19.0, "ь": 17.4,
    "г": 16.9, "з": 16.4, "б": 15.9, "ч": 14.5, "й": 12.1, "х": 9.7, "ж": 9.4, "ш": 7.2, "ю": 6.4,
    "ц": 4.9, "щ": 3.6, "э": 3.3, "ф": 2.7, "ё": 3.0, "ъ": 0.4,
}  # fmt: skip
"""How often each letter occurs in running text (Lyashevskaya and Sharov, 2009); ё by how it is typed."""

_FOLLOWERS: Final = (
    "0878774058718678898877654563000634",
    "7279678067567889268884575665000287",
    "3945469454906967939758043456574235",
    "7913248405805637935656012393083005",
    "4914238000903847909437000440010120",
    "4947559665906658968758035552374236",
    "9458877056587899579874444664000263",
    "3079760076026789079880060360000020",
    "4943389752906358646627213200004221",
    "4978787464905788927317011340574135",
    "8559668047577798668883586854000146",
    "9233553003206457424970324462000001",
    "6926107103904836908778015040010211",
    "6942449733906635920557220300069078",
    "9952118412904556963859221211082105",
    "6923569433906009902777425512097136",
    "8389887156587888578884554654000364",
    "2900009300803805949567112420074005",
    "4954659554906467944668453543074147",
    "3746337320709767875797444542267029",
    "7947449522906547959757232442187146",
    "9577777076457877278881364776000294",
    "4900309301903855908588610020055033",
    "9916125001803867937965000140001200",
    "7927319002908333732427012010070210",
    "6903009700907439403357010010005000",
    "2805009500906646452267000000007020",
    "2801009600900004103008000000000000",
    "1111119911311111111111111111111189",
    "9069658056187695067762092564000001",
    "9255569425607069442970545656000378",
    "4047572034059989479882643060000002",
    "9163342055225455125870153549000030",
    "9048667066145677056772064537000073",
)
"""Row: a letter; column: the one after it; both in the order of ``ALPHABET``. The digit is 7 plus the
binary logarithm of how much more often than by chance the pair occurs, 0 for never. Counted over every 23rd word form
of the OpenCorpora dictionary that pymorphy3 carries (2.8 million pairs)."""
_BY_CHANCE: Final = 7
_WEIGHT: Final = 0.7 * log(2)
"""Pairs and single letters are not independent, so pairs count for less."""

_LETTER: Final = {letter: log(share / 1000 * len(_PER_MILLE)) for letter, share in _PER_MILLE.items()}
_PAIR: Final = {
    (first, second): _WEIGHT * (int(digit) - _BY_CHANCE)
    for first, row in zip(ALPHABET, _FOLLOWERS, strict=True)
    for second, digit in zip(ALPHABET, row, strict=True)
}


def is_russian(letter: str) -> bool:
    """Tell whether the lower-case letter is one of the 33."""
    return letter in _LETTER


def likelihood(letter: str, before: str) -> float:
    """Return the logarithm of how much likelier than chance ``letter`` is after ``before`` (a space: a word begins).

    Args:
        letter: A Russian letter in lower case, or a space for the end of the word.
        before: The same.
    """
    return _LETTER.get(letter, 0.0) + _PAIR[_as_printed(before), _as_printed(letter)]


def _as_printed(letter: str) -> str:
    """Dictionaries and books write ё as е, people do not: its neighbours are those of е."""
    return "е" if letter == "ё" else letter
