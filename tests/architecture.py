"""The rules of the house that an import contract can't see, each a function.

A problem is one line of text that names the place; no problems is an empty list.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.db.models import Model

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "partnerships", "accounts", "audit", "common")
FACADE = 1000
MAX_FILE, MAX_FUNCTION = 350, 45
MACHINES = {"stage", "state", "status"}
FILTERS = {"filter", "exclude", "get", "Q", "annotate", "aggregate", "update", "get_or_create"}
PATHS = FILTERS | {
    "values", "values_list", "order_by", "prefetch_related", "select_related", "only", "defer",
    "Prefetch", "F", "OuterRef", "Count", "Sum", "Min", "Max", "Exists",
}  # fmt: skip
WRITERS = {"update", "create", "get_or_create", "update_or_create"}
SIGNALS = re.compile(r"(^|\.)((pre|post)_(save|delete|init|migrate)|m2m_changed|request_\w+)$")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file of the product: its path from the root, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax; for Python only."""
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        """Its dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def folder(self) -> str:
        """The folder of a template below templates/, empty for those on top."""
        parts = self.path.split("/")
        return parts[1] if len(parts) > 2 else ""

    def at(self, node: ast.expr | ast.stmt | ast.excepthandler, what: str) -> str:
        """A problem, with its place."""
        return f"{self.path}:{node.lineno} {what}"

    def functions(self) -> Iterator[Function]:
        """Every function, methods and nested ones included."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node


def python_sources() -> list[Source]:
    """All Python of the product; migrations are written by a machine."""
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text())
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def template_sources() -> list[Source]:
    """All templates."""
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text())
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file()
    ]


class Order:
    """Which slice lies above which, as the import contract says it."""

    def __init__(self, layers: Iterable[str]) -> None:
        """Read the layers of the contract, highest first; parentheses mean "may be missing"."""
        levels = [re.findall(r"\w+", layer) for layer in layers][1:]
        self.heights = {
            name: 10 + height for height, names in enumerate(reversed(levels)) for name in names
        }

    @classmethod
    def of_the_contract(cls) -> "Order":
        """The order that pyproject.toml holds."""
        tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
        contracts = tools["importlinter"]["contracts"]
        (slices,) = (c for c in contracts if c.get("containers") == ["partnerships"])
        return cls(slices["layers"])

    def home(self, module: str) -> str:
        """The slice, else the package, in which a module lives."""
        parts = module.split(".")
        return parts[1] if parts[0] == "partnerships" and len(parts) > 1 else parts[0]

    def height(self, home: str) -> int:
        """How high a slice or package lies; what isn't ours lies at the bottom."""
        packages = {"common": 0, "components": 0, "audit": 1, "accounts": 2, "config": FACADE}
        facades = {"models", "admin", "urls", "tasks", "management", "apps", "partnerships"}
        return FACADE if home in facades else self.heights.get(home, packages.get(home, -1))

    def sees(self, home: str, other: str) -> bool:
        """Tell whether a slice may know another: itself and those below it."""
        return home == other or self.height(other) < self.height(home)


@dataclass(frozen=True)
class Key:
    """A foreign key, one-to-one or many-to-many field."""

    model: str
    name: str
    home: str
    target: str
    accessor: str = ""


def keys_of(models: Iterable[type[Model]], order: Order) -> list[Key]:
    """Every key of our models, with the name under which the target sees it."""
    keys = []
    for model in models:
        home = order.home(model.__module__)
        if order.height(home) < 0:
            continue
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            target, relation = field.related_model, field.remote_field
            if isinstance(target, type) and relation:
                name = relation.get_accessor_name() or ""
                there = order.home(target.__module__)
                keys.append(Key(model.__name__, field.name, home, there, name.rstrip("+")))
    return keys


def keys_that_point_up(keys: Iterable[Key], order: Order) -> list[str]:
    """A row may point at rows of its own slice and of slices below it."""
    return [
        f"{key.model}.{key.name} in {key.home} points at {key.target}"
        for key in keys
        if not order.sees(key.home, key.target)
    ]


def names_from_above(keys: Iterable[Key], order: Order, home: str, own: set[str]) -> set[str]:
    """The reverse accessors that a slice must not know; ``own`` are names it has itself."""
    known = {key.accessor for key in keys if order.sees(home, key.home)}
    above = {key.accessor for key in keys if not order.sees(home, key.home)}
    return above - known - own - {""}


def accessors_in_code(source: Source, names: set[str]) -> list[str]:
    """Places in Python that use one of the names: attributes, lookups, paths in strings."""
    problems = []
    names = names - _attributes_of_its_own(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in names:
            problems.append(source.at(node, f"uses .{node.attr}"))
        if isinstance(node, ast.Call):
            problems += [
                source.at(node, f"asks for {path}")
                for path in _paths(node)
                if names & set(path.lstrip("-").split("__"))
            ]
    return problems


def _attributes_of_its_own(source: Source) -> set[str]:
    """What a class of the file gives itself, as in ``self.addresses = []``."""
    attributes = (n for n in ast.walk(source.tree) if isinstance(n, ast.Attribute))
    return {
        node.attr
        for node in attributes
        if isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self"
    }


def _paths(call: ast.Call) -> Iterator[str]:
    name = _called(call)
    if name in FILTERS:
        yield from (keyword.arg for keyword in call.keywords if keyword.arg)
    if name in PATHS:
        values = (arg.value for arg in call.args if isinstance(arg, ast.Constant))
        yield from (value for value in values if isinstance(value, str))


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def accessors_in_template(source: Source, names: set[str]) -> list[str]:
    """Places in a template that use one of the names."""
    tags = re.findall(r"\{[{%].*?[}%]\}", source.text)
    used = {name for tag in tags for name in re.findall(r"\.(\w+)", tag) if name in names}
    return [f"{source.path} uses .{name}" for name in sorted(used)]


def states_written_outside_actions(source: Source) -> list[str]:
    """Assignments of stage, state or status anywhere but in actions."""
    if "actions" in source.module.split("."):
        return []
    problems = []
    for node in ast.walk(source.tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        problems += [
            source.at(target, f"assigns .{target.attr}")
            for target in targets
            if isinstance(target, ast.Attribute) and target.attr in MACHINES
        ]
        if isinstance(node, ast.Call):
            problems += [source.at(node, f"writes {name}") for name in _states_of(node)]
    return problems


def _states_of(call: ast.Call) -> set[str]:
    constants = {n.value for a in call.args for n in ast.walk(a) if isinstance(n, ast.Constant)}
    if _called(call) in {"setattr", "bulk_update"}:
        return {str(value) for value in constants & MACHINES}
    if isinstance(call.func, ast.Attribute) and call.func.attr in WRITERS:
        return {keyword.arg for keyword in call.keywords if keyword.arg} & MACHINES
    return set()


def foreign_templates(source: Source) -> list[str]:
    """What a template includes or extends from outside its folder, components/ and base*."""
    problems = []
    for tag, name in re.findall(r"\{%\s*(include|extends)\s+(\S+)", source.text):
        target = name.strip("\"'")
        own = source.folder and target.startswith(f"{source.folder}/")
        shared = re.match(r"components/|base\w*\.html$", target)
        panel = source.folder == "admin" or target == "admin/index.html"
        if target == name or not (own or shared or panel):
            problems.append(f"{source.path}: {tag} {name}")
    return problems


def foreign_templates_in_code(source: Source, order: Order) -> list[str]:
    """Templates that a slice names without owning them."""
    home = order.home(source.module)
    if home not in order.heights:
        return []
    return [
        source.at(node, f"names {node.value}")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"\w+/\w+\.html", node.value)
        and node.value.split("/")[0] not in {home, "components", "emails"}
    ]


def signals(source: Source) -> list[str]:
    """Anything that sends or receives signals."""
    problems = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            modules = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            if any(re.search(r"(^|\.)signals$|^django\.dispatch", name) for name in modules):
                problems.append(source.at(node, "imports signals"))
        if isinstance(node, ast.Call) and _called(node) == "receiver":
            problems.append(source.at(node, "receives a signal"))
        verb = node.attr if isinstance(node, ast.Attribute) else ""
        if verb in {"connect", "send"} and SIGNALS.search(ast.unparse(node).rpartition(".")[0]):
            problems.append(f"{source.path} calls {ast.unparse(node)}")
    return problems


def imports_in_functions(source: Source) -> list[str]:
    """Imports that hide in a function."""
    return [
        source.at(node, f"imports inside {function.name}")
        for function in source.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def too_long(source: Source) -> list[str]:
    """Files and functions that grew past what one reads at once."""
    lines = len(source.text.splitlines())
    problems = [f"{source.path} has {lines} lines"] if lines > MAX_FILE else []
    for function in source.functions():
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > MAX_FUNCTION:
            problems.append(source.at(function, f"{function.name} has {length} lines"))
    return problems


def rows_for_everybody(source: Source) -> list[str]:
    """Querysets of a views module that don't ask who is looking."""
    problems = []
    for statement in ast.walk(source.tree):
        if isinstance(statement, ast.stmt) and not isinstance(statement, Function | ast.ClassDef):
            problems += [
                source.at(node, f"{ast.unparse(node)} without visible_to")
                for node in ast.walk(statement)
                if isinstance(node, ast.Attribute)
                and node.attr in {"objects", "_default_manager"}
                and f"{ast.unparse(node)}.visible_to(" not in ast.unparse(statement)
            ]
    for function in source.functions():
        problems += _fetched_blindly(source, function)
    return sorted(set(problems))


def _fetched_blindly(source: Source, function: Function) -> list[str]:
    visible: set[str] = set()
    problems = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and _is_visible(node.value, visible):
            visible |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if (
            isinstance(node, ast.Call)
            and _called(node) == "get_object_or_404"
            and not _is_visible(node.args[0], visible)
        ):
            problems.append(source.at(node, "fetches without visible_to"))
    return problems


def _is_visible(value: ast.expr, names: set[str]) -> bool:
    nodes = list(ast.walk(value))
    called = any(isinstance(node, ast.Attribute) and node.attr == "visible_to" for node in nodes)
    return called or any(isinstance(node, ast.Name) and node.id in names for node in nodes)
