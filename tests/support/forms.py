"""Forms as a browser without script has them: what they hold at first, and what a person still has to fill in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Control:
    """One input, list or box of a form; ``chosen``: what it sends as it stands, ``options``: what it could."""

    kind: str
    name: str
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass
class Group:
    """The controls of one question, which a person may leave open or not."""

    is_optional: bool = False
    controls: list[Control] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it must be answered and is not."""
        is_a_sole_tick = [(each.kind, each.options) for each in self.controls] == [("checkbox", ["true"])]
        return not self.is_optional and not is_a_sole_tick and not any(any(each.chosen) for each in self.controls)


@dataclass
class Form:
    """A form that is sent by POST."""

    action: str
    groups: list[Group] = field(default_factory=list)

    @property
    def controls(self) -> Iterator[Control]:
        """Every control, in order."""
        return (each for group in self.groups for each in group.controls)

    @property
    def fields(self) -> dict[str, list[str]]:
        """What is sent as it stands."""
        sent: dict[str, list[str]] = {}
        for each in self.controls:
            if each.chosen:
                sent.setdefault(each.name, []).extend(each.chosen)
        return sent


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._control: Control | None = None
        self._is_in_main = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._is_in_main = True
        if not self._is_in_main:
            return
        if tag == "form" and given.get("method") == "post":
            self.forms.append(Form(given["action"], [Group(is_optional=True)]))
        if self.forms:
            self._within(self.forms[-1], tag, given)

    def _within(self, form: Form, tag: str, given: dict[str, str]) -> None:
        classes = given.get("class", "").split()
        if "field" in classes:
            form.groups.append(Group())
        elif "optional" in classes:
            form.groups[-1].is_optional = True
        elif tag == "input":
            self._input(form.groups[-1], given)
        elif tag in {"select", "textarea"}:
            self._control = Control(tag, given["name"])
            form.groups[-1].controls.append(self._control)
        elif tag == "option" and self._control:
            self._control.options.append(given["value"])
            if "selected" in given:
                self._control.chosen = [given["value"]]

    @staticmethod
    def _input(group: Group, given: dict[str, str]) -> None:
        kind, name, value = given.get("type", "text"), given["name"], given.get("value", "")
        if kind in {"radio", "checkbox"}:
            known = next((each for each in group.controls if (each.kind, each.name) == (kind, name)), None)
            if known is None:
                known = Control(kind, name)
                group.controls.append(known)
            known.options.append(value)
            if "checked" in given:
                known.chosen.append(value)
        else:
            group.controls.append(Control(kind, name, chosen=[value]))

    def handle_data(self, data: str) -> None:
        if self._control and self._control.kind == "textarea" and data.strip():
            self._control.chosen = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._control = None
        if tag == "main":
            self._is_in_main = False


def forms_on(page: str) -> list[Form]:
    """Return the forms in a page's main part."""
    parser = _Parser()
    parser.feed(page)
    return parser.forms


def form_on(page: str) -> Form | None:
    """Return the last form in a page's main part, None where it has none."""
    found = forms_on(page)
    return found[-1] if found else None
