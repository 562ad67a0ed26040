"""The key by which a site may count its page views, and the line that a page carries for that.

A key is made from `SITE_KEY` for one host and is no secret: it stands in the page. Without it
anybody could have views counted of pages that are not ours; with it, of that host alone.
"""

import hmac

_DIGITS = 32
VIEW_PATH = "/v1/view.gif"


def site_key(host: str, secret: str) -> str:
    """The public key of a host, such as "docs.acme.example"."""
    message = f"leadlight\0site\0{host.strip().rstrip('.').lower()}"
    return hmac.digest(secret.encode(), message.encode(), "sha256").hex()[:_DIGITS]


def is_key_of(key: str, host: str, secret: str) -> bool:
    """Whether a page of `host` showed the key of that host."""
    return hmac.compare_digest(key.encode("utf-8", "replace"), site_key(host, secret).encode())


def snippet(host: str, secret: str, address: str) -> str:
    """The line for the pages of `host`; `address` is where browsers reach this service.

    Browsers tell other sites the host of a page only, unless the page asks for more: hence the
    policy, for this one image.
    """
    url = f"{address.rstrip('/')}{VIEW_PATH}?k={site_key(host, secret)}"
    return (
        f'<img src="{url}" alt="" width="1" height="1" referrerpolicy="no-referrer-when-downgrade">'
    )
