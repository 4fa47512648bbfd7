"""One record as JSON-LD: schema.org's terms for who and where, the register's own for everything else.

Other records appear as ``{"id", "url", "name_zh", "name_en"}``, dates as precisely as known, what is not published as
null. Each part carries the passages that support it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.timezone import localdate

from centers.choices import OrganizationKind
from centers.exports import LICENCE, identifier, plain, reference, url_of
from centers.models import Citation
from centers.models.base import Publishable
from centers.records.alliances import AllianceInFull
from centers.records.centers import CenterInFull
from centers.records.citations import Footnotes, address_of
from centers.records.committees import CommitteeInFull
from centers.records.fields import FieldInFull
from centers.records.organizations import OrganizationInFull
from centers.records.regions import RegionInFull
from centers.records.sources import SourceInFull
from centers.records.tasks import TaskInFull

#: Terms that mean what schema.org says; every other key is the register's own.
SCHEMA_TERMS = (
    "alternateName",
    "containedInPlace",
    "dateModified",
    "foundingDate",
    "inLanguage",
    "license",
    "location",
    "name",
    "parentOrganization",
    "publisher",
)

TYPES_OF_ORGANIZATION = {
    OrganizationKind.ENTERPRISE: "Corporation",
    OrganizationKind.INSTITUTE: "ResearchOrganization",
    OrganizationKind.UNIVERSITY: "CollegeOrUniversity",
    OrganizationKind.GOVERNMENT: "GovernmentOrganization",
}

NAMES = ("name_zh", "name_en")
NAMES_WITH_ORIGIN = (*NAMES, "name_zh_origin", "name_en_origin")
NOTES = ("note_zh", "note_en")
PERIOD = ("start", "end")


def record_as_json(whole: Any) -> dict[str, Any]:
    """The record and everything about it that is public."""
    return WRITERS[type(whole)](whole, Footnotes(whole.citations))


# --- parts -----------------------------------------------------------------------------------------------------------


def context() -> dict[str, str]:
    own = {"@vocab": f"{settings.SITE_URL}/data/#", "schema": "https://schema.org/"}
    return own | {term: f"schema:{term}" for term in SCHEMA_TERMS}


def head(record: Model, kind: str) -> dict[str, Any]:
    """What every record begins with: its type, address and names."""
    names = [
        {"@value": name, "@language": language}
        for name, language in ((record.name_zh, "zh-Hans"), (record.name_en, "en"))
        if name
    ]
    return {
        "@context": context(),
        "@type": f"schema:{kind}",
        "@id": url_of(record),
        "name": names,
        "license": LICENCE,
        "id": identifier(record),
        "url": url_of(record),
    } | values(record, *NAMES)


def values(record: Model, *names: str) -> dict[str, Any]:
    """These values of a record; another record among them as a reference."""
    found = {name: getattr(record, name) for name in names}
    return {name: reference(value) if isinstance(value, Model) else plain(value) for name, value in found.items()}


def parts(records: Iterable[Model], notes: Footnotes, *names: str) -> list[dict[str, Any]]:
    """These values of each record, with the passages about it."""
    return [values(record, *names) | {"citations": citations(record, notes)} for record in records]


def citations(record: Model, notes: Footnotes) -> list[dict[str, Any]]:
    return [citation_as_json(citation) for citation in [*notes.of(record), *notes.differing(record)]]


def citation_as_json(citation: Citation) -> dict[str, Any]:
    names = ("quote", "quote_language", "certainty", "agreement", "stated_value", *NOTES)
    return {"id": citation.key, "field": plain(citation.field_name), "source": reference(citation.source)} | values(
        citation, *names
    )


def figures_as_json(figures: Iterable[Model], notes: Footnotes) -> list[dict[str, Any]]:
    return parts(figures, notes, "slug", "metric", "qualifier", "value", "value_to", "as_of", *NOTES)


def events_as_json(events: Iterable[Model], notes: Footnotes) -> list[dict[str, Any]]:
    return parts(events, notes, "slug", *NAMES, "date", "kind", *NOTES)


def statements_as_json(statements: Iterable[Model], notes: Footnotes) -> list[dict[str, Any]]:
    return parts(statements, notes, "slug", "text_zh", "text_en", *NOTES)


def names_as_json(names: Iterable[Model], notes: Footnotes) -> list[dict[str, Any]]:
    return parts(names, notes, "text", "kind", "language", "origin", *PERIOD, *NOTES)


def foot(record: Model, notes: Footnotes) -> dict[str, Any]:
    """What every record with a state of publication ends with."""
    return values(record, *NOTES) | {"citations": citations(record, notes)} | freshness(record)


def freshness(record: Publishable) -> dict[str, Any]:
    """When the record was last confirmed by the office, and when it last changed."""
    changed_on = localdate(record.changed_at).isoformat()
    return values(record, "confirmed_on") | {"changed_on": changed_on, "dateModified": changed_on}


# --- records ---------------------------------------------------------------------------------------------------------


def center_as_json(whole: CenterInFull, notes: Footnotes) -> dict[str, Any]:
    center = whole.center
    return (
        head(center, "ResearchOrganization")
        | {
            "alternateName": [name.text for name in whole.names],
            "location": [reference(site.region) for site in whole.sites],
            "parentOrganization": [reference(part.organization) for part in whole.operators],
        }
        | values(center, "name_zh_origin", "name_en_origin", "tier", "status", "approved_on", "field", "website")
        | {
            "successor": reference(center.successor),
            "predecessors": [reference(predecessor) for predecessor in whole.predecessors],
            "sites": parts(whole.sites, notes, "region", "is_seat", "address", *NOTES),
            "designations": parts(
                whole.designations,
                notes,
                "number",
                "step",
                "tier",
                "date",
                "authority",
                "successor",
                "batch",
                *NOTES,
            ),
            "assessments": parts(
                whole.assessments, notes, "kind", "period", "result", "published_on", "authority", *NOTES
            ),
            "participations": parts(
                whole.participations, notes, "organization", "role", "segment", "share", *PERIOD, *NOTES
            ),
            "directions": parts(whole.directions, notes, "number", *NAMES_WITH_ORIGIN, *NOTES),
            "alliances": [reference(alliance) for alliance in whole.alliances],
            "committees": [reference(committee) for committee in whole.committees],
            "tasks": [
                reference(task) | values(task, "number", "kind", "status", "progress", "start", "due", "completed_on")
                for task in whole.tasks
            ],
            "positions": parts(whole.positions, notes, "expert", "title_zh", "title_en", "as_of", *NOTES),
            "figures": figures_as_json(whole.figures, notes),
            "events": events_as_json(whole.events, notes),
            "statements": statements_as_json(whole.statements, notes),
            "names": names_as_json(whole.names, notes),
        }
        | foot(center, notes)
    )


def alliance_as_json(whole: AllianceInFull, notes: Footnotes) -> dict[str, Any]:
    alliance = whole.alliance
    return (
        head(alliance, "Organization")
        | {"foundingDate": plain(alliance.founded_on)}
        | values(
            alliance,
            "name_zh_origin",
            "name_en_origin",
            "center",
            "founded_on",
            "place",
            "reported_members",
            "coverage_qualifier",
            "coverage_percent",
            "coverage_zh",
            "coverage_en",
        )
        | {"memberships": parts(whole.memberships, notes, "organization", "role", *PERIOD, *NOTES)}
        | foot(alliance, notes)
    )


def committee_as_json(whole: CommitteeInFull, notes: Footnotes) -> dict[str, Any]:
    committee = whole.committee
    return (
        head(committee, "Organization")
        | values(
            committee,
            "name_zh_origin",
            "name_en_origin",
            "center",
            "founded_on",
            "reported_size",
            "reported_academicians",
        )
        | {"seats": parts(whole.seats, notes, "expert", "role", *PERIOD, *NOTES)}
        | foot(committee, notes)
    )


def task_as_json(whole: TaskInFull, notes: Footnotes) -> dict[str, Any]:
    task = whole.task
    return (
        head(task, "Project")
        | values(task, "name_zh_origin", "name_en_origin", "center", "number", "kind", "status", "progress")
        | values(task, "start", "due", "completed_on")
        | {
            "milestones": parts(whole.milestones, notes, "number", *NAMES_WITH_ORIGIN, "due", "reached_on", *NOTES),
            "progress_entries": parts(whole.progress_entries, notes, "number", "date", "progress", *NOTES),
        }
        | foot(task, notes)
    )


def organization_as_json(whole: OrganizationInFull, notes: Footnotes) -> dict[str, Any]:
    organization = whole.organization
    return (
        head(organization, TYPES_OF_ORGANIZATION.get(OrganizationKind(organization.kind), "Organization"))
        | {"alternateName": [name.text for name in whole.names], "location": reference(organization.region)}
        | values(organization, "name_zh_origin", "name_en_origin", "kind", "region", "credit_code", "website")
        | {
            "participations": parts(whole.participations, notes, "center", "role", "segment", "share", *PERIOD, *NOTES),
            "memberships": parts(whole.memberships, notes, "alliance", "role", *PERIOD, *NOTES),
            "designations": parts(whole.designations, notes, "center", "step", "tier", "date"),
            "positions": parts(whole.positions, notes, "expert", "title_zh", "title_en", "as_of", *NOTES),
            "names": names_as_json(whole.names, notes),
        }
        | foot(organization, notes)
    )


def field_as_json(whole: FieldInFull, notes: Footnotes) -> dict[str, Any]:
    return (
        head(whole.field, "DefinedTerm")
        | {"national_level": reference(whole.national_level)}
        | {"standing": {tier.tier.value: tier.total for tier in whole.tiers}}
        | {"statements": statements_as_json(whole.statements, notes)}
    )


def region_as_json(whole: RegionInFull, notes: Footnotes) -> dict[str, Any]:
    region = whole.region
    return (
        head(region, "AdministrativeArea")
        | {"containedInPlace": reference(region.parent), "level": region.level}
        | {"standing": {tier.tier.value: tier.total for tier in whole.tiers}}
        | {"figures": figures_as_json(whole.figures, notes)}
        | {"events": events_as_json(whole.events, notes)}
        | {"statements": statements_as_json(whole.statements, notes)}
    )


def source_as_json(whole: SourceInFull, notes: Footnotes) -> dict[str, Any]:
    source = whole.source
    return (
        head(source, "CreativeWork")
        | {"publisher": plain(source.publisher), "inLanguage": source.language_tag}
        | values(source, "title", "is_title_descriptive", "published_on", "accessed_on", "is_mirror", "is_linkable")
        | {"address": plain(source.url)}
        | {
            "supports": [
                {"kind": citation.subject_kind, "url": address(citation)} | citation_as_json(citation)
                for citation in whole.citations
            ]
        }
        | values(source, *NOTES)
        | freshness(source)
    )


def address(citation: Citation) -> str | None:
    """Where the value stands that a passage supports."""
    path = address_of(citation.subject, citation.field_name)
    return f"{settings.SITE_URL}{path}" if path else None


WRITERS: dict[type, Callable[[Any, Footnotes], dict[str, Any]]] = {
    CenterInFull: center_as_json,
    AllianceInFull: alliance_as_json,
    CommitteeInFull: committee_as_json,
    TaskInFull: task_as_json,
    OrganizationInFull: organization_as_json,
    FieldInFull: field_as_json,
    RegionInFull: region_as_json,
    SourceInFull: source_as_json,
}
