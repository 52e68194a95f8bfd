import pytest

from campaign.publications.markdown import to_html


def test_commonmark_becomes_html() -> None:
    assert to_html("## One\n\n- *two*\n- **three**") == (
        "<h2>One</h2>\n<ul>\n<li><em>two</em></li>\n<li><strong>three</strong></li>\n</ul>\n"
    )


def test_links_get_no_opener() -> None:
    assert to_html("[x](https://example.org)") == (
        '<p><a href="https://example.org" rel="noopener noreferrer">x</a></p>\n'
    )


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "![x](https://e.org/x)",
    ],
)
def test_what_validation_refuses_would_not_be_rendered_either(body: str) -> None:
    html = to_html(body)

    assert "<script" not in html
    assert "<a" not in html
    assert "<img" not in html
