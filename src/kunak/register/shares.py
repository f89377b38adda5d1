"""How sure a share is that was counted on few: Wilson's interval."""

from math import sqrt
from statistics import NormalDist

import msgspec


class Share(msgspec.Struct, frozen=True):
    """A part of a whole. All three are fractions between 0 and 1.

    Attributes:
        share: The part divided by the whole.
        low: Lower end of the interval.
        high: Upper end of it.
    """

    share: float
    low: float
    high: float


def wilson(part: int, whole: int, *, level: float = 0.95) -> Share:
    """Return a share with its score interval.

    Args:
        part: How many of the whole.
        whole: How many there are; at least 1.
        level: Coverage wanted, between 0 and 1.

    Raises:
        ValueError: The part does not fit into the whole.

    Source:
        Wilson (1927), JASA 22, 209-212.

    >>> wilson(22, 31)
    Share(share=0.7096774193548387, low=0.5340767066925008, high=0.8390419984369938)
    """
    if not 0 <= part <= whole or whole == 0:
        msg = f"a part of {part} does not fit into {whole}"
        raise ValueError(msg)
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    share = part / whole
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = sqrt(z2 * (share * (1 - share) / whole + z2 / (4 * whole**2))) / (1 + z2 / whole)
    return Share(share, min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half)))
