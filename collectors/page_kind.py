"""What kind of view a page of somebody's export is: by the URL rules, else by its address.

The team measures these pages on purpose, so that one without a rule of its own still counts: as
documentation or blog where its address says so, else as a page of the website, which earns least.
"""

from typing import Final
from urllib.parse import urlsplit

from collectors.reading import Reading

_SECTIONS: Final = {
    "docs": "doc_view",
    "doc": "doc_view",
    "documentation": "doc_view",
    "blog": "blog_view",
}


def kind_of_page(url: str, reading: Reading) -> str:
    """The kind of a view of `url`, which may be empty or no URL at all."""
    kind, _ = reading.page(url) if url else ("", "")
    return kind or _SECTIONS.get(_section(url), "web_view")


def _section(url: str) -> str:
    """The host's first label if it names a section ("docs.acme.example"), else the path's."""
    try:
        parts = urlsplit(url.lower())
    except ValueError:
        return ""
    label = parts.netloc.partition(".")[0]
    return label if label in _SECTIONS else parts.path.strip("/").partition("/")[0]
