"""Which part of a host somebody registered, by the public suffix list.

The list is the bundled one and is never fetched. Its private part is on, so that two people with
pages under one hosting service are never taken for colleagues. A host whose suffix nobody runs
(`.local`, a router's name) is no domain; `.example`, which RFC 2606 sets aside, counts as a suffix,
because samples and rehearsals live there.

The library encodes every line of its list, which takes longer than all else at a start; hosts are
punycode here, so only the few lines in other scripts are encoded.
"""

from pathlib import Path

from publicsuffixlist import PSLFILE, PublicSuffixList

RESERVED = "example"
_PRIVATE = "// ===BEGIN PRIVATE DOMAINS==="


def registrable(host: str) -> str | None:
    """The domain that was registered for a host in lower case and punycode."""
    name, _, ending = host.rpartition(".")
    if ending == RESERVED:
        return ".".join(host.split(".")[-2:])
    if ending in _PLAIN and "." not in name and host not in _SUFFIXES:
        return host
    domain: str | None = _ALL.privatesuffix(host)
    return domain


def is_lent(domain: str) -> bool:
    """Whether a hosting service, not a public registry, gave a registrable domain out."""
    suffix = domain.partition(".")[2]
    if "." not in suffix:
        return suffix in _LENDING
    return suffix in _LENDING or f"*.{suffix.partition('.')[2]}" in _LENDING


def _rules(text: str) -> list[str]:
    """The rules of a part of the list, in punycode as hosts are."""
    lines = (line.strip() for line in text.splitlines() if line and not line.startswith("//"))
    return [line if line.isascii() else _punycode(line) for line in lines]


def _punycode(rule: str) -> str:
    labels = rule.lower().split(".")
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
        for label in labels
    )


_PUBLIC_TEXT, _, _PRIVATE_TEXT = Path(PSLFILE).read_text(encoding="utf-8").partition(_PRIVATE)
_LENDING = frozenset(_rules(_PRIVATE_TEXT))
_SUFFIXES = _LENDING.union(_rules(_PUBLIC_TEXT))
# Endings below which every name was registered unless it stands in the list itself: all of "com",
# none of "ck". For most hosts they answer at once, what the library takes three times as long for.
_PLAIN = frozenset(one for one in _SUFFIXES if "." not in one and f"*.{one}" not in _SUFFIXES)
_ALL = PublicSuffixList(_SUFFIXES, accept_unknown=False, accept_encoded_idn=False)
