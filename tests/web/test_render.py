"""A page shows what its context declares, escaped, in the reader's language."""

import importlib
import pkgutil
from typing import ClassVar

import pytest
from jinja2 import meta, nodes
from jinja2.exceptions import UndefinedError
from jinja2.loaders import BaseLoader

from kunak.base.errors import BadInput
from kunak.base.instants import HOUR, Instant
from kunak.web import pages
from kunak.web.faults import Trouble
from kunak.web.forms import Form
from kunak.web.pages.lock import Lock
from kunak.web.render import Context, environment, render
from kunak.web.view import View

VIEW = View(now=Instant(1_804_980_000_000), csrf="t0ken")
for module in pkgutil.iter_modules(pages.__path__, "kunak.web.pages."):
    importlib.import_module(module.name)


def loader() -> BaseLoader:
    found = environment("en").loader
    assert found is not None
    return found


def tree(template: str) -> nodes.Template:
    jinja = environment("en")
    return jinja.parse(loader().get_source(jinja, template)[0])


def contexts(parent: type[Context] = Context) -> list[type[Context]]:
    return [one for child in parent.__subclasses__() for one in (child, *contexts(child))]


def own_names(parsed: nodes.Template) -> set[str]:
    """Names that a template gives itself: its blocks and parts see them, though Jinja's own search does not know."""
    imports = {one.target for one in parsed.find_all(nodes.Import)}
    from_imports = {
        name if isinstance(name, str) else name[1] for one in parsed.find_all(nodes.FromImport) for name in one.names
    }
    set_here = {one.name for one in parsed.find_all(nodes.Name) if one.ctx == "store"}
    return imports | from_imports | set_here | {one.name for one in parsed.find_all(nodes.Macro)}


def family(template: str) -> list[nodes.Template]:
    """Return a template with everything it extends or includes: they share one set of names."""
    parsed = tree(template)
    others = list(meta.find_referenced_templates(parsed))
    assert None not in others, f"{template} names a template that cannot be known beforehand"
    return [parsed, *(one for other in others if other and not other.startswith("ui/") for one in family(other))]


def used(template: str) -> set[str]:
    """Return the variables that a template and its family ask for and do not give themselves."""
    members = family(template)
    asked = {name for one in members for name in meta.find_undeclared_variables(one)}
    return asked - {name for one in members for name in own_names(one)}


@pytest.mark.parametrize("context", [one for one in contexts() if one.__module__.startswith("kunak.")])
def test_a_template_uses_no_variable_that_its_context_does_not_declare(context: type[Context]) -> None:
    assert used(context.template) <= {*context.__struct_fields__, "view"}


@pytest.mark.parametrize("name", [name for name in environment("en").list_templates() if name.startswith("ui/")])
def test_a_component_uses_its_arguments_and_the_view_alone(name: str) -> None:
    parsed = tree(name)
    assert meta.find_undeclared_variables(parsed) - own_names(parsed) <= {"view", "caller"}


@pytest.mark.parametrize("name", [name for name in environment("en").list_templates() if name.endswith(".html")])
def test_only_constant_sentences_are_translated_in_place(name: str) -> None:
    """Jinja takes what `_()` returns as HTML: a variable there would let typed text become code."""
    for call in tree(name).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext", "pgettext"}:
            texts = call.args[:2] if call.node.name in {"ngettext", "pgettext"} else call.args
            assert all(isinstance(text, nodes.Const) for text in texts), name


@pytest.mark.parametrize("name", [name for name in environment("en").list_templates() if name.endswith(".html")])
def test_no_template_carries_inline_code_or_style_or_marks_text_as_safe(name: str) -> None:
    source = loader().get_source(environment("en"), name)[0]
    assert "|safe" not in source.replace(" ", "")
    for forbidden in (" style=", "<style", " onclick", " onload", "javascript:", "http://", "https://", "hx-on"):
        assert forbidden not in source


def test_what_was_typed_never_becomes_code() -> None:
    evil = '"><script>alert(1)</script>'
    trouble = Trouble(title="Nothing here", error=BadInput("There is no %(what)s.", what=evil), reference=evil)
    page = render(trouble, VIEW)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_field_that_nobody_filled_is_an_error() -> None:
    class Hollow(Context, frozen=True, kw_only=True):
        template: ClassVar[str] = "trouble.html"
        title: str

    with pytest.raises(UndefinedError):
        render(Hollow(title="x"), VIEW)


def test_a_page_speaks_the_readers_language() -> None:
    lock = Lock(form=Form())
    assert "Passphrase" in render(lock, VIEW)
    russian = render(lock, View(now=VIEW.now, language="ru"))
    assert "Парольная фраза" in russian
    assert 'lang="ru"' in russian
    assert "Passphrase" not in russian


def test_a_refusal_is_translated_before_its_details_are_filled_in() -> None:
    refused = BadInput("This is not an id: give %(digits)d hexadecimal digits.", field="passphrase", digits=32)
    page = render(Lock(form=Form().refused(refused)), View(now=VIEW.now, language="ru"))
    assert "Это не идентификатор: нужно шестнадцатеричных цифр: 32." in page


def test_a_tab_is_neutral_unless_told_otherwise() -> None:
    lock = Lock(form=Form())
    assert "<title>Notes</title>" in render(lock, View(now=VIEW.now, tab_title="Notes"))
    assert "/static/plain.svg" in render(lock, View(now=VIEW.now, tab_title="Notes"))
    assert "<title>Locked</title>" in render(lock, View(now=VIEW.now, tab_title=None))


def test_an_hour_is_shown_in_the_readers_zone() -> None:
    words = environment("en").from_string("{{ at|hour }} {{ at|relative }} {{ at|urgency }}")
    view = View(now=VIEW.now, zone="Asia/Tbilisi")
    assert words.render(view=view, at=Instant(VIEW.now + 3 * HOUR)) == "06:20 in 3 hours later"
