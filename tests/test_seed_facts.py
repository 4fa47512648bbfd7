"""Every fact of the article that the register began from: cited word for word, held as data, shown on a page.

``data/seed_facts.csv`` is the checklist: each fact with its sentence, and whether the sentence is garbled.
"""

import csv
import html
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from centers.choices import Certainty, Qualifier, Role, Segment, Step, Tier
from centers.models import (
    Alliance,
    Center,
    Citation,
    ConstructionTask,
    Designation,
    Direction,
    ExpertCommittee,
    Name,
    Participation,
    ReportedFigure,
    Site,
    Source,
    Statement,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

with (Path(__file__).parent / "data" / "seed_facts.csv").open(encoding="utf-8", newline="") as file:
    FACTS = {fact["fact_id"]: fact for fact in csv.DictReader(file)}

ARTICLE = "seed-article"
CENTER = "new-energy-storage-national-local"
PUBLISHED_ON = "2024-02-13"


def center() -> Center:
    return Center.objects.get(slug=CENTER)


def approval() -> Designation:
    return Designation.objects.get(center__slug=CENTER, step=Step.APPROVED)


def lead() -> Participation:
    return Participation.objects.get(center__slug=CENTER, role=Role.LEAD)


def figure_of(metric: str, region: str | None = None) -> Callable[[], tuple[str, Decimal]]:
    """The article's figure: how the number is meant, and the number."""

    def look_up() -> tuple[str, Decimal]:
        about = {"region__code": region} if region else {"region": None}
        found = ReportedFigure.objects.filter(metric__slug=metric, as_of=PUBLISHED_ON, **about).get()
        return found.qualifier, found.value

    return look_up


def exactly(number: int) -> tuple[str, Decimal]:
    return Qualifier.EXACTLY, Decimal(number)


def statement(slug: str) -> Callable[[], tuple[str, str | None]]:
    """What a statement says, and what it is about: a center's slug, a region's code, or (None) the system."""

    def look_up() -> tuple[str, str | None]:
        found = Statement.objects.select_related("center", "region").get(slug=slug)
        about = found.center or found.region
        return found.text_en, about and about.natural_key()[0]

    return look_up


def task(number: int) -> Callable[[], str]:
    return lambda: ConstructionTask.objects.get(center__slug=CENTER, number=number).name_en


def direction(number: int) -> Callable[[], tuple[str, str]]:
    def look_up() -> tuple[str, str]:
        found = Direction.objects.get(center__slug=CENTER, number=number)
        return found.name_zh, found.name_en

    return look_up


#: Fact → where the register holds it, and what it holds there.
EXPECTED: dict[str, tuple[Callable[[], Any], Any]] = {
    "F01": (lambda: (center().name_zh, approval().tier), ("国家地方共建新型储能创新中心", Tier.NATIONAL_LOCAL)),
    "F02": (figure_of("national-centers-rank", "44"), exactly(1)),
    "F03": (
        statement("news-credited-to-polaris-energy-storage-network"),
        ("The article credits its news to 北极星储能网 (printed “Arctic Star Energy Network”).", CENTER),
    ),
    "F04": (lambda: approval().date, "2023-12"),
    "F05": (lambda: approval().authority.name_en, "Ministry of Industry and Information Technology"),
    "F06": (lambda: approval().step, Step.APPROVED),
    "F07": (
        lambda: Participation.objects.get(center__slug=CENTER, role=Role.OPERATOR).organization.name_en,
        "Guangdong New Energy Storage National Research Institute Co., Ltd.",
    ),
    "F08": (lambda: Site.objects.get(center__slug=CENTER).region.name_en, "Baiyun District"),
    "F09": (
        statement("first-national-local-center-in-guangdong"),
        (
            "It is Guangdong's first manufacturing innovation center built jointly by the state and the locality.",
            CENTER,
        ),
    ),
    "F10": (
        statement("only-national-innovation-center-in-new-energy-storage"),
        ("It is the only national innovation center in the field of new energy storage.", CENTER),
    ),
    "F11": (figure_of("national-centers", "44"), exactly(5)),
    "F12": (figure_of("national-centers-rank", "44"), exactly(1)),
    "F13": (figure_of("national-centers"), exactly(29)),
    "F14": (
        statement("important-national-strategic-force"),
        ("National manufacturing innovation centers are an important national strategic force.", None),
    ),
    "F15": (
        statement("important-strategic-layout-of-manufacturing"),
        (
            "National manufacturing innovation centers are an important strategic layout of the manufacturing "
            "industry.",
            None,
        ),
    ),
    "F16": (
        statement("one-national-center-in-each-field"),
        ("Only one national center is placed in each field.", None),
    ),
    "F17": (
        statement("guangdong-attaches-importance-to-new-energy-storage"),
        (
            "In recent years Guangdong’s provincial Party committee and government have attached great importance to "
            "new energy storage and vigorously developed it.",
            "44",
        ),
    ),
    "F18": (
        statement("guangdong-new-energy-storage-market-is-active"),
        ("Guangdong's new energy storage market is active.", "44"),
    ),
    "F19": (
        statement("guangdong-new-energy-storage-industry-grows"),
        ("The scale of Guangdong’s new energy storage industry keeps growing.", "44"),
    ),
    "F20": (
        statement("guangdong-has-a-good-innovation-environment"),
        ("Guangdong has a good environment for industrial technology innovation.", "44"),
    ),
    "F21": (lambda: lead().organization.name_en, "China Southern Power Grid"),
    "F22": (lambda: lead().segment, Segment.APPLICATION),
    "F23": (figure_of("center-leading-enterprises"), exactly(13)),
    "F24": (
        statement("enterprises-cover-the-value-chain"),
        (
            "The enterprises that take part cover materials, chips, batteries, system integration, and investment and "
            "operation.",
            CENTER,
        ),
    ),
    "F25": (
        statement("company-and-alliance-model"),
        ("The center follows the “company + alliance” model.", CENTER),
    ),
    "F26": (lambda: ConstructionTask.objects.filter(center__slug=CENTER).count(), 8),
    "F27": (task(1), "Carry out research on frontier and key generic technologies of the industry"),
    "F28": (task(2), "Set up a collaborative innovation mechanism of industry, universities and research"),
    "F29": (task(3), "Strengthen the protection and use of intellectual property"),
    "F30": (task(4), "Promote the commercial application of scientific and technological results"),
    "F31": (task(5), "Strengthen the leading and guaranteeing role of standards"),
    "F32": (task(6), "Serve mass entrepreneurship and innovation"),
    "F33": (task(7), "Build multi-level talent teams"),
    "F34": (task(8), "Encourage international cooperation"),
    "F35": (
        lambda: Alliance.objects.get(center__slug=CENTER).name_en,
        "Guangdong New Energy Storage Industry Technology Innovation Alliance",
    ),
    "F36": (
        lambda: Alliance.objects.values_list("coverage_qualifier", "coverage_percent", "coverage_en").get(),
        (Qualifier.MORE_THAN, Decimal(85), "the innovation platforms in new energy storage nationwide"),
    ),
    "F37": (lambda: ExpertCommittee.objects.get(center__slug=CENTER).reported_academicians, 10),
    "F38": (lambda: Direction.objects.filter(center__slug=CENTER).count(), 5),
    "F39": (direction(1), ("电化学储能", "Electrochemical energy storage")),
    "F40": (direction(2), ("机械储能", "Mechanical energy storage")),
    "F41": (direction(3), ("超导储能", "Superconducting energy storage")),
    "F42": (direction(4), ("储热", "Thermal energy storage")),
    "F43": (direction(5), ("氢能", "Hydrogen energy storage")),
    "F44": (
        statement("research-on-large-scale-storage"),
        (
            "Research focuses on large-scale storage equipment and technology with large capacity, high safety, long "
            "life and high efficiency.",
            CENTER,
        ),
    ),
    "F45": (
        statement("aim-of-key-generic-technologies"),
        ("The aim is to achieve key core generic technologies of energy storage.", CENTER),
    ),
    "F46": (
        statement("from-development-to-first-commercialization"),
        (
            "The work runs from technology development through transfer and diffusion to first commercialization.",
            CENTER,
        ),
    ),
    "F47": (
        statement("complete-innovation-value-chain"),
        (
            "It builds a complete innovation value chain for new energy storage from R&D investment through R&D "
            "implementation to technology diffusion.",
            CENTER,
        ),
    ),
    "F48": (
        statement("guangdong-builds-provincial-centers-since-2016"),
        ("Guangdong has been building provincial manufacturing innovation centers since 2016.", "44"),
    ),
    "F49": (
        statement("guangdong-builds-provincial-centers-to-a-high-standard"),
        (
            "Guangdong builds its provincial centers to a high standard, following the requirements of the national "
            "key fields.",
            "44",
        ),
    ),
    "F50": (
        statement("guangdong-prepares-the-ground-for-national-centers"),
        ("Guangdong builds provincial centers to create good conditions for founding national centers.", "44"),
    ),
    "F51": (figure_of("provincial-centers", "44"), exactly(40)),
    "F52": (figure_of("enterprise-technology-centers", "44"), exactly(1621)),
    "F53": (
        lambda: (
            figure_of("national-centers", "44")(),
            Center.objects.national_level().in_region("44").certainly_standing_as_of(PUBLISHED_ON).contains(center()),
        ),
        (exactly(5), True),
    ),
    "F54": (figure_of("national-center-shareholders", "44"), exactly(46)),
    "F55": (
        statement("shareholders-from-inside-and-outside-guangdong"),
        ("The 46 shareholder units of Guangdong’s national centers come from inside and outside the province.", "44"),
    ),
    "F56": (
        statement("shareholders-provide-industrial-innovation-services"),
        (
            "The shareholder units take part in the national centers and provide industrial innovation services.",
            "44",
        ),
    ),
    "F57": (
        statement("innovation-system-takes-shape"),
        ("A manufacturing innovation system has taken initial shape.", None),
    ),
    "F58": (
        statement("national-centers-are-the-core"),
        ("The core of the manufacturing innovation system is the national manufacturing innovation centers.", None),
    ),
    "F59": (
        statement("provincial-and-enterprise-centers-are-carriers"),
        (
            "The important carriers of the manufacturing innovation system are the provincial manufacturing innovation "
            "centers and the provincial enterprise technology centers.",
            None,
        ),
    ),
}


def citations_of(fact: str) -> list[Citation]:
    """Every citation of the article with exactly the fact's sentence."""
    return list(Citation.objects.filter(source__slug=ARTICLE, quote=FACTS[fact]["quote"]).order_by("key"))


def record_of(part: models.Model) -> models.Model:
    """The record that a cited statement belongs to."""
    match part:
        case Name():
            return part.center or part.organization
        case Site() | Direction() | Participation() | Designation():
            return part.center
    return part


def address_of(record: models.Model) -> str:
    """The page that shows a record."""
    match record:
        case ReportedFigure():
            return f"{reverse('centers:figure-list')}?metric={record.metric.slug}"
        case Statement():
            about = record.center or record.region
            return about.get_absolute_url() if about else reverse("centers:home")
    return record.get_absolute_url()


def text_of(page: bytes) -> str:
    """What a reader sees of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page.decode())).split())


def test_the_list_of_facts_is_complete() -> None:
    assert list(FACTS) == [f"F{number:02}" for number in range(1, 60)] == sorted(EXPECTED)


@pytest.mark.parametrize("fact", FACTS)
def test_fact_stands_in_the_article(fact: str) -> None:
    assert FACTS[fact]["quote"] in Source.objects.get(slug=ARTICLE).archived_text


@pytest.mark.parametrize("fact", FACTS)
def test_fact_is_cited_on_a_published_record(fact: str) -> None:
    records = [record_of(citation.subject) for citation in citations_of(fact)]

    assert records
    assert all(record.is_published for record in records)


@pytest.mark.parametrize("fact", FACTS)
def test_fact_says_whether_its_sentence_is_garbled(fact: str) -> None:
    garbled = [citation for citation in citations_of(fact) if citation.certainty == Certainty.GARBLED]

    assert bool(garbled) == (FACTS[fact]["certainty"] == "garbled by translation")
    assert all("Garbled by translation" in citation.note_en for citation in garbled)


@pytest.mark.parametrize("fact", FACTS)
def test_fact_is_held_as_data(fact: str) -> None:
    look_up, expected = EXPECTED[fact]

    assert look_up() == expected


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The text of each page that a test has asked for."""
    return {}


@pytest.mark.parametrize("fact", FACTS)
def test_fact_is_shown_on_the_page_of_its_record(fact: str, client: Client, pages: dict[str, str]) -> None:
    addresses = {address_of(record_of(citation.subject)) for citation in citations_of(fact)}

    for address in addresses - pages.keys():
        pages[address] = text_of(client.get(address).content)

    assert [page for page in addresses if " ".join(FACTS[fact]["quote"].split()) not in pages[page]] == []
