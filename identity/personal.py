"""Whether a domain is one person's own, by how an address at it is written.

Three in four domains that one person uses are that person's: `me@`, `hello@`, or a local part that
the domain repeats. Only where the whole address is at hand can this be told, before it is dropped.
"""

import re

from identity.agreement import label_key

_OF_ONE = frozenset({"me", "hi", "hello", "hey", "i", "id", "self", "myself", "web", "www", "root"})
_PARTS = re.compile(r"[\W_\d]+")
_MIN_LABEL, _MIN_PART = 4, 5  # letters, or mark@market.example would be Mark's own


def is_personal(local: str, domain: str) -> bool:
    """Whether an address `local`@`domain` (registrable) shows its domain to be its owner's own.

    The label within the local part, or the other way round: janet@janetroe.example,
    jane.roe@roes.example; what follows a `+` does not matter. Where three people write from a
    domain it is nobody's own, whatever one of them is called: ask only below that.
    """
    plain = local.casefold().partition("+")[0]
    if plain in _OF_ONE:
        return True
    label = label_key(domain)
    whole = _PARTS.sub("", plain)
    if whole == label:
        return True
    parts = {whole, *_PARTS.split(plain)}
    return any(
        (len(label) >= _MIN_LABEL and label in part) or (len(part) >= _MIN_PART and part in label)
        for part in parts
    )
