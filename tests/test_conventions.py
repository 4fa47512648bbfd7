"""Conventions that no tool knows: they are read off the models and the templates, so they hold for new ones too."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from django.template.engine import Engine
from django.utils.functional import Promise
from django.utils.translation import override

from tests.conftest import inline_code

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text("utf-8") for path in ROOT.glob("templates/**/*.*")
}
PYTHON = "\n".join(
    path.read_text("utf-8") for folder in ("centers", "innovation") for path in ROOT.glob(f"{folder}/**/*.py")
)

APP = apps.get_app_config("centers")
MODELS = list(APP.get_models())
FIELDS = [
    field
    for model in MODELS
    for field in model._meta.local_fields
    if not (field.auto_created or isinstance(field, models.GeneratedField))  # nobody reads the names of these
]
# Words that keep their capital in the middle of an English sentence.
PROPER_WORDS = {"Chinese", "English", "Latin"}

# Models


def sentence_case_of(name: str | Promise) -> bool:
    """Say whether a verbose name is translated and reads well inside of a sentence: small, unless a proper word."""
    with override("en"):
        word = str(name).split()[0]
    return isinstance(name, Promise) and (word[0].islower() or word.isupper() or word in PROPER_WORDS)


def unique_sets(model: type[models.Model]) -> Iterator[set[str]]:
    """Yield each set of fields that no two rows share."""
    yield {"pk"}
    yield from ({field.name} for field in model._meta.fields if field.unique)
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields and constraint.condition is None:
            yield set(constraint.fields)


def ordered_by(model: type[models.Model]) -> set[str]:
    """Return the fields that the default order tells apart; a path counts when it ends in what is unique over there."""
    names = set()
    for term in model._meta.ordering:
        path = str(getattr(getattr(term, "expression", term), "name", term)).lstrip("-").split("__")
        target = model
        for name in path[1:]:
            target = target._meta.get_field(path[path.index(name) - 1]).related_model
        if len(path) == 1 or target._meta.get_field(path[-1]).unique:
            names.add(path[0])
    return names


def allowed_values(field: models.Field) -> set[object] | None:
    """Return the values that a check constraint of the table allows in a column, or None if no constraint does."""
    for constraint in field.model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            for lookup, values in lookups_of(constraint.condition):
                if lookup == f"{field.name}__in":
                    return set(values)
    return None


def lookups_of(condition: models.Q) -> Iterator[tuple[str, object]]:
    for child in getattr(condition, "children", []):
        if isinstance(child, tuple):
            yield child
        else:
            yield from lookups_of(child)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
class TestEveryModel:
    def test_is_exported(self, model: type[models.Model]) -> None:
        assert model.__name__ in APP.models_module.__all__

    def test_has_verbose_names(self, model: type[models.Model]) -> None:
        assert sentence_case_of(model._meta.verbose_name)
        assert sentence_case_of(model._meta.verbose_name_plural)

    def test_has_a_deterministic_order(self, model: type[models.Model]) -> None:
        assert [names for names in unique_sets(model) if names <= ordered_by(model)] != []

    def test_constraints_say_what_is_wrong(self, model: type[models.Model]) -> None:
        default = models.CheckConstraint.default_violation_error_message

        assert [c.name for c in model._meta.constraints if c.violation_error_message == default] == []

    def test_refers_by_real_foreign_keys(self, model: type[models.Model]) -> None:
        assert [field for field in model._meta.private_fields if isinstance(field, GenericForeignKey)] == []

    def test_is_kept_in_the_admin(self, model: type[models.Model]) -> None:
        kept = set(admin.site._registry)
        kept |= {inline.model for model_admin in admin.site._registry.values() for inline in model_admin.inlines}

        assert model in kept


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_every_field_has_a_verbose_name(field: models.Field) -> None:
    assert sentence_case_of(field.verbose_name)


@pytest.mark.parametrize("field", [field for field in FIELDS if field.choices], ids=str)
def test_every_choice_is_held_by_the_database(field: models.Field) -> None:
    choices = {value for value, _label in field.flatchoices}

    assert allowed_values(field) == (choices | {""} if field.blank and not field.null else choices)


def test_every_migration_says_what_it_is_for() -> None:
    assert [path.name for path in ROOT.glob("centers/migrations/*_auto_*.py")] == []


# Templates


def without_tags(source: str) -> str:
    return re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", source, flags=re.DOTALL)


def loads(source: str) -> list[str]:
    return re.findall(r"{% load (.*?) %}", source)


def names_of(library: str) -> set[str]:
    """Return the tags and filters that a template library defines."""
    register = Engine.get_default().template_libraries[library]
    return {*register.tags, *register.filters}


@pytest.mark.parametrize("name", TEMPLATES)
class TestEveryTemplate:
    def test_has_a_user(self, name: str) -> None:
        replaces_djangos = name.split("/")[0] in {
            "admin",
            "registration",
            "400.html",
            "403.html",
            "404.html",
            "500.html",
        }
        used = [f'"{name}"' in source for source in [PYTHON, *TEMPLATES.values()]]

        assert replaces_djangos or any(used)

    def test_loads_one_library_a_line_in_order(self, name: str) -> None:
        lines = loads(TEMPLATES[name])

        assert lines == sorted(lines)
        assert [line for line in lines if " " in line] == []

    def test_uses_what_it_loads(self, name: str) -> None:
        source = TEMPLATES[name]
        words = set(re.findall(r"(?:{%\s*|\|)(\w+)", source))

        assert [library for library in loads(source) if not names_of(library) & words] == []

    def test_has_no_inline_code(self, name: str) -> None:
        assert inline_code(without_tags(TEMPLATES[name])) == []

    def test_names_the_blocks_it_ends(self, name: str) -> None:
        assert re.findall(r"{%\s*endblock\s*%}", TEMPLATES[name]) == []

    def test_gives_includes_only_what_they_need(self, name: str) -> None:
        includes = re.findall(r"{%\s*include .*?%}", TEMPLATES[name], flags=re.DOTALL)

        assert [tag for tag in includes if not re.search(r"\bonly\b", tag)] == []

    def test_says_how_to_include_it(self, name: str) -> None:
        assert not name.startswith("includes/") or "Usage:" in TEMPLATES[name]
