"""Whether a company's name and a domain are one company's, judged by spelling alone.

A domain's label is the company's name without blanks ("redhat"), its first words or its initials;
with its ending ("segment.io"), a word of no weight ("puppetlabs"), or what firms add because the
plain name was taken ("datadoghq").
"""

import re

from identity.company_text import Named
from identity.names import name_key, weak_key

_ADDED = re.compile(
    r"^(?:get|go|try|use|join|team|the)(?=\w{4})"
    r"|(?<=\w{3})(?:hq|inc|corp|labs?|group|software|systems|networks?|tech|technologies|app|cloud)$"
)
_MIN_INITIALS = 3
_MIN_START = 4  # letters: "Open" and open.example prove nothing, but shorter labels even less


def agree(named: Named, domain: str) -> bool:
    """Whether a text's company and a registrable domain spell the same name."""
    if named.domain == domain:
        return True
    names = {name_key(named.name), weak_key(named.name), name_key(named.handle or "")} - {""}
    return not names.isdisjoint(_spellings(domain)) or _is_shortened(named.name, domain)


def label_key(domain: str) -> str:
    """The key of a domain's own label: "redhat" for redhat.com."""
    return _compact(_label(domain))


def _spellings(domain: str) -> set[str]:
    label = label_key(domain)
    return {label, _compact(domain), _ADDED.sub("", label)}


def _is_shortened(name: str, domain: str) -> bool:
    """Whether the label is the name's first words ("Acme Canada") or three or more initials."""
    words = [name_key(word) for word in re.findall(r"\w+", name)]
    label = label_key(domain)
    starts = {"".join(words[:count]) for count in range(1, len(words))}
    initials = "".join(word[:1] for word in words) if len(words) >= _MIN_INITIALS else ""
    return label == initials or (len(label) >= _MIN_START and label in starts)


def _label(domain: str) -> str:
    label = domain.split(".", 1)[0]
    if label.startswith("xn--"):
        try:
            return label.encode("ascii").decode("idna")
        except UnicodeError:
            return label
    return label


def _compact(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
