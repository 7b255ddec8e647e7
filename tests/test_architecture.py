"""The house: who may import whom, string foreign keys included, and the one door that takes posts from outside."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field
from django.urls import URLPattern, URLResolver, get_resolver
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = [layer.split(" | ") for layer in LINTER["contracts"][0]["layers"]]
HEIGHT = {name: -depth for depth, layer in enumerate(LAYERS) for name in layer}
OURS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}


def modules(*packages: str) -> Iterator[Path]:
    for package in packages:
        yield from (ROOT / package).rglob("*.py")


def imported(path: Path) -> set[str]:
    """The full names a module imports, whether as `import a.b` or `from a import b`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_import_contract_holds(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.chdir(ROOT)

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0, capsys.readouterr().out


def test_every_package_has_its_place_in_the_house() -> None:
    assert {*HEIGHT, "simulator"} == OURS
    assert set(LINTER["root_packages"]) == OURS


def test_the_layers_are_those_of_the_architecture() -> None:
    assert LAYERS == [
        ["mitto_crm"],
        ["record_pages", "api"],
        ["callbacks"],
        ["sms"],
        ["optout", "templates_app"],
        ["crm"],
        ["configuration", "gateway"],
    ]


def test_a_foreign_key_never_points_up_the_house() -> None:
    ours = [config for config in apps.get_app_configs() if config.name in HEIGHT]
    wrong = [
        f"{field.model.__name__}.{field.name} → {field.related_model._meta.label}"
        for config in ours
        for model in config.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.is_relation and field.related_model
        if not may_point(config.name, field.related_model._meta.app_config.name)
    ]

    assert len(ours) > 5
    assert wrong == []


def may_point(source: str, target: str) -> bool:
    return target not in HEIGHT or source == target or HEIGHT[source] > HEIGHT[target]


def test_only_the_gateway_imports_a_client_for_http() -> None:
    clients = ("requests", "aiohttp", "httpx", "urllib3", "urllib.request", "http.client", "socket")
    callers = {
        str(path.relative_to(ROOT))
        for path in modules(*OURS - {"gateway", "simulator"})
        if any(name == client or name.startswith(f"{client}.") for name in imported(path) for client in clients)
    }

    # These ask this machine alone: whether a port is free, whether our own web process answers.
    assert callers - {"mitto_crm/management/commands/demo.py"} == set()


def test_mittos_field_names_appear_in_the_gateway_alone() -> None:
    words = {"msgid", "responseCode", "messageParts", "X-Mitto-API-Key", "sendtimestamp", "smsbulk"}
    speakers = {
        f"{path.relative_to(ROOT)}: {node.value}"
        for path in modules(*OURS - {"gateway", "simulator"})
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in words
    }

    assert speakers == set()


def test_nothing_is_imported_inside_a_function_to_escape_the_layers() -> None:
    # `sms.send_sms` is the package's public face and comes when it is asked for; `ready` is Django's place.
    late = {"ready", "__getattr__"}
    hidden = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules(*OURS)
        if "migrations" not in path.parts
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name not in late
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in OURS
    }

    assert hidden == set()


def views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def test_the_callback_is_the_only_page_that_takes_posts_without_a_csrf_token() -> None:
    exempt = {route for route, view in views(get_resolver().url_patterns) if getattr(view, "csrf_exempt", False)}

    # The API asks for its own token instead; its views say so themselves.
    assert {route.rstrip("/") for route in exempt if not route.startswith("api/")} == {"callbacks/mitto/<str:token>"}


def test_every_module_says_in_a_sentence_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(*OURS)
        if path.read_text().strip() and not {"migrations", "commands"} & set(path.parts) and path.name != "apps.py"
        if not (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0].endswith((".", "?"))
        if path.name != "__init__.py"
    ]

    assert silent == []
