from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from centers.models import Alliance, Center, Region, ReportedFigure, Source
from centers.templatetags import register


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def render(source: str, **context: object) -> str:
    return Template("{% load register %}" + source).render(Context(context))


# Languages


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        ("/", "/", "/zh-hans/"),
        ("/centers/?tier=national&page=2", "/centers/?tier=national&page=2", "/zh-hans/centers/?tier=national&page=2"),
        ("/zh-hans/centers/a/?x=1", "/centers/a/?x=1", "/zh-hans/centers/a/?x=1"),
        ("/zh-hans", "/", "/zh-hans/"),
        ("/zh-hans?x=1", "/?x=1", "/zh-hans/?x=1"),
        ("/zh-hansel/", "/zh-hansel/", "/zh-hans/zh-hansel/"),
        ("/zh-hans//evil.example/", "/%2Fevil.example/", "/zh-hans//evil.example/"),
    ],
)
def test_the_same_page_in_each_language(path: str, english: str, chinese: str) -> None:
    assert (register.path_in(path, "en"), register.path_in(path, "zh-hans")) == (english, chinese)


def test_languages_of_a_page_that_is_written_without_a_request() -> None:
    found = register.languages(Context({}))

    assert [(language["tag"], language["path"], language["is_current"]) for language in found] == [
        ("en", "/", True),
        ("zh-Hans", "/zh-hans/", False),
    ]


def test_the_navigation_marks_where_the_page_is() -> None:
    context = Context({"request": RequestFactory().get("/regions/44/")})

    current = [str(kind["label"]) for kind in register.main_nav(context) if kind["is_current"]]

    assert current == ["Regions"]


def test_an_absolute_address() -> None:
    assert register.absolute("/centers/") == f"{settings.SITE_URL}/centers/"


def test_the_footer_shows_the_number_that_a_site_in_mainland_china_needs(settings) -> None:
    without = Template('{% include "includes/footer.html" only %}').render(Context())
    settings.ICP_NUMBER = "京ICP备00000000号"
    with_number = Template('{% include "includes/footer.html" only %}').render(Context())

    assert "beian.miit.gov.cn" not in without
    assert '<a href="https://beian.miit.gov.cn/">京ICP备00000000号</a>' in with_number


# Names


def test_a_name_is_marked_where_it_is_not_in_the_language_of_the_page() -> None:
    chinese = Region(code="44", name_zh="广东省")
    both = Region(code="44", name_zh="广东省", name_en="Guangdong <b>")

    assert register.name(chinese) == '<span lang="zh-Hans">广东省</span>'
    assert register.name(both) == "Guangdong &lt;b&gt;"
    with override("zh-hans"):
        assert register.name(both) == "广东省"


def test_a_link_is_the_name_of_a_record_with_a_page() -> None:
    assert register.link(Region(code="44", name_en="Guangdong")) == '<a href="/regions/44/">Guangdong</a>'
    assert register.link(Source(slug="a", title="公告")) == '<a href="/sources/a/"><span lang="zh-Hans">公告</span></a>'
    assert register.link(SimpleNamespace(name="Person", name_language="en")) == "Person"


def test_the_other_name_stands_quietly_beside() -> None:
    both = Region(code="44", name_zh="广东省", name_en="Guangdong")

    assert register.other_name(both) == '<span class="quiet" lang="zh-Hans">广东省</span>'
    assert register.other_name(Region(code="44", name_en="Guangdong")) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [("official", ""), ("used", ""), ("ours", "our rendering, not official"), ("machine", "machine translation")],
)
def test_only_a_name_that_its_holder_does_not_use_says_its_origin(value: str, shown: str) -> None:
    assert register.origin(Center(name_en="Center", name_en_origin=value), "en") == shown


def test_a_place_is_written_from_the_small_to_the_large_in_english_and_the_other_way_in_chinese() -> None:
    province = Region(code="44", name_zh="广东省", name_en="Guangdong")
    city = Region(code="4401", name_zh="广州市", name_en="Guangzhou", parent=province)

    assert register.place(city) == '<a href="/regions/4401/">Guangzhou</a>, <a href="/regions/44/">Guangdong</a>'
    assert register.place(None) == ""
    with override("zh-hans"):
        assert register.place(city) == (
            '<a href="/zh-hans/regions/44/">广东省</a><a href="/zh-hans/regions/4401/">广州市</a>'
        )


# Values


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("", ""),
        ("2016", '<time datetime="2016">2016</time>'),
        ("2016-06", '<time datetime="2016-06">June 2016</time>'),
        ("2016-06-30", '<time datetime="2016-06-30">30 June 2016</time>'),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(value: str, shown: str) -> None:
    assert register.partial_date(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (0, "0"),
        (1621, "1,621"),
        (Decimal("29.000"), "29"),
        (Decimal("12.500"), "12.5"),
        (Decimal("3600000000.000"), "3,600,000,000"),
        (Decimal("0.005"), "0.005"),
    ],
)
def test_a_number_has_its_thousands_grouped_and_no_superfluous_zeros(value: object, shown: str) -> None:
    assert register.number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1621, "1621"),
        (25000, "25000"),
        (30000, "3万"),
        (Decimal("25300000.00"), "2530万"),
        (60000000000, "600亿"),
        (1000000000000, "1万亿"),
        (Decimal("12.50"), "12.5"),
    ],
)
def test_a_number_that_is_round_has_a_unit_in_chinese(value: object, shown: str) -> None:
    with override("zh-hans"):
        assert register.number(value) == shown


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"value": Decimal(29)}, "29"),
        ({"value": Decimal(2000), "qualifier": "about"}, "about 2,000"),
        ({"value": Decimal(85), "qualifier": "more-than"}, "more than 85"),
        ({"value": Decimal(5), "qualifier": "at-least"}, "at least 5"),
        ({"value": Decimal(7), "value_to": Decimal(8)}, "7 to 8"),
    ],
)
def test_a_figure_is_shown_as_its_source_means_it(values: dict[str, object], shown: str) -> None:
    assert register.reported(ReportedFigure(**values)) == shown


def test_what_an_alliance_covers() -> None:
    alliance = Alliance(coverage_percent=Decimal(85), coverage_qualifier="more-than", coverage_zh="创新平台")

    assert register.coverage(alliance) == 'more than 85% of <span lang="zh-Hans">创新平台</span>'
    alliance.coverage_zh = ""
    assert register.coverage(alliance) == "more than 85%"


@pytest.mark.parametrize(
    ("tier", "status", "shown"),
    [
        ("national", "approved", '<span class="tier tier-national">national</span>'),
        ("provincial", "unknown", '<span class="tier tier-provincial">provincial</span>'),
        ("national-local", "superseded", '<span class="tier tier-national-local is-ended">national-local</span>'),
        ("national", "upgraded", '<span class="tier tier-national is-ended">national</span>'),
        ("national", "revoked", '<span class="tier tier-national is-ended">national</span>'),
        ("", "approved", ""),
    ],
)
def test_a_tier_has_a_mark_and_a_word_and_is_struck_once_it_has_ended(tier: str, status: str, shown: str) -> None:
    assert register.tier_mark(tier, status) == shown


def test_a_title_is_written_on_one_line() -> None:
    assert render("{% oneline %}\n  A\n  {% if True %}\nB{% endif %}{% endoneline %}") == "A B"


def test_text_is_escaped_wherever_it_stands() -> None:
    hostile = "<script>alert(1)</script>"
    center = Center(slug="a", name_en=hostile, note_en=hostile)

    shown = render(
        '{{ c|name }}{{ c|link }}{{ c|other_name }}{{ c|text_of:"note" }}'
        "{% cited None %}{{ c.name }}{% endcited %}{% fact c.name %}{{ c.name }}{% endfact %}",
        c=center,
    )

    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 6
