"""What invented people write about, and what the group then holds to be so.

Words are plain and few, as people write who are afraid; nothing is painted. A
trouble is data: sentences for the message, factors for the assessment, those
whom the person has to fear, and what the person wants.
"""

from typing import Final, Literal, NamedTuple

from kunak.app.demo.world import Said
from kunak.casework.assessment import Basis, Level, Presence
from kunak.casework.factors import Tool

PRESENT, POSSIBLE, ABSENT, UNKNOWN = Presence.PRESENT, Presence.POSSIBLE, Presence.ABSENT, Presence.UNKNOWN
SAID, SEEN, TOLD = Basis.SAID, Basis.SEEN, Basis.TOLD


class Sign(NamedTuple):
    """A factor, whether it is there, and what that rests on."""

    factor: str
    presence: Presence
    basis: Basis | None
    words: Said = Said("", "")


class Pursuer(NamedTuple):
    """Somebody the person has to fear."""

    label: Said
    relation: Said
    reach: frozenset[Tool]
    words: Said = Said("", "")


class Trouble(NamedTuple):
    """Why somebody writes.

    Attributes:
        what, now, ask: Sentences of the message, three of each.
        level: What a person decides at first.
        level_why: Their reasons.
    """

    key: str
    sex: Literal["f", "m"]
    ages: tuple[int, int]
    people: int
    what: tuple[Said, Said, Said]
    now: tuple[Said, Said, Said]
    ask: tuple[Said, Said, Said]
    signs: tuple[Sign, ...]
    pursuers: tuple[Pursuer, ...]
    level: Level
    level_why: Said
    wishes: Said
    orientation: Said = Said("", "")
    children: Said = Said("", "")
    health: Said = Said("", "")


_ASK_LATER: Final = Said(
    "Not asked yet; the case manager asks at the next call.", "Ещё не спросили; куратор спросит при следующем звонке."
)

_OUTED_MAN: Final = Trouble(
    key="outed_man",
    sex="m",
    ages=(19, 29),
    people=1,
    what=(
        Said(
            "My cousin took my phone and read my messages with a man I love. He told my father and my uncles.",
            "Двоюродный брат прочитал мою переписку с человеком, которого я люблю, и рассказал отцу и дядям.",
        ),
        Said(
            "Somebody sent my family a picture of me with my partner. Since then they only watch me.",
            "Кто-то прислал семье фото, где я со своим парнем. С тех пор со мной не разговаривают, только следят.",
        ),
        Said(
            "A man from an acquaintance site turned out to be a friend of my brother. Now they know about me.",
            "Парень с сайта знакомств оказался знакомым моего брата. Теперь про меня знают.",
        ),
    ),
    now=(
        Said(
            "My uncle said in front of everybody that a thing like this is answered with blood.",
            "Дядя при всех сказал, что за такое отвечают кровью.",
        ),
        Said(
            "They have taken my passport and tell me to wait until the elders come on Friday.",
            "У меня забрали паспорт и велели ждать, пока в пятницу соберутся старшие.",
        ),
        Said(
            "I sleep at a neighbour's. My brother has already been here once and asked for me.",
            "Я ночую у соседа. Брат уже приходил сюда и спрашивал меня.",
        ),
    ),
    ask=(
        Said(
            "I have to get away before they decide. I do not know how.",
            "Мне нужно уехать раньше, чем они решат. Я не знаю как.",
        ),
        Said(
            "Please tell me whether there is a way out. I can leave at night.",
            "Скажите, есть ли выход. Уйти я могу только ночью.",
        ),
        Said(
            "I do not ask for money, only for a road and somebody who knows it.",
            "Я не прошу денег, только дорогу и того, кто её знает.",
        ),
    ),
    signs=(
        Sign("threat_to_kill", PRESENT, SAID, Said("The uncle, before witnesses.", "Дядя, при свидетелях.")),
        Sign("relatives_in_security_services", POSSIBLE, TOLD),
        Sign("outed", PRESENT, SAID),
        Sign("whereabouts_known", POSSIBLE, SAID),
        Sign("acting_together", PRESENT, SAID),
        Sign("phone_readable", PRESENT, SAID, Said("The cousin knows the code.", "Двоюродный брат знает пароль.")),
        Sign("small_settlement", PRESENT, SEEN),
        Sign("no_documents", POSSIBLE, SAID),
    ),
    pursuers=(
        Pursuer(
            Said("elder uncle", "старший дядя"),
            Said("father's brother", "брат отца"),
            frozenset({Tool.RELATIVES_NEARBY, Tool.MONEY, Tool.WEAPONS}),
        ),
        Pursuer(
            Said("cousin with the phone", "двоюродный брат с телефоном"),
            Said("cousin", "двоюродный брат"),
            frozenset({Tool.ONLINE_SEARCH, Tool.RELATIVES_NEARBY}),
        ),
    ),
    level=Level.EXTREME,
    level_why=Said(
        "Threat before witnesses, it is known in the family, and they can find him within hours.",
        "Угроза при свидетелях, в семье знают, найти его могут за несколько часов.",
    ),
    wishes=Said("To leave before Friday and not to be looked for.", "Уехать до пятницы, и чтобы не искали."),
    orientation=Said("a gay man, in his words", "гей, его слова"),
)

_MARRIAGE: Final = Trouble(
    key="marriage",
    sex="f",
    ages=(18, 24),
    people=1,
    what=(
        Said(
            "My parents have promised me to a man I have seen once. The wedding is in two weeks.",
            "Родители обещали меня человеку, которого я видела один раз. Свадьба через две недели.",
        ),
        Said(
            "I was taken out of the institute and brought home. They say that I am to be married this month.",
            "Меня забрали из института и привезли домой. Говорят, в этом месяце выдадут замуж.",
        ),
        Said(
            "I said no to the marriage. Since that day I have not been allowed out of the house alone.",
            "Я отказалась выходить замуж. С того дня меня не выпускают из дома одну.",
        ),
    ),
    now=(
        Said(
            "My brother checks the phone every evening. I write from my sister-in-law's.",
            "Брат каждый вечер проверяет телефон. Пишу с телефона невестки.",
        ),
        Said("My mother holds my passport. I know in which drawer.", "Паспорт у мамы. Я знаю, в каком ящике."),
        Said(
            "My father hit me when I said that I would rather study. My arm still hurts.",
            "Отец ударил, когда я сказала, что хочу учиться. Рука до сих пор болит.",
        ),
    ),
    ask=(
        Said(
            "I am of age. Is it true that you help to leave?", "Мне есть восемнадцать. Правда, что вы помогаете уехать?"
        ),
        Said(
            "I want to finish my studies and live in peace. Nothing more.",
            "Хочу доучиться и жить спокойно. Больше ничего.",
        ),
        Said(
            "If it can be done quietly, I am ready on any day.", "Если можно сделать это тихо, я готова в любой день."
        ),
    ),
    signs=(
        Sign("threat_to_kill", UNKNOWN, None, _ASK_LATER),
        Sign("relatives_in_security_services", ABSENT, SAID),
        Sign("outed", ABSENT, SAID),
        Sign("whereabouts_known", PRESENT, SAID, Said("She lives at home.", "Живёт дома.")),
        Sign("forced_marriage_or_cure", PRESENT, SAID),
        Sign("control_by_relatives", PRESENT, SAID),
        Sign("phone_readable", PRESENT, SAID),
        Sign("dependence", PRESENT, SAID),
        Sign("no_money", POSSIBLE, SAID),
    ),
    pursuers=(
        Pursuer(
            Said("father", "отец"),
            Said("father", "отец"),
            frozenset({Tool.RELATIVES_NEARBY, Tool.MISSING_PERSON_SEARCH}),
        ),
        Pursuer(
            Said("elder brother", "старший брат"),
            Said("brother", "брат"),
            frozenset({Tool.RELATIVES_NEARBY, Tool.ONLINE_SEARCH}),
        ),
    ),
    level=Level.HIGH,
    level_why=Said(
        "A fixed day for the wedding, control at home; no threat to kill is known, we ask again.",
        "День свадьбы назначен, дома контроль; об угрозе убийством не известно, спросим ещё раз.",
    ),
    wishes=Said(
        "To study. To live apart from the family, without quarrel.", "Учиться. Жить отдельно от семьи, без ссоры."
    ),
)

_MOTHER: Final = Trouble(
    key="mother",
    sex="f",
    ages=(26, 38),
    people=3,
    what=(
        Said(
            "My husband beats me, and last month he held me by the throat in front of the children.",
            "Муж бьёт меня, а в прошлом месяце схватил за горло при детях.",
        ),
        Said(
            "I left my husband for my parents' house. They sent me back the same evening.",
            "Я ушла от мужа к родителям. В тот же вечер они отправили меня обратно.",
        ),
        Said(
            "After the divorce his brothers want to take the children, and I am to be silent.",
            "После развода его братья хотят забрать детей, а я должна молчать.",
        ),
    ),
    now=(
        Said(
            "I went to the police once. The officer called my husband to fetch me.",
            "Я один раз ходила в полицию. Сотрудник позвонил мужу, чтобы меня забрал.",
        ),
        Said(
            "The children are six and nine. I shall not leave without them.",
            "Детям шесть и девять лет. Без них я не уеду.",
        ),
        Said("He works away until Sunday. Then he will be back.", "До воскресенья он на вахте. Потом вернётся."),
    ),
    ask=(
        Said(
            "Can you take three people? I have a little money put by.",
            "Можете принять троих? Немного денег я отложила.",
        ),
        Said(
            "I need a place where he does not look, if only for some weeks.",
            "Нужно место, где он не станет искать, хотя бы на несколько недель.",
        ),
        Said("Please tell me what papers for the children I must take.", "Подскажите, какие документы на детей взять."),
    ),
    signs=(
        Sign(
            "threat_to_kill",
            POSSIBLE,
            SAID,
            Said("“You will not leave this house alive”, in anger.", "«Живой отсюда не выйдешь», в гневе."),
        ),
        Sign("relatives_in_security_services", ABSENT, SAID),
        Sign("outed", ABSENT, SAID),
        Sign("whereabouts_known", PRESENT, SAID),
        Sign("recent_violence", PRESENT, SAID),
        Sign("strangled", POSSIBLE, SAID),
        Sign("police_side_with_family", PRESENT, SAID),
        Sign("minors", PRESENT, SEEN, Said("Birth certificates seen.", "Свидетельства о рождении видели.")),
    ),
    pursuers=(
        Pursuer(Said("husband", "муж"), Said("husband", "муж"), frozenset({Tool.POLICE, Tool.MISSING_PERSON_SEARCH})),
        Pursuer(
            Said("husband's brothers", "братья мужа"),
            Said("in-laws", "родня мужа"),
            frozenset({Tool.RELATIVES_NEARBY, Tool.THEFT_COMPLAINT}),
        ),
    ),
    level=Level.EXTREME,
    level_why=Said(
        "Hands on the throat, the police handed her back once, and he returns on Sunday.",
        "Хватал за горло, полиция уже вернула её один раз, в воскресенье он приезжает.",
    ),
    wishes=Said(
        "To leave with both children and to have them registered with her.",
        "Уехать с двумя детьми и оформить их с собой.",
    ),
    children=Said("two children, six and nine, come along", "двое детей, шести и девяти лет, едут с ней"),
    health=Said(
        "Pain on swallowing after the attack; a doctor should look.", "Больно глотать после нападения; нужен врач."
    ),
)

_CRITIC: Final = Trouble(
    key="critic",
    sex="m",
    ages=(21, 41),
    people=1,
    what=(
        Said(
            "I wrote in a chat about the money that is taken from our wages. Two days later men in plain clothes came.",
            "Я написал в чате про поборы с зарплаты. Через два дня пришли люди в гражданском.",
        ),
        Said(
            "They kept me for three nights and wrote nothing down. Then they let me go and said to wait for a call.",
            "Меня держали трое суток и нигде не записали. Потом отпустили и сказали ждать звонка.",
        ),
        Said(
            "I was made to apologise on video. After that I was told to bring names.",
            "Меня заставили извиниться на камеру. А потом велели принести имена.",
        ),
    ),
    now=(
        Said(
            "A car stands in our street every evening since then.",
            "С тех пор каждый вечер на нашей улице стоит машина.",
        ),
        Said(
            "My father was asked at work where I am. He said that I am ill.",
            "Отца на работе спросили, где я. Он сказал, что болею.",
        ),
        Said("I have my passport. The telephone I have switched off.", "Паспорт у меня. Телефон выключил."),
    ),
    ask=(
        Said("I think that the next time they will not let me go.", "Думаю, в следующий раз уже не отпустят."),
        Said(
            "Is there somebody who can say whether I am on a list at the border?",
            "Можно ли узнать, стою ли я на границе в списках?",
        ),
        Said(
            "I can be in another town by morning, if that helps.", "К утру могу быть в другом городе, если это поможет."
        ),
    ),
    signs=(
        Sign("threat_to_kill", POSSIBLE, SAID),
        Sign(
            "relatives_in_security_services",
            ABSENT,
            SAID,
            Said("Not relatives; the service itself.", "Не родные; сама служба."),
        ),
        Sign("outed", ABSENT, SAID),
        Sign("whereabouts_known", PRESENT, SAID),
        Sign("recent_violence", PRESENT, SAID),
        Sign("search_announced", UNKNOWN, None, Said("The lawyer asks.", "Юрист узнаёт.")),
        Sign("influence_and_money", PRESENT, TOLD),
    ),
    pursuers=(
        Pursuer(
            Said("men in plain clothes", "люди в гражданском"),
            Said("local service", "местная служба"),
            frozenset({Tool.SECURITY_SERVICES, Tool.POLICE, Tool.MISSING_PERSON_SEARCH}),
        ),
    ),
    level=Level.EXTREME,
    level_why=Said(
        "Held without a record once; they know where he is and expect him.",
        "Один раз держали без протокола; знают, где он, и ждут его.",
    ),
    wishes=Said(
        "To leave, and that his parents have no trouble for it.",
        "Уехать, и чтобы у родителей из-за этого не было неприятностей.",
    ),
    health=Said("Two ribs may be broken.", "Возможно, сломаны два ребра."),
)

_OUTED_WOMAN: Final = Trouble(
    key="outed_woman",
    sex="f",
    ages=(19, 31),
    people=1,
    what=(
        Said(
            "My aunt found letters from my girlfriend. Since then they take me to people who are supposed to cure me.",
            "Тётя нашла письма моей девушки. С тех пор меня возят к людям, которые будто бы лечат.",
        ),
        Said(
            "At home they know that I love a woman. My brother says that he is ashamed to go out.",
            "Дома узнали, что я люблю девушку. Брат говорит, ему стыдно выходить на улицу.",
        ),
        Said(
            "We lived together in another town for a year. My family found the flat and brought me back.",
            "Мы год жили вместе в другом городе. Семья нашла квартиру и увезла меня обратно.",
        ),
    ),
    now=(
        Said(
            "The door is locked at night. By day somebody is always with me.",
            "На ночь дверь запирают. Днём со мной всегда кто-то есть.",
        ),
        Said(
            "My brother said that there will be an accident if I try again.",
            "Брат сказал: попробую ещё раз, случится несчастный случай.",
        ),
        Said(
            "An uncle serves in the department and says that he finds everybody.",
            "Дядя служит в управлении и говорит, что найдёт любого.",
        ),
    ),
    ask=(
        Said(
            "On market day I could have half an hour. Would that be enough?",
            "В базарный день у меня может быть полчаса. Этого хватит?",
        ),
        Said(
            "Please do not write to my girlfriend, they watch her, too.", "Моей девушке не пишите, за ней тоже следят."
        ),
        Said("I want to live. Tell me what to prepare.", "Я хочу жить. Скажите, что подготовить."),
    ),
    signs=(
        Sign(
            "threat_to_kill",
            PRESENT,
            SAID,
            Said("The brother, as a joke about an accident.", "Брат, будто в шутку про несчастный случай."),
        ),
        Sign(
            "relatives_in_security_services", PRESENT, SAID, Said("An uncle in the department.", "Дядя в управлении.")
        ),
        Sign("outed", PRESENT, SAID),
        Sign("whereabouts_known", PRESENT, SAID),
        Sign("held_captive", PRESENT, SAID),
        Sign("forced_marriage_or_cure", PRESENT, SAID),
        Sign("control_by_relatives", PRESENT, SAID),
        Sign("despair", POSSIBLE, SAID, Said("We asked. She will call first.", "Спросили. Сначала позвонит.")),
    ),
    pursuers=(
        Pursuer(
            Said("uncle in the department", "дядя в управлении"),
            Said("mother's brother", "брат матери"),
            frozenset({Tool.SECURITY_SERVICES, Tool.TRANSPORT_STAFF, Tool.MISSING_PERSON_SEARCH}),
        ),
        Pursuer(
            Said("younger brother", "младший брат"),
            Said("brother", "брат"),
            frozenset({Tool.RELATIVES_NEARBY, Tool.DIASPORA_ABROAD}),
        ),
    ),
    level=Level.IMMINENT,
    level_why=Said(
        "Locked in by those who threaten; a relative in the service can look for her at once.",
        "Её держат взаперти те, кто угрожает; родственник в службе может искать сразу.",
    ),
    wishes=Said(
        "To leave alone first; to see her girlfriend later, if it is safe.",
        "Сначала уехать одной; с девушкой увидеться позже, если будет безопасно.",
    ),
    orientation=Said("a lesbian, in her words", "лесбиянка, её слова"),
)

_STUDENT: Final = Trouble(
    key="student",
    sex="f",
    ages=(18, 26),
    people=1,
    what=(
        Said(
            "I stopped believing and said so to my sister. She told it at home.",
            "Я перестала верить и сказала об этом сестре. Она рассказала дома.",
        ),
        Said(
            "I rent a room in the city and work. My uncles say that an unmarried woman cannot live alone.",
            "Я снимаю комнату в городе и работаю. Дяди говорят, незамужняя не может жить одна.",
        ),
        Said(
            "There is a rumour about me in the settlement. It is not true, but nobody asks.",
            "По селу обо мне пустили слух. Это неправда, но никто не спрашивает.",
        ),
    ),
    now=(
        Said(
            "They have called my employer. I was asked to leave at the end of the month.",
            "Они звонили на работу. Меня попросили уйти с конца месяца.",
        ),
        Said(
            "A cousin stood in front of the house yesterday. I did not go out.",
            "Вчера у дома стоял двоюродный брат. Я не выходила.",
        ),
        Said(
            "They say that I have stolen my grandmother's gold. I have never touched it.",
            "Говорят, что я украла бабушкино золото. Я его никогда не трогала.",
        ),
    ),
    ask=(
        Said("What do I do if the police call?", "Что мне делать, если позвонят из полиции?"),
        Said(
            "Perhaps it is not so urgent. But I am afraid to sleep.", "Может быть, это не так срочно. Но я боюсь спать."
        ),
        Said(
            "I would like to talk to somebody who has seen this before.",
            "Хочу поговорить с кем-то, кто такое уже видел.",
        ),
    ),
    signs=(
        Sign("threat_to_kill", ABSENT, SAID),
        Sign("relatives_in_security_services", UNKNOWN, None, _ASK_LATER),
        Sign("outed", POSSIBLE, SAID),
        Sign("whereabouts_known", PRESENT, SAID),
        Sign("false_complaint", POSSIBLE, TOLD),
        Sign("searching_now", POSSIBLE, SAID),
        Sign("small_settlement", PRESENT, SEEN),
    ),
    pursuers=(
        Pursuer(
            Said("father's brothers", "братья отца"),
            Said("uncles", "дяди"),
            frozenset({Tool.THEFT_COMPLAINT, Tool.RELATIVES_NEARBY}),
        ),
    ),
    level=Level.HIGH,
    level_why=Said(
        "They stand before her door and may file a complaint; no threat to her life is known.",
        "Стоят у её двери и могут подать заявление; угроз жизни пока не известно.",
    ),
    wishes=Said(
        "To keep her work if possible; otherwise to leave the region.",
        "Сохранить работу, если получится; если нет, уехать из региона.",
    ),
)

_UNNAMED: Final = Trouble(
    key="unnamed",
    sex="m",
    ages=(18, 27),
    people=1,
    what=(
        Said(
            "I am a trans man. At home they found my medicine and my new documents.",
            "Я трансгендерный мужчина. Дома нашли мои лекарства и новые документы.",
        ),
        Said(
            "My family calls me by a name that is not mine and says that I am possessed.",
            "В семье меня зовут чужим именем и говорят, что во мне джинн.",
        ),
        Said(
            "I came home for my grandmother's funeral. They have not let me leave since.",
            "Я приехал домой на похороны бабушки. С тех пор меня не отпускают.",
        ),
    ),
    now=(
        Said("For five days I have been without my medicine.", "Пятый день я без лекарства."),
        Said(
            "They want to take me to a clinic in the mountains. Nobody comes back from there soon.",
            "Хотят отвезти в какую-то клинику в горах. Оттуда быстро не возвращаются.",
        ),
        Said(
            "A friend lent me this phone. I can write until evening.",
            "Этот телефон мне дал друг. Писать могу до вечера.",
        ),
    ),
    ask=(
        Said("Is there a doctor among you with whom I can speak?", "Есть ли у вас врач, с которым можно поговорить?"),
        Said(
            "I have friends in the capital, but they will look there first.",
            "В столице есть друзья, но там станут искать первым делом.",
        ),
        Said(
            "Please call me by my name when you answer.", "Когда будете отвечать, зовите меня, пожалуйста, моим именем."
        ),
    ),
    signs=(
        Sign("threat_to_kill", UNKNOWN, None, _ASK_LATER),
        Sign("relatives_in_security_services", ABSENT, SAID),
        Sign("outed", PRESENT, SEEN),
        Sign("whereabouts_known", PRESENT, SAID),
        Sign("held_captive", POSSIBLE, SAID),
        Sign("forced_marriage_or_cure", PRESENT, SAID),
        Sign("health", PRESENT, SAID, Said("Without his medicine for days.", "Несколько дней без лекарства.")),
        Sign("no_documents", PRESENT, SAID),
    ),
    pursuers=(
        Pursuer(Said("father", "отец"), Said("father", "отец"), frozenset({Tool.RELATIVES_NEARBY, Tool.MONEY})),
        Pursuer(
            Said("healer", "целитель"), Said("brought in by the family", "его позвала семья"), frozenset({Tool.MONEY})
        ),
    ),
    level=Level.EXTREME,
    level_why=Said(
        "He may be taken to a place where nobody reaches him; the medicine cannot wait either.",
        "Его могут увезти туда, где до него никто не доберётся; с лекарством тоже ждать нельзя.",
    ),
    wishes=Said(
        "To get back to his own flat, or to any place where he is called by his name.",
        "Вернуться в свою квартиру или туда, где его зовут его именем.",
    ),
    orientation=Said("a trans man, in his words", "трансгендерный мужчина, его слова"),
    health=Said(
        "Hormones since last year; the name of the medicine is with the doctor.",
        "Гормоны с прошлого года; название лекарства знает врач.",
    ),
)

TROUBLES: Final = (_OUTED_MAN, _MARRIAGE, _MOTHER, _OUTED_WOMAN, _STUDENT, _CRITIC, _UNNAMED)
