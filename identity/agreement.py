"""Whether a company's name and a domain are one company's, judged by spelling alone.

A domain's label is the company's name without blanks ("redhat"), its first words or its initials;
with its ending ("segment.io"), a word of no weight ("puppetlabs"), or what firms add because the
plain name was taken ("datadoghq").
"""

import re
from functools import lru_cache

from identity.company_text import Named
from identity.names import is_telling, name_key, plain, weak_key

_BEFORE = ("get", "go", "try", "use", "join", "team", "the")
_AFTER = (
    *("hq", "inc", "corp", "lab", "labs", "group", "team", "software", "systems", "network"),
    *("networks", "tech", "technologies", "solutions", "consulting", "studio", "studios", "online"),
    *("global", "media", "digital", "app", "apps", "cloud", "up", "usa", "nyc", "sf"),
)
_ADDED = re.compile(
    rf"^(?:{'|'.join(_BEFORE)})-?(?=\w{{4}})|(?<=\w{{3}})-?(?:{'|'.join(_AFTER)})$"
    r"|(?<=\w{3})-(?:[a-z]{2}|usa|soft|it|com)$"
)
_MIN_START = 4  # letters: "Open" and open.example prove nothing, but shorter labels even less
_MIN_WHOLE = 5  # letters of a name that a longer label may begin with: "square" and "squareup"
_MAX_REST = 3


def agree(named: Named, domain: str) -> bool:
    """Whether a text's company and a registrable domain spell the same name."""
    if named.domain == domain:
        return True
    name, label = name_key(named.name), label_key(domain)
    if name and name == label:
        return True
    handle = name_key(named.handle) if named.handle else ""
    names = {name, weak_key(named.name), handle} - {""}
    if not names.isdisjoint(labels(domain)) or _is_shortened(named.name, label):
        return True
    if len(label) >= _MIN_START and handle.startswith(label):
        return True
    return any(
        len(name) >= _MIN_WHOLE and label.startswith(name) and len(label) - len(name) <= _MAX_REST
        for name in names
    )


@lru_cache(maxsize=65_536)
def label_key(domain: str) -> str:
    """The key of a domain's own label: "redhat" for redhat.com."""
    return _compact(_label(domain))


@lru_cache(maxsize=65_536)
def labels(domain: str) -> tuple[str, ...]:
    """The name keys that a domain spells, its own label first: "segment" and "segmentio"."""
    label, key, whole = _label(domain), label_key(domain), _compact(domain)
    if key and not ("-" in label or label.startswith(_BEFORE) or label.endswith(_AFTER)):
        return key, whole
    bare = _compact(_ADDED.sub("", label))
    keys = (key, whole, bare if is_telling(bare) else "")
    return tuple(dict.fromkeys(key for key in keys if key))


def _is_shortened(name: str, label: str) -> bool:
    """Whether a label is the name's first words, or made of the first letters of all of them."""
    words = plain(name).split()
    if len(words) < 2 or not label or words[0][0] != label[0]:
        return False
    starts = {"".join(words[:count]) for count in range(1, len(words))}
    return (len(label) >= _MIN_START and label in starts) or _is_made_of(label, tuple(words))


def _is_made_of(label: str, words: tuple[str, ...]) -> bool:
    """Whether a label is one beginning of each word after another: "abc", "socgen"."""
    if not words:
        return not label
    first, *rest = words
    for count in range(1, min(len(first), len(label)) + 1):
        if label[count - 1] != first[count - 1]:
            return False
        if _is_made_of(label[count:], tuple(rest)):
            return True
    return False


def _label(domain: str) -> str:
    label = domain.partition(".")[0]
    if label.startswith("xn--"):
        try:
            return label.encode("ascii").decode("idna")
        except UnicodeError:
            return label
    return label


def _compact(host: str) -> str:
    if host.isascii():
        return host.replace("-", "").replace(".", "").replace("_", "")
    return plain(host).replace(" ", "")
