"""Which mail addresses are one person's, and which are no person's at all, by how they are written.

What follows a `+` is a person's own mark on mail that comes to one mailbox. An address of a desk is
read by whoever is on duty: to count it as somebody would make a company of a firm of one.
"""

DESKS = frozenset(
    {
        "abuse",
        "accounts",
        "admin",
        "billing",
        "bounce",
        "careers",
        "contact",
        "donotreply",
        "feedback",
        "finance",
        "hello",
        "help",
        "helpdesk",
        "hostmaster",
        "hr",
        "info",
        "invoices",
        "jobs",
        "legal",
        "list",
        "lists",
        "mail",
        "mailer-daemon",
        "marketing",
        "news",
        "newsletter",
        "no-reply",
        "no_reply",
        "noc",
        "noreply",
        "office",
        "orders",
        "postmaster",
        "press",
        "privacy",
        "root",
        "sales",
        "security",
        "service",
        "services",
        "support",
        "team",
        "webmaster",
    }
)


def plain_address(email: str) -> str:
    """An address in one spelling: lower case, and without a tag."""
    local, at, host = email.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{host}"


def is_desk(email: str) -> bool:
    """Whether an address names a task, such as `sales`, and nobody in person."""
    return plain_address(email).rpartition("@")[0] in DESKS
