"""A module of the app imports only from the layers below its own, so that a change is felt upwards alone."""

import ast
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Lowest first. A name stands for the module and for what is inside of it, unless the inside is named as well.
LAYERS = [
    {"choices"},
    {"validators", "dates"},
    {"models.recording"},
    {"models.base"},
    {"models.*"},
    {"models.centers"},
    {"models"},
    {
        "queries",
        "history",
        "trail",
        "past",
        "problems",
        "freshness",
        "counting",
        "batch",
        "records",
        "overview",
        "charts",
    },
    {"services", "roles", "loading"},
    {"filters", "forms", "exports", "imports", "citing", "jsonld"},
    {"views", "api", "feeds", "sitemaps", "admin", "templatetags", "management", "migrations", "apps"},
    {"urls"},
]
# Modules of one layer may use each other, except the models' files, which name each other's models as strings.
APART = {"models.*"}


def layer_of(module: str) -> tuple[int, str]:
    """Return the number of the layer of `module` and the name it has there, for example (3, "models.*")."""
    name = module.removeprefix("centers").removeprefix(".")
    first, _, rest = name.partition(".")
    for candidate in (name, f"{first}.*" if rest else first, first):
        for number, layer in enumerate(LAYERS):
            if candidate in layer:
                return number, candidate
    raise LookupError(f"{module} has no layer: add it to LAYERS in tests/test_layers.py")


def imported_modules(source: str, package: str) -> Iterator[str]:
    """Yield every module of the project that `source` imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package) if node.level else node.module
            names = [f"{base}.{alias.name}" if is_module(base, alias.name) else base for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in {"centers", "innovation", "tests"})


def is_module(package: str, name: str) -> bool:
    """Say whether `from package import name` imports a module; the app itself holds nothing else."""
    path = ROOT.joinpath(*package.split("."), name)
    return package == "centers" or path.is_dir() or path.with_suffix(".py").is_file()


def rightward_imports(module: str, source: str, package: str) -> list[str]:
    """Return a sentence for each import of `source` that runs against the layers."""
    number, name = layer_of(module)
    found = []
    for imported in imported_modules(source, package):
        if imported.split(".")[0] != "centers":
            found.append(f"{module} imports {imported}, which is not the app's to know")
            continue
        target = layer_of(imported)
        if target[0] > number or (target == (number, name) and name in APART):
            found.append(f"{module} imports {imported}, which is not below it")
    return found


def modules() -> Iterator[tuple[str, Path, str]]:
    for path in sorted((ROOT / "centers").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        package = ".".join(parts[:-1])
        yield (package if parts[-1] == "__init__" else ".".join(parts)), path, package


def test_modules_import_only_from_layers_below() -> None:
    found = [
        sentence
        for module, path, package in modules()
        if module != "centers"
        for sentence in rightward_imports(module, path.read_text(encoding="utf-8"), package)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("centers.choices", "from centers.validators import validate_slug"),
        ("centers.models.tasks", "from centers.models.centers import Center"),
        ("centers.models.tasks", "from .sources import Source"),
        ("centers.models.base", "from centers import models"),
        ("centers.models.centers", "import centers.models"),
        ("centers.queries", "def later():\n    from centers.services import publish"),
        ("centers.services", "from centers.forms import CenterForm"),
        ("centers.filters", "import centers.views.centers"),
        ("centers.models.base", "from innovation import settings"),
    ],
)
def test_an_import_from_above_is_found(module: str, source: str) -> None:
    assert len(rightward_imports(module, source, module.rpartition(".")[0])) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("centers.models.tasks", "from centers.models.base import Record"),
        ("centers.models.centers", "from centers.models.tasks import ConstructionTask"),
        ("centers.models", "from centers.models.centers import Center"),
        ("centers.queries", "from centers.models import Center"),
        ("centers.views.centers", "from centers.views.base import RecordList"),
        ("centers.urls", "from centers import feeds, views"),
        ("centers.choices", "from django.db import models"),
    ],
)
def test_an_import_from_below_is_not_found(module: str, source: str) -> None:
    assert rightward_imports(module, source, module.rpartition(".")[0]) == []


def test_a_module_without_a_layer_is_found() -> None:
    with pytest.raises(LookupError, match=r"centers\.helpers has no layer"):
        layer_of("centers.helpers")
