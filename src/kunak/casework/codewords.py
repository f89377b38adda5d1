"""The two words by which a case is known: never a name, a place or a trait.

64 quiet adjectives and 64 plain nouns give 4,096 pairs; when most are taken, a
number follows. Nothing in them can hint at a person, a people or a country.
"""

from collections.abc import Callable, Container
from typing import Final

FIRST: Final = tuple(
    (
        "azure ample ashen brisk broad calm cedar clear copper crisp dapper dusky deft downy early even fabled fleet "
        "frosty gentle gilded glad golden grand humid hearty humble indigo inky jolly keen kindly lapis level light "
        "linen lively lucid maple mellow mossy misty neat noble oaken pale patient patchy placid plain polar quiet "
        "rapid rosy sunny silver simple slate smooth snowy steady velvet vivid wooden"
    ).split()
)

SECOND: Final = tuple(
    (
        "anchor arrow badger basket beacon bison bramble brook candle canyon cinder cobble compass crane creek cricket "
        "easel falcon fennel finch garden glacier harbor heron igloo jetty kettle kite lantern ladder linnet lynx "
        "magnet marten marble mill mitten needle nettle oriole otter paddle pebble pigeon pillow plover puffin quill "
        "rabbit raven ribbon rudder rafter saddle sparrow spindle spruce stork thimble thistle trellis walnut "
        "whistle wicket"
    ).split()
)


def choose(taken: Container[str], random: Callable[[int], bytes]) -> str:
    """Return a code name that is not taken, such as ``azure-heron`` or ``azure-heron-7``.

    Args:
        taken: Every code name that the group has ever used.
        random: Gives that many random bytes.
    """
    attempt = 0
    while True:
        first, second = random(2)
        name = f"{FIRST[first % len(FIRST)]}-{SECOND[second % len(SECOND)]}"
        numbered = name if attempt < len(FIRST) else f"{name}-{2 + attempt // len(FIRST)}"
        if numbered not in taken:
            return numbered
        attempt += 1
