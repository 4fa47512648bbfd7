"""Every fixed vocabulary of the register.

A choice restricts forms only; each model that uses one adds ``values_of()`` to its constraints so that the database
refuses anything else.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Tier(models.TextChoices):
    """The level at which a center is recognized. The first two are *national level*."""

    NATIONAL = "national", pgettext_lazy("tier", "national")
    NATIONAL_LOCAL = "national-local", pgettext_lazy("tier", "national-local")
    PROVINCIAL = "provincial", pgettext_lazy("tier", "provincial")
    ENTERPRISE = "enterprise", pgettext_lazy("tier", "enterprise technology center")


NATIONAL_LEVEL = (Tier.NATIONAL, Tier.NATIONAL_LOCAL)


class Status(models.TextChoices):
    """Where a center stands now. *Standing* means approved or accepted and not ended since."""

    UNKNOWN = "unknown", pgettext_lazy("status", "not published")
    CULTIVATING = "cultivating", pgettext_lazy("status", "in cultivation")
    APPROVED = "approved", pgettext_lazy("status", "approved")
    ACCEPTED = "accepted", pgettext_lazy("status", "accepted")
    UPGRADED = "upgraded", pgettext_lazy("status", "upgraded")
    SUPERSEDED = "superseded", pgettext_lazy("status", "superseded")
    REVOKED = "revoked", pgettext_lazy("status", "revoked")


STANDING = (Status.APPROVED, Status.ACCEPTED)
SUCCEEDED = (Status.UPGRADED, Status.SUPERSEDED)


class Step(models.TextChoices):
    """A dated step in a center's standing. Unveiling is a ceremony: it does not change the status."""

    CULTIVATED = "cultivated", pgettext_lazy("step", "cultivated")
    APPROVED = "approved", pgettext_lazy("step", "approved")
    UNVEILED = "unveiled", pgettext_lazy("step", "unveiled")
    ACCEPTED = "accepted", pgettext_lazy("step", "accepted")
    UPGRADED = "upgraded", pgettext_lazy("step", "upgraded")
    SUPERSEDED = "superseded", pgettext_lazy("step", "superseded")
    REVOKED = "revoked", pgettext_lazy("step", "revoked")


class Publication(models.TextChoices):
    """The state of a record's publication. Public pages show published records only."""

    DRAFT = "draft", pgettext_lazy("publication", "draft")
    IN_REVIEW = "in-review", pgettext_lazy("publication", "in review")
    PUBLISHED = "published", pgettext_lazy("publication", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("publication", "withdrawn")


class RegionLevel(models.TextChoices):
    """The level of a division in GB/T 2260: its code has two, four or six digits."""

    PROVINCE = "province", _("province")
    PREFECTURE = "prefecture", _("prefecture-level city")
    COUNTY = "county", _("district or county")


class OrganizationKind(models.TextChoices):
    ENTERPRISE = "enterprise", pgettext_lazy("organization", "enterprise")
    INSTITUTE = "institute", pgettext_lazy("organization", "research institute")
    UNIVERSITY = "university", pgettext_lazy("organization", "university")
    GOVERNMENT = "government", pgettext_lazy("organization", "government body")
    ASSOCIATION = "association", pgettext_lazy("organization", "association")
    UNKNOWN = "unknown", pgettext_lazy("organization", "kind not published")


class Role(models.TextChoices):
    """An organization's part in a center."""

    OPERATOR = "operator", pgettext_lazy("role", "operator")
    LEAD = "lead", pgettext_lazy("role", "lead")
    SHAREHOLDER = "shareholder", pgettext_lazy("role", "shareholder")
    MEMBER = "member", pgettext_lazy("role", "member")
    PARTNER = "partner", pgettext_lazy("role", "partner")


class Segment(models.TextChoices):
    """A link of the value chain, in the order in which the chain is drawn."""

    MATERIALS = "materials", pgettext_lazy("segment", "materials")
    CHIPS = "chips", pgettext_lazy("segment", "chips")
    BATTERIES = "batteries", pgettext_lazy("segment", "batteries")
    SYSTEMS = "systems", pgettext_lazy("segment", "systems")
    INTEGRATION = "integration", pgettext_lazy("segment", "integration")
    OPERATION = "operation", pgettext_lazy("segment", "investment and operation")
    APPLICATION = "application", pgettext_lazy("segment", "application side")


class MembershipRole(models.TextChoices):
    """An organization's part in an alliance."""

    INITIATOR = "initiator", pgettext_lazy("membership", "initiator")
    CHAIR = "chair", pgettext_lazy("membership", "chair unit")
    MEMBER = "member", pgettext_lazy("membership", "member")


class SeatRole(models.TextChoices):
    """An expert's part in a committee."""

    CHAIR = "chair", pgettext_lazy("seat", "chair")
    VICE_CHAIR = "vice-chair", pgettext_lazy("seat", "vice chair")
    MEMBER = "member", pgettext_lazy("seat", "member")


class TaskStatus(models.TextChoices):
    UNKNOWN = "unknown", pgettext_lazy("task", "not published")
    PLANNED = "planned", pgettext_lazy("task", "planned")
    UNDER_WAY = "under-way", pgettext_lazy("task", "under way")
    COMPLETED = "completed", pgettext_lazy("task", "completed")


class AssessmentKind(models.TextChoices):
    YEARLY = "yearly", pgettext_lazy("assessment", "yearly")
    PERIODIC = "periodic", pgettext_lazy("assessment", "periodic")


class AssessmentResult(models.TextChoices):
    EXCELLENT = "excellent", pgettext_lazy("assessment", "excellent")
    GOOD = "good", pgettext_lazy("assessment", "good")
    QUALIFIED = "qualified", pgettext_lazy("assessment", "qualified")
    UNQUALIFIED = "unqualified", pgettext_lazy("assessment", "unqualified")


class NameKind(models.TextChoices):
    """What kind of further name it is, beside the name that heads the record."""

    ALIAS = "alias", pgettext_lazy("name", "also written")
    FORMER = "former", pgettext_lazy("name", "former name")
    ABBREVIATION = "abbreviation", pgettext_lazy("name", "short name")


class NameOrigin(models.TextChoices):
    """Who made a name, so that a reader never takes an editor's rendering for an official one."""

    OFFICIAL = "official", pgettext_lazy("origin", "official name")
    USED = "used", pgettext_lazy("origin", "used by the holder or its sources")
    OURS = "ours", pgettext_lazy("origin", "our rendering, not official")
    MACHINE = "machine", pgettext_lazy("origin", "machine translation")


class Language(models.TextChoices):
    """The language of a passage, as a BCP 47 tag."""

    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")
    JAPANESE = "ja", _("Japanese")
    ITALIAN = "it", _("Italian")
    PORTUGUESE = "pt", _("Portuguese")


class Certainty(models.TextChoices):
    """How well a passage states what it is cited for. Anything but *stated* needs a note that says why."""

    STATED = "stated", pgettext_lazy("certainty", "stated")
    GARBLED = "garbled", pgettext_lazy("certainty", "garbled in the source")
    CONTESTED = "contested", pgettext_lazy("certainty", "contested by another source")
    INFERRED = "inferred", pgettext_lazy("certainty", "inferred")


class Agreement(models.TextChoices):
    """Whether a passage supports the value shown, or gives another one (which is then kept beside it)."""

    SUPPORTS = "supports", pgettext_lazy("agreement", "supports the value shown")
    DIFFERS = "differs", pgettext_lazy("agreement", "gives another value")


class Qualifier(models.TextChoices):
    """How a reported number is meant."""

    EXACTLY = "exactly", pgettext_lazy("qualifier", "exactly")
    AT_LEAST = "at-least", pgettext_lazy("qualifier", "at least")
    MORE_THAN = "more-than", pgettext_lazy("qualifier", "more than")
    ABOUT = "about", pgettext_lazy("qualifier", "about")


class CountRule(models.TextChoices):
    """How the register counts what a metric reports; blank where it cannot."""

    NATIONAL_LEVEL = "national-level", pgettext_lazy("count rule", "centers of national level standing")
    NATIONAL = "national", pgettext_lazy("count rule", "national centers standing, national-local ones left out")
    NATIONAL_LOCAL = "national-local", pgettext_lazy("count rule", "national-local centers standing")
    PROVINCIAL = "provincial", pgettext_lazy("count rule", "provincial centers standing")
    PROVINCIAL_CULTIVATING = "provincial-cultivating", pgettext_lazy("count rule", "provincial centers in cultivation")
    ENTERPRISE = "enterprise", pgettext_lazy("count rule", "enterprise technology centers standing")


class EventKind(models.TextChoices):
    PROGRAM = "program", pgettext_lazy("event", "program")
    POLICY = "policy", pgettext_lazy("event", "policy")
    FOUNDING = "founding", pgettext_lazy("event", "founding")
    APPROVAL = "approval", pgettext_lazy("event", "approval")
    UNVEILING = "unveiling", pgettext_lazy("event", "unveiling")
    PLAQUE = "plaque", pgettext_lazy("event", "plaque presented")
    EVALUATION = "evaluation", pgettext_lazy("event", "evaluation")
    ROADMAP = "roadmap", pgettext_lazy("event", "standard or roadmap")
    COOPERATION = "cooperation", pgettext_lazy("event", "cooperation")
    CONSTRUCTION = "construction", pgettext_lazy("event", "construction")
    SIGNING = "signing", pgettext_lazy("event", "signing")
    VISIT = "visit", pgettext_lazy("event", "visit")
    REPORT = "report", pgettext_lazy("event", "report")


class CorrectionStatus(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("correction", "received")
    IN_REVIEW = "in-review", pgettext_lazy("correction", "in review")
    ACCEPTED = "accepted", pgettext_lazy("correction", "accepted")
    DECLINED = "declined", pgettext_lazy("correction", "declined")


class ChangeAction(models.TextChoices):
    """What a write did to a row."""

    CREATED = "created", pgettext_lazy("change", "created")
    CHANGED = "changed", pgettext_lazy("change", "changed")
    DELETED = "deleted", pgettext_lazy("change", "deleted")
