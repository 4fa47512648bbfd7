"""What several kinds of record share: natural keys, names, notes, publication, periods, and their constraints."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import NotSupportedError, connections, models, router
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centers.choices import NameOrigin, Publication
from centers.dates import (
    ALWAYS,
    NEVER,
    EarliestDay,
    EarliestDayField,
    IsPartialDate,
    LatestDay,
    LatestDayField,
    PartialDateField,
)
from centers.models.recording import Batch, record_every_change, together
from centers.validators import SLUG_HELP, validate_plain_text, validate_slug

# --- constraints -----------------------------------------------------------------------------------------------------
# Each is named as a sentence about its table; `kind` is the subject of that sentence.


def check(name: str, condition: models.Q, message: Any) -> models.CheckConstraint:
    """A check constraint that carries the plain sentence a form shows."""
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=message)


def unique(
    name: str, fields: Iterable[str], message: Any, condition: models.Q | None = None
) -> models.UniqueConstraint:
    """A uniqueness constraint that carries the plain sentence a form shows."""
    return models.UniqueConstraint(name=name, fields=list(fields), condition=condition, violation_error_message=message)


def values_of(
    kind: str, field: str, choices: type[models.TextChoices], *, blank: bool = False
) -> models.CheckConstraint:
    """The column holds one of the choices (choices alone restrict forms only)."""
    values = [*choices.values, ""] if blank else choices.values
    return check(
        f"{kind}_{field}_is_known",
        models.Q(**{f"{field}__in": values}),
        _("Choose one of the values that the list offers."),
    )


def dates_of(kind: str, *fields: str) -> models.CheckConstraint:
    """The partial dates are years, months, days or blank."""
    return check(
        f"{kind}_dates_are_partial_dates",
        models.Q(*(IsPartialDate(field) for field in fields)),
        _("A date is a year, a month or a day: 2024, 2024-12 or 2024-12-30."),
    )


def not_before(name: str, start: str, end: str, message: Any) -> models.CheckConstraint:
    """``end`` does not certainly lie before ``start``; a blank date contradicts nothing."""
    at_or_after = GreaterThanOrEqual(LatestDay(end, unknown=NEVER), EarliestDay(start, unknown=ALWAYS))
    return check(name, models.Q(**{start: ""}) | models.Q(**{end: ""}) | models.Q(at_or_after), message)


def slug_of(kind: str) -> models.CheckConstraint:
    return check(f"{kind}_slug_is_not_empty", ~models.Q(slug=""), SLUG_HELP)


# --- keys ------------------------------------------------------------------------------------------------------------


class KeyedQuerySet(models.QuerySet):
    """Finds a record by the natural key that fixtures use. What it writes is recorded."""

    def get_by_natural_key(self, *values: Any) -> models.Model:
        return self.get(**dict(zip(self.model.NATURAL_KEY, values, strict=True)))

    def update(self, **values: Any) -> int:
        self._for_write = True
        with together(self.db) as batch:
            batch.will_change(self.model, list(self.values_list("pk", flat=True)))
            return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        self._for_write = True
        with together(self.db) as batch:
            batch.hold()
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], batch_size: int | None = None, **conflicts: Any) -> list[Any]:
        if any(conflicts.values()):
            raise NotSupportedError("The database does not say which rows were there before: save these one by one.")
        self._for_write = True
        with together(self.db) as batch:
            batch.hold()
            created = super().bulk_create(objs, batch_size=batch_size)
            batch.has_created(self.model, [record.pk for record in created])
            return created

    def select_for_update(self, *args: Any, **kwargs: Any) -> Self:
        """Lock rows; before them the trail, which every writer locks first, so that no two wait for each other."""
        self._for_write = True
        if connections[self.db].in_atomic_block:
            Batch(self.db).hold()
        return super().select_for_update(*args, **kwargs)


class Keyed(models.Model):
    """A record that fixtures name by ``NATURAL_KEY``: lookups whose values identify it for good.

    Every change of one is recorded in the trail, with the values of all columns but those in ``NOT_RECORDED``.
    """

    NATURAL_KEY: tuple[str, ...] = ("slug",)
    NOT_RECORDED: tuple[str, ...] = ()

    objects = KeyedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # related managers write through it

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        record_every_change(cls)

    def save_base(self, *args: Any, using: str | None = None, **kwargs: Any) -> None:
        using = using or router.db_for_write(type(self), instance=self)
        with together(using):
            super().save_base(*args, using=using, **kwargs)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        using = using or router.db_for_write(type(self), instance=self)
        with together(using) as batch:
            batch.hold()
            return super().delete(using=using, keep_parents=keep_parents)

    delete.alters_data = True  # type: ignore[attr-defined]

    def natural_key(self) -> tuple[Any, ...]:
        values = []
        for path in self.NATURAL_KEY:
            value: Any = self
            for name in path.split("__"):
                value = getattr(value, name) if value is not None else None
            values.append(value)
        return tuple(values)


class Sluggable(Keyed):
    """A record with a public identifier, which never changes and is never reused."""

    slug = models.CharField(
        _("identifier"), max_length=120, unique=True, validators=[validate_slug], help_text=SLUG_HELP
    )

    class Meta:
        abstract = True


# --- text ------------------------------------------------------------------------------------------------------------


class InTwoLanguages:
    """Picks the text of the reader's language and falls back to the other, whose language is then marked."""

    def text_in(self, field: str, language: str | None = None) -> tuple[str, str]:
        """Return ``(text, language tag)`` of the pair of columns ``field_zh`` and ``field_en``."""
        chinese, english = getattr(self, f"{field}_zh"), getattr(self, f"{field}_en")
        wants_chinese = (language or get_language() or "en").startswith("zh")
        if (wants_chinese and chinese) or not english:
            return chinese, "zh-Hans"
        return english, "en"


class Named(InTwoLanguages, models.Model):
    """A record that is known by a Chinese name, an English name, or both."""

    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True, validators=[validate_plain_text])
    name_en = models.CharField(_("English name"), max_length=250, blank=True, validators=[validate_plain_text])

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.text_in("name")[0]

    @property
    def name_language(self) -> str:
        return self.text_in("name")[1]

    @property
    def other_name(self) -> str:
        """The name in the language that ``name`` is not in; blank if there is none."""
        name, language = self.text_in("name")
        other = self.name_en if language == "zh-Hans" else self.name_zh
        return "" if other == name else other

    @property
    def other_name_language(self) -> str:
        return "en" if self.name_language == "zh-Hans" else "zh-Hans"


class NamedWithOrigin(Named):
    """A name that says who made it (rule 10 of the domain)."""

    name_zh_origin = models.CharField(
        _("origin of the Chinese name"), max_length=10, choices=NameOrigin.choices, default=NameOrigin.USED
    )
    name_en_origin = models.CharField(
        _("origin of the English name"), max_length=10, choices=NameOrigin.choices, default=NameOrigin.OURS
    )

    class Meta:
        abstract = True


def names_of(kind: str, *, with_origin: bool = False) -> list[models.CheckConstraint]:
    """At least one of the two names is there (rule 7), and each says its origin (rule 10)."""
    constraints = [
        check(
            f"{kind}_has_a_name_in_one_language",
            ~models.Q(name_zh="", name_en=""),
            _("Enter a Chinese name, an English name, or both."),
        )
    ]
    if with_origin:
        constraints += [values_of(kind, field, NameOrigin) for field in ("name_zh_origin", "name_en_origin")]
    return constraints


class Noted(InTwoLanguages, models.Model):
    """A record with a note for readers: doubts, inferences, disagreements between sources."""

    note_zh = models.TextField(_("note in Chinese"), blank=True, validators=[validate_plain_text])
    note_en = models.TextField(_("note in English"), blank=True, validators=[validate_plain_text])

    class Meta:
        abstract = True

    @property
    def note(self) -> str:
        return self.text_in("note")[0]

    @property
    def note_language(self) -> str:
        return self.text_in("note")[1]


# --- publication -----------------------------------------------------------------------------------------------------


class RecordQuerySet(KeyedQuerySet):
    def published(self) -> Self:
        """Records that the public may see. The one predicate of visibility (rule 11)."""
        return self.filter(publication=Publication.PUBLISHED)


class Publishable(models.Model):
    """A record that is drafted, reviewed, published and withdrawn; tells when it was made, confirmed and changed."""

    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication.choices, default=Publication.DRAFT, editable=False
    )
    confirmed_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The day on which staff last found everything on record unchanged; blank: never."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.publication == Publication.PUBLISHED


class Record(Sluggable, Publishable, Noted):
    """A record of the register with an address of its own, a state of publication and notes."""

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


def record_of(kind: str) -> list[models.CheckConstraint]:
    return [slug_of(kind), values_of(kind, "publication", Publication)]


# --- periods ---------------------------------------------------------------------------------------------------------


class PeriodQuerySet(KeyedQuerySet):
    """A period includes its start and excludes its end; a blank start is unknown, a blank end is open."""

    def current(self) -> Self:
        """Periods without an end."""
        return self.filter(end="")

    def certainly_as_of(self, day: str) -> Self:
        """Periods that hold on ``day`` (ISO text) whatever the exact dates are."""
        return self.filter(start_latest__lte=day, end_earliest__gt=day)

    def possibly_as_of(self, day: str) -> Self:
        """Periods that may hold on ``day``, given how precisely their dates are known."""
        return self.filter(start_earliest__lte=day, end_latest__gt=day)


class Period(models.Model):
    """A record that holds from a start (included) to an end (excluded)."""

    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    start_earliest = EarliestDayField("start")
    start_latest = LatestDayField("start")
    end_earliest = EarliestDayField("end", unknown=NEVER)
    end_latest = LatestDayField("end")

    class Meta:
        abstract = True

    @property
    def is_current(self) -> bool:
        return not self.end


def period_of(kind: str) -> list[models.CheckConstraint]:
    return [
        dates_of(kind, "start", "end"),
        not_before(f"{kind}_end_is_not_before_start", "start", "end", _("The end lies before the start.")),
    ]
