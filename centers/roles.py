"""The roles of the office and what each may do with every kind of record: groups, written by ``sync_roles``.

Letters: v view, a add, c change, d delete, p publish and withdraw. Two roles can only view so far: *regional editor*,
which is to keep centers with a site in its regions, and *center reporter*, which is to report on the tasks of its own
center. Their limits are rows, not kinds, and permissions that ignored them would give too much.
"""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import models, transaction

from centers.models import Correction, Field, Metric, Region, RetiredIdentifier, TaskKind
from centers.models.base import Keyed, Publishable

ACTIONS = {"v": "view", "a": "add", "c": "change", "d": "delete"}

KINDS: list[type[models.Model]] = list(apps.get_app_config("centers").get_models())
VOCABULARY = (Region, Field, TaskKind, Metric)
ACCOUNTS = ("auth.user", "auth.group")


def kind_of(model: type[models.Model]) -> str:
    """The word for a kind of record: its model's name, and its application's before it where that is not ours."""
    return model._meta.label_lower.removeprefix("centers.")


def letters(
    *, records: str, parts: str, vocabulary: str, corrections: str, retired: str, bookkeeping: str
) -> dict[str, str]:
    """What a role may do: with records that are published; with their parts and citations; with the vocabulary that
    describes them; with readers' corrections; with retired identifiers; with what the register remembers of itself.
    """
    found = {}
    for model in KINDS:
        if issubclass(model, Publishable):
            found[kind_of(model)] = records
        elif model in VOCABULARY:
            found[kind_of(model)] = vocabulary
        elif model is Correction:
            found[kind_of(model)] = corrections
        elif model is RetiredIdentifier:
            found[kind_of(model)] = retired
        elif issubclass(model, Keyed):
            found[kind_of(model)] = parts
        else:
            found[kind_of(model)] = bookkeeping
    return {kind: letters for kind, letters in found.items() if letters}


#: What belongs to other bodies than the office sees neither corrections, which carry the addresses of readers, nor the
#: bookkeeping, which names the staff.
OUTSIDE = letters(records="v", parts="v", vocabulary="v", corrections="", retired="v", bookkeeping="")

#: Role → kind → letters.
ROLES: dict[str, dict[str, str]] = {
    "viewer": letters(records="v", parts="v", vocabulary="v", corrections="v", retired="v", bookkeeping="v"),
    "editor": letters(records="vacd", parts="vacd", vocabulary="v", corrections="vc", retired="v", bookkeeping="v"),
    "regional editor": OUTSIDE,
    "center reporter": OUTSIDE,
    "reviewer": letters(records="vacdp", parts="vacd", vocabulary="v", corrections="vc", retired="v", bookkeeping="v"),
    "administrator": letters(
        records="vacdp", parts="vacd", vocabulary="vacd", corrections="vacd", retired="vacd", bookkeeping="v"
    )
    | dict.fromkeys(ACCOUNTS, "vacd"),
}


def permissions_of(role: str) -> Iterable[tuple[str, str, str]]:
    """Yield application, kind and codename of every permission of a role."""
    for kind, given in ROLES[role].items():
        app, _separator, model = kind.rpartition(".")
        for letter in given:
            if letter in ACTIONS:
                yield app or "centers", model, f"{ACTIONS[letter]}_{model}"
            else:  # one permission publishes records of every kind
                yield "centers", "center", "publish_record"


@transaction.atomic
def sync_roles() -> dict[str, int]:
    """Give each role's group exactly the permissions of the role; return their number for each."""
    keys = {
        (permission.content_type.app_label, permission.content_type.model, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    counts = {}
    for role in ROLES:
        wanted = set(permissions_of(role))
        if missing := wanted - keys.keys():
            raise LookupError(f"There is no permission {'.'.join(min(missing))}: run `manage.py migrate` first.")
        permissions = {keys[key] for key in wanted}
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(permissions)
        counts[role] = len(permissions)
    return counts
