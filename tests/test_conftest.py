import pytest

from tests.conftest import inline_code


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p { color: red }</style>",
        '<p style="color: red">red</p>',
        '<button onclick="go()">Go</button>',
        '<a href=" JavaScript:go()">Go</a>',
        "<p>{{ center.name }}</p>",
        "<p>{% now %}</p>",
    ],
)
def test_inline_code_is_found(html: str) -> None:
    assert len(inline_code(html)) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<script src="/static/centers/js/list.js" defer></script>',
        '<script type="application/ld+json">{"name": {"@value": "x"}}</script>',
        '<link rel="stylesheet" href="/static/centers/css/base.css">',
        '<a href="/centers/?q=onclick%3D">style="color: red"</a>',
    ],
)
def test_a_page_without_inline_code_is_not_found(html: str) -> None:
    assert inline_code(html) == []
