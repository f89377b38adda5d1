"""What speaks for danger, and by which means people are found: two tables, in two languages.

``FACTORS`` are the questions that an assessment asks; ``PLAYBOOK`` is what the
pursuers can use and what the group does about it. Each entry says why it
matters, in English and in Russian, because nobody weighs a box whose reason
they do not know. Every sentence is the project's own. The kinds of factors, and
that people weigh them instead of adding them up, follow the practice of
structured professional judgement (DASH, SARA, PATRIARCH). Nothing here decides,
counts or knows of a case. Told at length in ``docs/methods/assessment.md``.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.words import phrase


class Group(Enum):
    """The four groups of factors, in the order in which they are asked."""

    VIOLENCE = "violence"
    PERPETRATORS = "perpetrators"
    VULNERABILITY = "vulnerability"
    EXPOSURE = "exposure"


GROUP_NAMES: Final = {
    Group.VIOLENCE: phrase("violence and threats"),
    Group.PERPETRATORS: phrase("those the person fears, and their reach"),
    Group.VULNERABILITY: phrase("what makes leaving hard"),
    Group.EXPOSURE: phrase("what is already known"),
}


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to ask about.

    Attributes:
        id: Stands in the log for ever; never given to another factor.
        critical: Whether no level can be decided in silence about it.
        en: The statement that is marked, in English; ``ru``: in Russian.
        why_en: Why it matters, in English; ``why_ru``: in Russian.
    """

    id: str
    group: Group
    critical: bool = False
    en: str
    ru: str
    why_en: str
    why_ru: str


FACTORS: Final = (
    # Violence and threats
    Factor(
        id="threat_to_kill",
        group=Group.VIOLENCE,
        critical=True,
        en="Somebody has threatened to kill the person, to their face, in a message or through others",
        ru="Человеку угрожали убийством: в лицо, в сообщении или через других",
        why_en="In a family that speaks of honour such words are often a decision, not anger. "
        "Take them as meant until something shows otherwise.",
        why_ru="Когда в семье говорят о чести, такие слова часто не вспышка гнева, а решение. "
        "Считайте, что это всерьёз, пока что-то не покажет обратное.",
    ),
    Factor(
        id="recent_violence",
        group=Group.VIOLENCE,
        en="The person was hurt in the last weeks, or the violence is getting worse",
        ru="В последние недели человека били или калечили, или насилие усиливается",
        why_en="Violence that is recent or growing seldom stops by itself, and the next time may be the worst.",
        why_ru="Недавнее или растущее насилие редко прекращается само, и следующий раз может стать самым тяжёлым.",
    ),
    Factor(
        id="strangled",
        group=Group.VIOLENCE,
        en="Somebody has squeezed the person's throat, or stopped them from breathing",
        ru="Человека душили или не давали дышать",
        why_en="It often leaves no mark, it can kill hours later, and whoever did it once is far more likely to kill. "
        "Offer a doctor.",
        why_ru="Следов часто не остаётся, но умереть можно и через несколько часов. Тот, кто уже душил, убивает "
        "намного чаще. Предложите врача.",
    ),
    Factor(
        id="sexual_violence",
        group=Group.VIOLENCE,
        en="The person has lived through sexual violence, or is threatened with it",
        ru="Человек пережил сексуальное насилие, или ему этим угрожают",
        why_en="It is used to punish and to silence. Do not ask for details: that it happened is enough to plan with.",
        why_ru="Этим наказывают и заставляют молчать. Не расспрашивайте о подробностях: "
        "для плана достаточно знать, что это было.",
    ),
    Factor(
        id="held_captive",
        group=Group.VIOLENCE,
        en="The person is locked in or guarded, or was held like that before",
        ru="Человека держат взаперти или под присмотром, или так уже было",
        why_en="Whoever cannot leave the house cannot keep an appointment. "
        "The way out is a plan of its own, and the chance to write may be brief.",
        why_ru="Тот, кого не выпускают, не сможет прийти к назначенному часу. "
        "Для выхода из дома нужен отдельный план, а возможность написать может быть короткой.",
    ),
    Factor(
        id="forced_marriage_or_cure",
        group=Group.VIOLENCE,
        en="A wedding, a “cure” or a rite is being forced on the person, or was forced on them before",
        ru="Человека против воли женят, выдают замуж, «лечат» или водят на обряды, или так уже было",
        why_en="It usually has a date. That date, and the days of preparation before it, are the real deadline.",
        why_ru="Обычно день уже назначен. Этот день и дни подготовки перед ним и есть настоящий срок.",
    ),
    Factor(
        id="killed_before",
        group=Group.VIOLENCE,
        en="Somebody in this family was killed, or disappeared, for “shaming” it",
        ru="В этой семье кого-то уже убили «за позор», или кто-то пропал",
        why_en="A family that has done it knows that it can be done, and how others looked away.",
        why_ru="Семья, где это уже сделали, знает, что так можно и что другие отвернутся.",
    ),
    Factor(
        id="pushed_to_suicide",
        group=Group.VIOLENCE,
        en="Somebody tells the person to take their own life, or leaves them the means for it",
        ru="Человека подталкивают к самоубийству или оставляют ему для этого средства",
        why_en="It is a killing for which nobody else is to be blamed. It can happen without any further warning.",
        why_ru="Это убийство, в котором никто не будет виноват. Оно может случиться без других предупреждений.",
    ),
    # Perpetrators and their reach
    Factor(
        id="relatives_in_security_services",
        group=Group.PERPETRATORS,
        critical=True,
        en="Relatives, or people close to them, serve in the police, the army or the security services",
        ru="Родные или близкие к ним люди служат в полиции, армии или спецслужбах",
        why_en="They can look into records of tickets, borders, calls and cameras, and have a person stopped far away.",
        why_ru="Им доступны данные о билетах, границах, звонках и камерах; "
        "по их просьбе человека могут задержать далеко от дома.",
    ),
    Factor(
        id="acting_together",
        group=Group.PERPETRATORS,
        en="Several relatives have decided together, or act together",
        ru="Несколько родственников приняли решение вместе или действуют сообща",
        why_en="The danger does not end when one of them calms down or is arrested: somebody else takes over.",
        why_ru="Опасность не кончится, если один остынет или его задержат: его место займёт другой.",
    ),
    Factor(
        id="police_side_with_family",
        group=Group.PERPETRATORS,
        en="The police have handed the person back to the family, or have told the family where they are",
        ru="Полиция уже возвращала человека семье или сообщала семье, где он",
        why_en="Where the police take the side of the family, every check of papers can become a hand-over.",
        why_ru="Если полиция на стороне семьи, любая проверка документов может закончиться передачей родным.",
    ),
    Factor(
        id="search_announced",
        group=Group.PERPETRATORS,
        en="The person has been reported missing, or is on an official search list",
        ru="Человека объявили пропавшим или подали в розыск",
        why_en="Every officer in the country may then stop them. "
        "A statement prepared before leaving is what ends such a search.",
        why_ru="Тогда остановить может любой полицейский в стране. "
        "Прекращает такой розыск заявление, подготовленное ещё до отъезда.",
    ),
    Factor(
        id="false_complaint",
        group=Group.PERPETRATORS,
        en="The family has accused the person of theft or another crime, or says that it will",
        ru="Семья обвинила человека в краже или другом преступлении или собирается это сделать",
        why_en="An accusation makes the police elsewhere search, detain and hand over. It has worked before.",
        why_ru="Из-за обвинения человека ищут, задерживают и передают даже в другом регионе. Так уже бывало.",
    ),
    Factor(
        id="influence_and_money",
        group=Group.PERPETRATORS,
        en="The family has money, posts or people in power who owe it a favour",
        ru="У семьи есть деньги, должности или должники среди тех, у кого власть",
        why_en="Money buys information, drivers and time; a call from above opens doors that are shut to others.",
        why_ru="За деньги получают сведения, водителей и время; звонок сверху открывает двери, закрытые для других.",
    ),
    Factor(
        id="weapons_at_hand",
        group=Group.PERPETRATORS,
        en="Those the person fears have weapons at hand",
        ru="У тех, кого боится человек, есть оружие под рукой",
        why_en="With a weapon in the house a quarrel can end a life in seconds, and an escort is in danger too.",
        why_ru="Когда в доме оружие, ссора может стоить жизни за секунды; опасно и тому, кто сопровождает.",
    ),
    Factor(
        id="people_elsewhere",
        group=Group.PERPETRATORS,
        en="They have relatives or acquaintances in the places where the person could go",
        ru="У них есть родня или знакомые там, куда человек мог бы поехать",
        why_en="A city that is far away is not safe if an uncle lives in it. Ask before choosing the way, not after.",
        why_ru="Далёкий город небезопасен, если там живёт дядя. Спросите до того, как выбирать путь, а не после.",
    ),
    Factor(
        id="searching_now",
        group=Group.PERPETRATORS,
        en="They are looking for the person now: asking friends, driving around, posting pictures",
        ru="Человека ищут прямо сейчас: расспрашивают друзей, ездят по адресам, выкладывают фото",
        why_en="The time in which one can still move unseen is getting shorter by the hour.",
        why_ru="Время, когда ещё можно уехать незаметно, сокращается с каждым часом.",
    ),
    # Vulnerability and barriers
    Factor(
        id="small_settlement",
        group=Group.VULNERABILITY,
        en="The person lives where everybody knows everybody",
        ru="Человек живёт там, где все знают друг друга",
        why_en="A stranger's car or a bag at the bus stop is talked about within minutes.",
        why_ru="О чужой машине или о сумке на остановке заговорят через несколько минут.",
    ),
    Factor(
        id="control_by_relatives",
        group=Group.VULNERABILITY,
        en="Relatives decide where the person goes, whom they speak to and what is on their phone",
        ru="Родные решают, куда человеку ходить, с кем говорить и что у него в телефоне",
        why_en="Every message from us may be read by somebody else. "
        "Agree on safe hours and on words before anything more.",
        why_ru="Любое наше сообщение может прочитать кто-то другой. "
        "Сначала договоритесь о безопасных часах и условных словах.",
    ),
    Factor(
        id="no_money",
        group=Group.VULNERABILITY,
        en="The person has no money of their own, or cannot use it unseen",
        ru="У человека нет своих денег, или он не может тратить их незаметно",
        why_en="Without money a delay of one night can mean going back. A card that the family sees shows the way.",
        why_ru="Без денег задержка на одну ночь может означать возвращение. Карта, которую видит семья, выдаёт путь.",
    ),
    Factor(
        id="no_documents",
        group=Group.VULNERABILITY,
        en="The person's documents are missing, out of date or kept by others",
        ru="Документов нет, они просрочены, или их держат у себя другие",
        why_en="Papers decide which journeys are possible at all, and how long the person has to wait within reach.",
        why_ru="От документов зависит, какие пути вообще возможны и сколько придётся ждать рядом с опасностью.",
    ),
    Factor(
        id="dependence",
        group=Group.VULNERABILITY,
        en="The person depends on the family for housing, care, work, treatment or legal decisions",
        ru="Человек зависит от семьи: жильё, уход, работа, лечение или опека",
        why_en="What the family gives has to be there on the first day away, or its lack will pull the person back.",
        why_ru="То, что давала семья, нужно уже в первый день, иначе нехватка этого потянет обратно.",
    ),
    Factor(
        id="minors",
        group=Group.VULNERABILITY,
        en="The person is under 18, or there are children who would come along or stay behind",
        ru="Человеку нет 18, или есть дети, которых нужно взять с собой или пришлось бы оставить",
        why_en="The law sees it differently, the search starts at once, and children are used as a means of pressure. "
        "Ask a lawyer first.",
        why_ru="Закон смотрит на это иначе, искать начинают сразу, а через детей давят. Сначала спросите юриста.",
    ),
    Factor(
        id="health",
        group=Group.VULNERABILITY,
        en="The person is ill, injured, disabled or pregnant, or cannot go without a medicine",
        ru="Человек болен, ранен, живёт с инвалидностью, ждёт ребёнка или не может без лекарства",
        why_en="It decides how far and how fast the person can travel, and what has to be ready on arrival.",
        why_ru="От этого зависит, как далеко и как быстро можно ехать и что должно быть готово к приезду.",
    ),
    Factor(
        id="despair",
        group=Group.VULNERABILITY,
        en="The person sees no way out, or thinks of taking their own life",
        ru="Человек не видит выхода или думает о том, чтобы уйти из жизни",
        why_en="To ask calmly does no harm, and many are relieved. It changes what must be done today, "
        "and who stays in touch.",
        why_ru="Спокойный вопрос не вредит, многим от него легче. От ответа зависит, что делать сегодня "
        "и кто остаётся на связи.",
    ),
    # Exposure
    Factor(
        id="outed",
        group=Group.EXPOSURE,
        critical=True,
        en="What the person kept to themselves has come out: whom they love, who they are, or what they believe",
        ru="Стало известно то, что человек держал в тайне: кого он любит, кто он, во что верит",
        why_en="Once it is known, the pressure on the family to act begins, and it cannot be taken back.",
        why_ru="Как только об этом узнали, от семьи начинают ждать действий, и вернуть всё назад уже нельзя.",
    ),
    Factor(
        id="whereabouts_known",
        group=Group.EXPOSURE,
        critical=True,
        en="Those the person fears know where they are now, or could find out within hours",
        ru="Те, кого боится человек, знают, где он сейчас, или могут узнать за несколько часов",
        why_en="Then distance no longer protects. The next step is to move the person, or not to leave them alone.",
        why_ru="Тогда расстояние больше не защищает. Следующий шаг: перевезти человека или не оставлять его одного.",
    ),
    Factor(
        id="absence_noticed",
        group=Group.EXPOSURE,
        en="The family has noticed that the person is gone, or would notice within hours",
        ru="Семья уже заметила, что человека нет, или заметит за несколько часов",
        why_en="From that moment on they can be on their way. Every journey is reckoned from it.",
        why_ru="С этой минуты они могут выехать. От неё считается любой маршрут.",
    ),
    Factor(
        id="phone_readable",
        group=Group.EXPOSURE,
        en="Others can read the person's phone or accounts, or see where the phone is",
        ru="Другие могут читать телефон или аккаунты человека или видеть, где телефон",
        why_en="A phone that is still switched on shows the way, however well the journey was planned.",
        why_ru="Включённый телефон показывает дорогу, как бы хорошо ни была продумана поездка.",
    ),
    Factor(
        id="plan_known",
        group=Group.EXPOSURE,
        en="Somebody outside the group knows that the person wants to leave, or how",
        ru="Кто-то вне группы знает, что человек хочет уехать, или как именно",
        why_en="People tell under pressure, and out of worry. A plan that somebody else knows is a new plan.",
        why_ru="Люди рассказывают под давлением или от тревоги. Если план знает кто-то ещё, нужен новый план.",
    ),
)

BY_ID: Final = {factor.id: factor for factor in FACTORS}

CRITICAL: Final = tuple(factor.id for factor in FACTORS if factor.critical)
"""The factors about which silence is refused, in the order of the table."""


class Tool(Enum):
    """What somebody can use to find, stop or hurt the person."""

    RELATIVES_NEARBY = "relatives_nearby"
    POLICE = "police"
    SECURITY_SERVICES = "security_services"
    COURTS = "courts"
    MISSING_PERSON_SEARCH = "missing_person_search"
    THEFT_COMPLAINT = "theft_complaint"
    TRANSPORT_STAFF = "transport_staff"
    DIASPORA_ABROAD = "diaspora_abroad"
    ONLINE_SEARCH = "online_search"
    MONEY = "money"
    WEAPONS = "weapons"


class Play(msgspec.Struct, frozen=True, kw_only=True):
    """One tool of the pursuers, and the answer to it.

    Attributes:
        implies: The factor that becomes at least possible once somebody has
            this tool; empty where there is none.
        en: Its name, in English; ``ru``: in Russian.
        what_en: How it is used, in English; ``what_ru``: in Russian.
        do_en: What the group does about it, in English; ``do_ru``: in Russian.
    """

    tool: Tool
    implies: str = ""
    en: str
    ru: str
    what_en: str
    what_ru: str
    do_en: str
    do_ru: str


_PLAYS: Final = (
    Play(
        tool=Tool.RELATIVES_NEARBY,
        en="relatives nearby",
        ru="родные поблизости",
        what_en="They see who comes and goes, and can be at the door or at the bus stop within minutes.",
        what_ru="Они видят, кто приходит и уходит, и за минуты могут оказаться у двери или на остановке.",
        do_en="Choose the hour when the fewest are at home. Nobody from the group comes to the house. "
        "Meet at a place where the person is seen every day.",
        do_ru="Выберите час, когда дома меньше всего людей. Никто из группы не подходит к дому. "
        "Встречайтесь там, где человек бывает каждый день.",
    ),
    Play(
        tool=Tool.POLICE,
        implies="police_side_with_family",
        en="police",
        ru="полиция",
        what_en="An officer whom they know asks around, calls the person in “for a talk”, or brings them home.",
        what_ru="Знакомый сотрудник расспрашивает, вызывает «на беседу» или привозит домой.",
        do_en="The lawyer's number is known by heart. The person goes to no talk alone. "
        "A signed statement that they left of their own will lies with the lawyer.",
        do_ru="Номер юриста человек знает наизусть. Ни на какую беседу не ходит без сопровождения. "
        "Подписанное заявление о добровольном отъезде лежит у юриста.",
    ),
    Play(
        tool=Tool.SECURITY_SERVICES,
        implies="relatives_in_security_services",
        en="security services",
        ru="спецслужбы",
        what_en="Somebody inside looks up tickets, border crossings, calls and cameras, without any paper.",
        what_ru="Кто-то изнутри без всяких бумаг смотрит билеты, пересечения границы, звонки и камеры.",
        do_en="Plan legs that leave no record. Nothing is bought in the person's name before they are out of reach. "
        "The old phone does not travel along.",
        do_ru="Планируйте переезды, которые не оставляют записей. Ничего не покупайте на имя человека, "
        "пока его ещё могут догнать. Старый телефон с собой не берут.",
    ),
    Play(
        tool=Tool.COURTS,
        en="courts and bailiffs",
        ru="суды и приставы",
        what_en="They sue over children, guardianship or a debt: a summons comes, or a ban on leaving the country, "
        "or the other side reads an address in the files.",
        what_ru="Подают иск о детях, опеке или долге: приходит повестка, запрещают выезд, "
        "или другая сторона читает адрес в материалах дела.",
        do_en="The lawyer checks for bans before any border. Answers to a court give the lawyer's address, "
        "never the shelter's.",
        do_ru="Юрист проверяет запреты до любой границы. В бумагах для суда указан адрес юриста, но не приюта.",
    ),
    Play(
        tool=Tool.MISSING_PERSON_SEARCH,
        implies="search_announced",
        en="missing-person search",
        ru="розыск как пропавшего",
        what_en="The family reports the person missing. Officers elsewhere find them and tell the family, "
        "or hold them until it comes.",
        what_ru="Семья заявляет о пропаже. Полиция в другом месте находит человека и сообщает семье "
        "или удерживает до её приезда.",
        do_en="Before leaving: a written statement and a video, dated, “I left of my own will, do not look for me”. "
        "The lawyer hands them in where it gives no place away, and asks that the family be told no address.",
        do_ru="До отъезда: письменное заявление и видео с датой «я уехал(а) сам(а), не ищите меня». "
        "Юрист подаёт их там, где это не выдаёт места, и просит не сообщать семье адрес.",
    ),
    Play(
        tool=Tool.THEFT_COMPLAINT,
        implies="false_complaint",
        en="false theft complaint",
        ru="ложное заявление о краже",
        what_en="Gold, money or a phone is said to be stolen. The person becomes a suspect "
        "and can be detained and handed over anywhere in the country.",
        what_ru="Заявляют о краже золота, денег или телефона. Человек становится подозреваемым: "
        "его могут задержать и передать где угодно в стране.",
        do_en="The person takes only what is theirs, and makes a dated list with pictures. "
        "The lawyer is ready from the first day. Once a complaint is known, assess again at once.",
        do_ru="Человек берёт только своё и составляет список с датой и фотографиями. "
        "Юрист готов с первого дня. Узнали о заявлении: сразу оцените опасность заново.",
    ),
    Play(
        tool=Tool.TRANSPORT_STAFF,
        en="transport staff",
        ru="люди на транспорте",
        what_en="A driver, a conductor or somebody at the till knows the family and calls it.",
        what_ru="Водитель, проводник или кассир знает семью и звонит ей.",
        do_en="Avoid lines on which people from the settlement work. Board at another stop than the nearest. "
        "Prefer the group's own drivers for the first leg.",
        do_ru="Избегайте рейсов, где работают люди из того же села. Садитесь не на ближайшей остановке. "
        "На первом участке лучше свой водитель.",
    ),
    Play(
        tool=Tool.DIASPORA_ABROAD,
        implies="people_elsewhere",
        en="people from home in other places",
        ru="земляки в других местах",
        what_en="Pictures and requests go round in the chats of people from home, and somebody recognises the face.",
        what_ru="Фотографии и просьбы расходятся по чатам земляков, и кто-нибудь узнаёт лицо.",
        do_en="Ask where they have people before choosing the place. "
        "Keep away from shops, cafés and chats where people from home meet. "
        "New acquaintances are checked, also long after arrival.",
        do_ru="До выбора места спросите, где у них есть свои. "
        "Держитесь подальше от магазинов, кафе и чатов, где собираются земляки. "
        "Новых знакомых проверяйте и спустя долгое время.",
    ),
    Play(
        tool=Tool.ONLINE_SEARCH,
        en="search on the net",
        ru="поиск в сети",
        what_en="They look for new accounts, befriend the person under a false name, "
        "and use leaked data, face search and deliveries.",
        what_ru="Ищут новые аккаунты, знакомятся под чужим именем, пользуются утечками, поиском по лицу и доставками.",
        do_en="New accounts with a new number, no old contacts, no pictures with windows or streets. "
        "Deliveries never come to the shelter. Whoever writes “by chance” is shown to the case manager.",
        do_ru="Новые аккаунты на новый номер, без старых контактов, без фото с окнами и улицами. "
        "Никаких доставок в приют. О тех, кто написал «случайно», человек рассказывает куратору.",
    ),
    Play(
        tool=Tool.MONEY,
        implies="influence_and_money",
        en="money",
        ru="деньги",
        what_en="They pay for information, offer a reward, hire people who search for a living.",
        what_ru="Платят за сведения, обещают награду, нанимают тех, кто ищет людей за плату.",
        do_en="Each helper knows only their own part. No hint of place in any story that is published. "
        "Ask what a driver or host would lose by a bribe, and choose accordingly.",
        do_ru="Каждый помощник знает только свою часть. В публикациях ни намёка на место. "
        "Подумайте, можно ли подкупить водителя или хозяина жилья, и выбирайте с учётом этого.",
    ),
    Play(
        tool=Tool.WEAPONS,
        implies="weapons_at_hand",
        en="weapons",
        ru="оружие",
        what_en="A weapon that is worn or kept at home makes any meeting deadly, for helpers too.",
        what_ru="Оружие при себе или дома делает смертельной любую встречу, и для помощников тоже.",
        do_en="No talks face to face, no collecting of things. Escorts know of it before they agree. "
        "If they appear: leave, do not argue, raise the alarm.",
        do_ru="Никаких личных переговоров, за вещами не возвращаться. Сопровождающие знают об этом до согласия. "
        "Если появились: уходить, не спорить, поднимать тревогу.",
    ),
)

PLAYBOOK: Final = {play.tool: play for play in _PLAYS}

RUSSIAN: Final = {factor.en: factor.ru for factor in FACTORS} | {play.en: play.ru for play in _PLAYS}
"""English statements and names to Russian: what fills the place in a translated sentence of refusal."""
