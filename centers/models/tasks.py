"""Construction tasks of centers, their milestones and progress."""

import datetime as dt
import itertools
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centers.choices import Publication, TaskStatus
from centers.dates import NEVER, EarliestDayField, LatestDayField, PartialDateField, is_backwards, latest, spell_date
from centers.models.base import (
    Keyed,
    NamedWithOrigin,
    Noted,
    Publishable,
    RecordQuerySet,
    check,
    dates_of,
    names_of,
    not_before,
    unique,
    values_of,
)


class ConstructionTaskQuerySet(RecordQuerySet):
    def overdue(self, day: dt.date) -> Self:
        """Tasks certainly due before ``day`` and not completed. Computed, never stored."""
        return self.filter(due_latest__lt=day.isoformat()).exclude(status=TaskStatus.COMPLETED)


class ConstructionTask(Keyed, Publishable, NamedWithOrigin, Noted):
    """One of a center's construction tasks. The standard eight are task kinds; a task is of one or of none."""

    NATURAL_KEY = ("center__slug", "number")
    CITABLE_FIELDS = ("name_zh", "name_en", "kind", "status", "progress", "start", "due", "completed_on", "note")

    center = models.ForeignKey("Center", models.PROTECT, related_name="tasks", verbose_name=_("center"))
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.ForeignKey(
        "TaskKind", models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("task kind")
    )
    status = models.CharField(_("status"), max_length=10, choices=TaskStatus.choices, default=TaskStatus.UNKNOWN)
    progress = models.PositiveSmallIntegerField(
        _("progress in percent"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("0 to 100; blank if it is not published."),
    )
    start = PartialDateField(_("start"))
    due = PartialDateField(_("due"))
    due_earliest = EarliestDayField("due", unknown=NEVER)
    due_latest = LatestDayField("due")
    completed_on = PartialDateField(_("completed on"))

    objects = ConstructionTaskQuerySet.as_manager()

    class Meta:
        ordering = ["center", "number"]
        verbose_name = _("construction task")
        verbose_name_plural = _("construction tasks")
        constraints = [
            *names_of("task", with_origin=True),
            dates_of("task", "start", "due", "completed_on"),
            values_of("task", "status", TaskStatus),
            values_of("task", "publication", Publication),
            unique("task_has_its_number", ["center", "number"], _("The center has a task with this number already.")),
            check(
                "progress_is_between_0_and_100",
                models.Q(progress=None) | models.Q(progress__gte=0, progress__lte=100),
                _("Progress is between 0 and 100 percent."),
            ),
            check(
                "completed_means_100_percent_and_a_completion_date",
                (
                    models.Q(status=TaskStatus.COMPLETED, progress__isnull=False, progress=100)
                    & ~models.Q(completed_on="")
                )
                | (~models.Q(status=TaskStatus.COMPLETED) & models.Q(completed_on="")),
                _("A completed task has a progress of 100 and a completion date; any other has no completion date."),
            ),
            not_before("due_is_not_before_start", "start", "due", _("The task is due before it starts.")),
            not_before(
                "completion_is_not_before_start", "start", "completed_on", _("The task is completed before it starts.")
            ),
        ]

    @property
    def slug(self) -> str:
        """The public identifier: the center's slug and the task's number."""
        return f"{self.center.slug}-{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("centers:task-detail", args=[self.slug])

    def is_overdue(self, day: dt.date) -> bool:
        return bool(self.due) and self.status != TaskStatus.COMPLETED and latest(self.due) < day.isoformat()


class Milestone(Keyed, NamedWithOrigin, Noted):
    """A dated point on the way of a construction task, reached or to be reached."""

    NATURAL_KEY = ("task__center__slug", "task__number", "number")
    CITABLE_FIELDS = ("name_zh", "name_en", "due", "reached_on")

    task = models.ForeignKey(
        "ConstructionTask", models.CASCADE, related_name="milestones", verbose_name=_("construction task")
    )  # CASCADE: part of it
    number = models.PositiveSmallIntegerField(_("number"))
    due = PartialDateField(_("due"))
    reached_on = PartialDateField(_("reached on"))

    class Meta:
        ordering = ["task", "number"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            *names_of("milestone", with_origin=True),
            dates_of("milestone", "due", "reached_on"),
            unique("milestone_has_its_number", ["task", "number"], _("The task has a milestone with this number.")),
        ]


class ProgressEntry(Keyed, Noted):
    """What was reported of a construction task on a date: its progress, with a note. Its evidence are its citations."""

    NATURAL_KEY = ("task__center__slug", "task__number", "number")
    CITABLE_FIELDS = ("date", "progress", "note")

    task = models.ForeignKey(
        "ConstructionTask", models.CASCADE, related_name="progress_entries", verbose_name=_("construction task")
    )  # CASCADE: part of it
    number = models.PositiveSmallIntegerField(_("number"))
    date = PartialDateField(_("date"), blank=False)
    progress = models.PositiveSmallIntegerField(
        _("progress in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    class Meta:
        ordering = ["task", "number"]
        verbose_name = _("progress entry")
        verbose_name_plural = _("progress entries")
        constraints = [
            dates_of("progress_entry", "date"),
            check("progress_entry_has_a_date", ~models.Q(date=""), _("Enter the date of the report.")),
            check(
                "progress_reported_is_between_0_and_100",
                models.Q(progress=None) | models.Q(progress__gte=0, progress__lte=100),
                _("Progress is between 0 and 100 percent."),
            ),
            unique("progress_entry_has_its_number", ["task", "number"], _("The task has an entry with this number.")),
        ]

    def __str__(self) -> str:
        return spell_date(self.date)


def refuse_progress_out_of_order(entries: list[ProgressEntry]) -> None:
    """Refuse progress entries whose dates certainly run against their numbers."""
    ordered = sorted(entries, key=lambda entry: entry.number)
    for first, second in itertools.combinations(ordered, 2):
        if is_backwards(first.date, second.date):
            raise ValidationError(
                _("The progress entries run backwards: %(second)s comes after %(first)s."),
                code="backwards",
                params={"first": first, "second": second},
            )
