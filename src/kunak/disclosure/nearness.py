"""Which words of a sentence say that a place lies beside the one that nobody names.

“Beside” needs two things in the sentence: how far, and that somebody's home is there. A small village next door
needs the first alone: whoever is nearly married off “совсем рядом” is told by it. Ours.
"""

import re
from typing import Final

_FAR: Final = 120
"""Characters before and after a name in which its sentence is read."""

_ENDS: Final = re.compile(r"[!?…\n]|(?:(?<=[^\W\d_]{3})|(?<=\d\d))[.;](?=\s|$)")
"""Where a sentence ends; ``с.`` and ``ул.`` end none."""

_BY: Final = (
    r"(?:рек\w{1,2}|речк\w{1,2}|овраг\w{0,2}|хребт\w{1,2}|хребет|перевал\w{0,2}|гор\w{1,2}|пол[еяю]м?|лес\w{0,2}|лесом|холм\w{0,2}|"
    r"ущель\w{1,2}|балк\w{1,2}|мост\w{0,2}|дорог\w{1,2}|трасс\w{1,2}|канал\w{0,2}|бугр\w{1,2}|скал\w{1,2}|"
    r"склон\w{0,2})"
)
_BY_EN: Final = (
    r"(?:(?:the|a|one|that|this|our|her|his|their|same|next|narrow|dry|mountain|small) ){0,3}"
    r"(?:ridge|river|hills?|pass|mountains?|valley|gorge|ravine|stream|creek|bridge|road|field|canal|slope|forest|wood|border)"
)
_VILLAGE: Final = r"(?:сел|аул|станиц|деревн|посел|хутор|кишлак|населенн)"
_HOW_MANY: Final = (
    r"(?:\d+|пар[аеыу]|нескольк\w+|дв\w{1,2}|тр[иех]\w{0,2}|четыр\w+|пят\w+|шест\w+|сем\w{1,2}|восьм\w+|десят\w+|"
    r"пятнадцат\w+|двадцат\w+|полтор\w+)"
)

NEXT: Final = (
    # How far, in Russian.
    r"\d ?(?:км|km)(?![^\W_])|(?<![^\W_])км от|километр|верст(?![^\W_])|верст[аыеу](?![^\W_])|"
    r"(?<![^\W_])рядом(?! с (?:ней|ним|нами|вами|мной|тобой|ними)(?![^\W_]))|"
    r"недалеко|неподалеку|невдалеке|поблизости|вблизи|(?<![^\W_])близ(?![^\W_])|близко (?:от|к)|"
    r"(?<![^\W_])ближе к |по соседству|соседствует|в соседях|"
    r"соседн\w+ (?:(?:с |\w+ском )?(?=\|)|" + _VILLAGE + r"|с\.|район|ущель|долин)|"
    r"минут\w* (?:езды|ходьбы|пути|пешком|от|на машине|на маршрутке|и ты)|"
    r"(?:час\w?|полчаса|четверть часа) (?:езды|ходьбы|пути|пешком|от|на машине|на маршрутке)|(?<![^\W_])ходьбы|"
    r"(?:дош\w+|ше?л\w?|прош\w+|добра\w+)(?: \w+){0,2} пешком|"
    r"пешком (?:от|до|дойти|ходят|ходили|можно)|рукой подать|под боком|бок о бок|в двух шагах|в шаге от|"
    r"камень добросить|добросить камн|"
    r"(?<![^\W_])(?:за|через|сразу за) (?:(?:одн|эт|т|сам|наш|ближн|соседн|высок|дв|тр|пар|железн)\w{1,4} )?"
    + _BY + r"(?![^\W_])|"
    r"(?<![^\W_])через (?:одно |один |одну |два |пару )?" + _VILLAGE + r"|следующ\w+ (?:" + _VILLAGE + r"|за)|"
    r"ближайш\w+ (?:к \w+ |к нам |от \w+ |отсюда )?(?:" + _VILLAGE + r"|сосед)|"
    r"граничит|впритык|вплотную (?:к|с) |примыка|прилега|напротив (?=\|)|"
    r"(?:выше|ниже|дальше|вверх|вниз) по (?:реке|ущелью|склону|течению|дороге|долине|трассе)|"
    r"чуть (?:выше|ниже|дальше|южнее|севернее|западнее|восточнее|в стороне)|"
    r"(?:южнее|севернее|западнее|восточнее) (?:от |нашего |ее |его )?(?=\|)|не доезжая|сразу за|"
    r"по ту сторону|(?:на )?(?:том|другом|противоположном) (?:берегу|склоне|боку)|(?:на )?(?:той|другой) стороне|"
    r"на соседнем (?:склоне|хребте)|"
    r"вид(?:но|ен|на|ны) (?:из|от|с) |из (?:окна|окон) вид|в окрестност|окрестности|под самым носом|"
    r"в одном ущелье|в том же (?:районе|ущелье)|"
    r"(?<![^\W_])в " + _HOW_MANY + r" (?:минутах|шагах)|один автобус|первая остановка|следующая остановка|полдороги|"
    r"(?:перевал|хребет|холм|гора|ущелье|село|остановка) отсюда|"
    r"(?<![^\W_])(?:виден|видна|видны|видать)(?![^\W_])|слышно (?:из|от|как|муэдз|петух|собак)|"
    r"слыш(?:но|ен|на|ны|ат|али) (?=\|)|"
    r"на (?:одн|т)\w{1,2} (?:же )?(?:гор|склон|хребт|дорог|тропе|рек)|"
    r"на (?:спуске|подъеме|повороте|развилке) (?:к|в|на|у) |"
    r"у сам\w{2,3} (?=\|)|(?:совсем|очень|так) (?:близко|недалеко)|"
    r"(?:к соседям|соседи|соседей|соседям) (?:в|из|на|с) (?=\|)|"
    r"(?:дойти|добежать|доехать|добраться|подняться|спуститься|дойд\w+|доед\w+|добежи\w+) (?:[^\W_]+ )?"
    r"за (?:час|пол|\d|минут|дв|пят|десят)|(?:ехать|идти|едешь|идешь)(?:-то)? (?:\w+ )?(?:минут|час|полчаса)|"
    r"(?:полчаса|час|минут\w*) (?:по|через) |прямо (?:над|под|за|напротив|у) |соседн\w+ с |"
    r"(?:ходи\w+|бега\w+|бегом) пешком|пешком (?:в|из|к|ходи) |"
    r"(?:выше|ниже) (?:них|нас|нее|него) |общ\w+ (?:пастбищ|границ|меж[аиу]|кладбищ|мечет|школ)|"
    r"на (?:два|оба) (?:сел|аул)|"
    r"(?:это|буквально|почти|тоже) соседи|(?:один|два) (?:поворот|перевал|хребет|мост|холм)|"
    r"(?:вся округа|по всей округе)|"
    r"(?:маршрутк|автобус|попутк|на машине|тропа|тропинк|тропой)[^|.]{0,20}(?:минут|час)|"
    r"ближайш\w+ (?:\w+ )?(?:аптек|школ|магазин|больниц|фельдшер|мечет|рын|базар|остановк)|"
    r"(?:последн|перв)\w+ (?:сел|аул|деревн)\w+ (?:перед|до|после|за) |"
    # And in English.
    r"kilomet|\bmiles?\b|\bnear(?:by)?\b|\bnear(?:est|er) (?:to|village|town|settlement|aul|neighbou?r)|next to\b|"
    r"next[- ]door|close (?:by|to|at hand)|not far|"
    r"neighbou?ring|neighbou?r (?:village|of|to)|neighbou?rs? (?:(?:is|are|being) )?(?=\|)|"
    r"adjacent|adjoin|\bborders(?: on)?\b|bordering|stone'?s throw|"
    r"(?:next|nearest|closest) (?:\w+ )?(?:village|town|settlement|aul|hamlet|stop)|"
    r"villages? (?:over|away|along|up|down)\b|(?:one|two) (?:stop|ridge|valley|hill)s? (?:over|away|along)|"
    r"(?:walk|drive|ride|bus|hop|minutes|hour|hours|miles|step|steps) (?:away |up |down )?from|"
    r"(?:short|quick|few minutes'?|brief) (?:\w+ )?(?:drive|walk|ride|hop|way|trip|distance)|"
    r"(?:minutes?|hour)(?:'s?)? (?:away|by (?:car|bus|foot)|on foot|walk|drive|ride)|"
    r"within (?:walking|shouting|sight|earshot|easy reach)|within a (?:few|couple|short|mile|kilomet)|"
    r"walking distance|"
    r"(?:across|over|beyond|behind|past|through|other side of|far side of|opposite side of) " + _BY_EN + r"\b|"
    r"(?:up|down|along|further (?:along|up|down)) the (?:same )?(?:road|valley|gorge|river|slope|hill|track)|"
    r"same (?:gorge|valley|district)|"
    r"just (?:past|beyond|before|outside|below|above|over|across|down|up|behind|off|north|south|east|west)|"
    r"right (?:next|beside|by|behind|across)|"
    r"(?:north|south|east|west|upstream|downstream|uphill|downhill) (?:of|from)|"
    r"(?:beyond|behind|beside|alongside|opposite) (?=\|)|"
    r"(?:next|other|nearest) (?:mountain|ridge|valley|hill|slope)|"
    r"(?:mountain|ridge|valley|hill|bend|field)s? (?:away|apart)\b|"
    r"(?:right|directly|hangs?|perched|straight) (?:right )?(?:above|below|under|opposite|over)|"
    r"walk(?:ed|s|ing)? (?:over|across|down|up) (?:from|to)\b|(?:can|could) (?:see|hear) (?=\|)|"
    r"from (?:her|his|their|our) (?:\w+ )?(?:roof|window|door|yard|porch|garden|balcony|terrace)|"
    r"fields? (?:touch|meet)|same (?:ridge|slope|mountain|stream|bus stop)|"
    r"shar(?:es?|ed|ing) (?:an? |one |the )?(?:school|mosque|road|valley|border|well|spring|graveyard|pasture)|"
    r"(?:are|were) (?:her|his|their|our) neighbours?\b|pass(?:es)? (?:her|his|their|our) (?:door|house|gate)|"
    r"around the corner|walk(?:ed|s|ing)? to (?=\|)|look(?:s|ed|ing)? down on|overlook|(?:just|right) after (?=\|)|"
    r"cross(?:ed|es|ing)? (?:the )?(?:river|ridge|pass|valley)|so close (?:that|to|you)|"
    r"can (?:walk|cycle|run|drive) (?:over|to|down|up)|"
    r"(?:nearest|closest) (?:\w+ )?(?:pharmacy|school|shop|doctor|market|hospital|mosque|clinic|road)|"
    r"(?:last|first|only) (?:village|stop|aul|hamlet) (?:before|after|past|beyond)|"
    r"vicinity|outskirts of|visible from|in sight of"
)  # fmt: skip
"""How near, where nothing else is meant by it."""

_NEXT: Final = re.compile(NEXT)

_BESIDE: Final = re.compile(
    NEXT + r"|возле|(?<![^\W_])около |(?<![^\W_])под |сосед|между|по дороге|по пути|минут\w* (?:езды )?от|напротив|"
    r"neighbou?r|(?:by|past|below|above) (?=\|)|on the (?:way|road|path|track|bus) (?:to|from)|outside|"
    r"minutes? from|between|"
    r"across the river|(?:южнее|севернее|восточнее|западнее|выше|ниже)"
)
"""The same, and what is said of other things, too."""

_OURS: Final = re.compile(
    r"neighbou?ring (?:town|village|settlement|aul|hamlet|city) (?:of )?\||соседн\w+ (?:[гсдпа]\. ?|"
    r"(?:сел|аул|город|деревн|станиц|посел)\w+ )?[«\"]?\|"
)
"""The neighbour of what somebody speaks of as home."""

_LIVED: Final = re.compile(
    r"(?<![^\W_])(?:сел[оаеу]м?|аул\w{0,2}|станиц\w|деревн\w|поселк\w*|хутор\w?|родом|выросл\w|родил\w+|ее дом|"
    r"родн\w{2,3} дом\w{0,2}|(?:до|от|из) дома|домой|home|"
    r"дом стоит|живет|живут|жил[аи]?|родня|родител\w+|родич\w+|семья|отчий|отцовск\w+|замуж|просватал\w*|засватал\w*|"
    r"сват\w*|жених\w*|невест\w*|свадьб\w*|тет[яиею]\w?|тетк\w{1,2}|дяд[яиею]\w?|бабушк\w{1,2}|брат(?:ья|ьев|а|у)?|сестр\w{1,2}|"
    r"прятал\w*|скрывал\w*|спрятал\w*|"
    r"village|hamlet|aul|grew up|was born|comes from|(?:her|his|their) (?:home|house|family|parents|people|folks)|"
    r"married off|marry|wedding|hid|hide|hiding|(?:the|her|his|their) (?:house|home) (?:is|was|stands)|"
    r"home(?:town)? (?:is|was|lay|lies|stood|had been)|lived|lives|used to live|born|native|called home|raised|"
    r"(?:her|his|their|an) (?:older |younger )?(?:aunt|uncle|cousins?|brothers?|sisters?|"
    r"grand(?:mother|father|parents)))(?![^\W_])"
)
"""That it is a home that lies there."""


def is_beside(text: str, start: int, end: int, *, next_door: bool, far: bool) -> bool:
    """Return whether the sentence around a place says that another one, somebody's home, lies beside it.

    Args:
        text: A folded text, in which the place stands from ``start`` to ``end``.
        next_door: Whether the place is small and so near that a sign of nearness is enough.
        far: Whether it is so far that it has to be said how far.
    """
    before, after = text[max(start - _FAR, 0) : start], text[end : end + _FAR]
    ends = [match.end() for match in _ENDS.finditer(before)]
    stop = _ENDS.search(after)
    around = before[ends[-1] if ends else 0 :] + "|" + (after[: stop.start()] if stop else after)
    if (next_door and _NEXT.search(around)) or _OURS.search(around):
        return True
    return (_NEXT if far else _BESIDE).search(around) is not None and _LIVED.search(around) is not None
