"""Ending a disagreement by one click: on a case, on a request, on what is the group's."""

from typing import Final

from litestar import Response, post
from litestar.params import FromPath

from kunak.casework.compartments import Subject
from kunak.web.conflicts import back, settle
from kunak.web.pages.case_frame import case_id, tab_path
from kunak.web.pages.keeping import PLACES
from kunak.web.pages.laptops import PATH as LAPTOPS
from kunak.web.pages.preferences import PLACE as SETTINGS
from kunak.web.respond import Asked, go, sent
from kunak.web.section import Section
from kunak.web.vault import opened


@post("/case/{case:str}/settle", sync_to_thread=True)
def of_case(request: Asked, case: FromPath[str]) -> Response[None]:
    """Let one value of a case stand alone."""
    form, subject = sent(request), case_id(case)
    kind = settle(opened(request).space, subject, Subject.CASE, form)
    return go(back(form, within=(f"/case/{subject.hex()}",), otherwise=tab_path(subject.hex(), kind)))


@post("/request/{subject:str}/settle", sync_to_thread=True)
def of_request(request: Asked, subject: FromPath[str]) -> Response[None]:
    """Let one value of a request stand alone."""
    found = case_id(subject)
    settle(opened(request).space, found, Subject.REQUEST, sent(request))
    return go(f"/request/{found.hex()}")


@post("/group/settle", sync_to_thread=True)
def of_group(request: Asked) -> Response[None]:
    """Let one value of what is the group's stand alone."""
    space, form = opened(request).space, sent(request)
    settle(space, space.group_id, Subject.GROUP, form)
    return go(back(form, within=(PLACES.path, LAPTOPS, SETTINGS.path), otherwise="/"))


SECTION: Final = Section(handlers=(of_case, of_request, of_group))
