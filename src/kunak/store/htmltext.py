"""The text that a person would have seen of an HTML page or message, without looking anything up.

Nothing is fetched and nothing runs. Where a link leads is written beside it, because
that is what a person has to judge. Hidden parts are left out and reported. Styles in
sheets are not applied: what only a sheet hides will be shown, which errs on the safe side.
"""

import re
import warnings as python_warnings
from typing import Final, NamedTuple

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from kunak.base.words import phrase
from kunak.store.markup import sound_markup


class Page(NamedTuple):
    """The visible text, and what is odd about the page."""

    text: str
    warnings: tuple[str, ...]


HIDDEN_PARTS: Final = phrase("Parts of the message that its sender had made invisible were left out.")
FALSE_LINK: Final = phrase("A link shows one address and leads to another. Do not open it.")
TOO_COMPLEX: Final = phrase("The message is laid out in too complex a way; it is shown without its layout.")

_NEVER_SHOWN: Final = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "template",
        "noscript",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "iframe",
        "audio",
        "video",
        "canvas",
        "datalist",
    ]
)
_PARAGRAPHS: Final = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "dl", "table", "pre", "hr", "fieldset", "form"]
)
_LINES: Final = frozenset(
    [
        "div",
        "li",
        "tr",
        "dt",
        "dd",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "nav",
        "aside",
        "address",
        "figure",
        "center",
        "caption",
    ]
)
_CELLS: Final = frozenset({"td", "th"})
_HIDING_STYLE: Final = re.compile(
    r"display:none|visibility:(hidden|collapse)|mso-hide:all|font-size:0*[01]?(\.\d+)?(px|pt|em|rem|%)?(;|!|$)"
    r"|opacity:0*(\.0+)?(;|!|$)|(max-height|max-width|height|width):0(px|pt|em)?(;|!|$)"
)
_STYLE_CHARACTERS: Final = 2_000
_LEADS_SOMEWHERE: Final = re.compile(r"(https?|mailto|tel|tg|ftp|sms|whatsapp|viber):", re.IGNORECASE)
_HOST_SHOWN: Final = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-zа-я]{2,})(?:[/:?#]\S*)?", re.IGNORECASE)
_HOST_LED_TO: Final = re.compile(r"https?://(?:[^/?#@\\]*@)?(?:www\.)?([^/?#:\\]+)", re.IGNORECASE)

_TAGS_LIMIT: Final = 50_000
"""Most tags whose layout is followed: about a second of work. Beyond it, tags are just cut away."""
_TAG: Final = re.compile(r"<[^<>]*>")
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_LINE_ENDS: Final = re.compile(r"[ \t]*\n[ \t]*")
_MANY_LINES: Final = re.compile(r"\n{3,}")


def read_html(html: str) -> Page:
    """Return the visible text of ``html``, paragraphs and lists on their own lines."""
    if html.count("<") > _TAGS_LIMIT:
        return Page(_SPACES.sub(" ", _TAG.sub(" ", html)).strip(), (TOO_COMPLEX,))
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(sound_markup(html), "html.parser")
    found: set[str] = set()
    _cut_hidden(soup, found)
    _number_lists(soup)
    text = _render(soup, found)
    return Page(_tidy(text), tuple(sorted(found)))


def _cut_hidden(soup: BeautifulSoup, found: set[str]) -> None:
    for tag in soup.find_all():
        if tag.decomposed:
            continue
        if tag.name in _NEVER_SHOWN:
            tag.decompose()
        elif _hidden(tag):
            if tag.get_text(strip=True):
                found.add(HIDDEN_PARTS)
            tag.decompose()


def _number_lists(soup: BeautifulSoup) -> None:
    for ordered in soup.find_all("ol"):
        for number, item in enumerate(ordered.find_all("li", recursive=False), 1):
            item["value"] = str(number)


def _hidden(tag: Tag) -> bool:
    if tag.has_attr("hidden") or (tag.name == "input" and tag.get("type") == "hidden"):
        return True
    style = re.sub(r"\s+", "", str(tag.get("style", ""))[:_STYLE_CHARACTERS].lower())
    return _HIDING_STYLE.search(style) is not None


def _render(node: PageElement, found: set[str]) -> str:
    if isinstance(node, NavigableString):
        return "" if isinstance(node, PreformattedString) else _SPACES.sub(" ", node)
    if not isinstance(node, Tag):
        return ""
    if node.name == "pre":
        return "\n\n" + node.get_text() + "\n\n"
    inner = "".join(_render(child, found) for child in node.children)
    return _laid_out(node, inner, found)


def _laid_out(tag: Tag, inner: str, found: set[str]) -> str:
    match tag.name:
        case "br":
            return "\n"
        case "img":
            return _picture(tag)
        case "a":
            return _link(tag, inner, found)
        case "li":
            return "\n" + _bullet(tag) + inner.strip() + "\n"
        case "blockquote":
            return "\n\n" + "\n".join("> " + line for line in _tidy(inner).split("\n")) + "\n\n"
        case name if name in _PARAGRAPHS:
            return "\n\n" + inner.strip() + "\n\n"
        case name if name in _LINES:
            return "\n" + inner.strip() + "\n"
        case name if name in _CELLS:
            return inner.strip() + "  "
    return inner


def _picture(tag: Tag) -> str:
    """Only its description: the picture itself is never fetched, since that would tell the sender."""
    described = _SPACES.sub(" ", str(tag.get("alt", ""))).strip()
    return f"[{described}]" if described else ""


def _bullet(tag: Tag) -> str:
    return f"{tag['value']}. " if tag.parent is not None and tag.parent.name == "ol" else "- "


def _link(tag: Tag, inner: str, found: set[str]) -> str:
    target = _SPACES.sub("", str(tag.get("href", "")))
    shown = inner.strip()
    if not _LEADS_SOMEWHERE.match(target):
        return inner
    if _false(shown, target):
        found.add(FALSE_LINK)
    if not shown:
        return f"<{target}>"
    plain = re.sub(r"^(mailto|tel):", "", target, flags=re.IGNORECASE)
    return inner if shown in {target, plain, target.rstrip("/")} else f"{shown} <{target}>"


def _false(shown: str, target: str) -> bool:
    promised = _HOST_SHOWN.fullmatch(shown)
    reached = _HOST_LED_TO.match(target)
    return bool(promised and reached and promised[1].lower() != reached[1].lower())


def _tidy(text: str) -> str:
    return _MANY_LINES.sub("\n\n", _LINE_ENDS.sub("\n", text)).strip()
