"""Language and light: remembered by the browser in two cookies that say nothing else."""

from typing import Final

from litestar import Response, post

from kunak.web.admission import QUIET, WHILE_LOCKED
from kunak.web.respond import LANGUAGE, THEME, Asked, cookie, go, typed
from kunak.web.section import Section
from kunak.web.view import LANGUAGES, THEMES

YEAR_S: Final = 365 * 24 * 60 * 60
CHOICES: Final = ((LANGUAGE, LANGUAGES), (THEME, THEMES))


@post("/appearance", opt={WHILE_LOCKED: True, QUIET: True})
async def choose(request: Asked) -> Response[None]:
    """Remember what was chosen, and show the same page again."""
    form = await typed(request)
    answer = go(local(form.text("back")))
    for name, known in CHOICES:
        if form.text(name) in known:
            answer.set_cookie(cookie(name, form.text(name), max_age=YEAR_S))
    return answer


def local(path: str) -> str:
    """Return ``path`` if it stays within the desk, else the first page."""
    stays = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if stays else "/"


SECTION: Final = Section(handlers=(choose,))
