"""Who asks: the token that a request shows, and the address that it comes from."""

import base64
import binascii
import hmac
from ipaddress import IPv4Network, IPv6Network, ip_address

from starlette.requests import Request

from bot.http.refusals import Refused
from collectors.addresses import bare_ip

Networks = tuple[IPv4Network | IPv6Network, ...]


def require_token(request: Request, token: str) -> None:
    """Lets a request pass that shows the token, as Bearer or as the user name of Basic.

    Raises:
        Refused: 401. How long the comparison takes tells nothing of the token.
    """
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    named = {"bearer": shown.strip(), "basic": _user(shown)}.get(scheme.lower(), "")
    if not hmac.compare_digest(named.encode("utf-8", "replace"), token.encode()):
        raise Refused(
            401,
            "show INGEST_TOKEN, as `Authorization: Bearer …` or as the user name of Basic",
            WWW_Authenticate='Bearer realm="leadlight", Basic realm="leadlight"',
        )


def address_of(request: Request, proxies: Networks) -> str:
    """The address that a request comes from; "" where it cannot be known.

    What a proxy forwarded is believed of trusted ones alone, from the last one back: anybody may
    write the rest of that line.
    """
    nearest = request.client.host if request.client else ""
    line = ",".join(request.headers.getlist("x-forwarded-for"))
    told = [part.strip() for part in line.split(",") if part.strip()]
    for part in (nearest, *reversed(told)):
        address = bare_ip(part)  # some proxies add the port
        trusted = _is_in(address, proxies)
        if trusted is None:
            return ""
        if not trusted:
            return address
    return ""


def _is_in(address: str, networks: Networks) -> bool | None:
    """Whether an address is in one of the networks; None for what is no address."""
    try:
        read = ip_address(address)
    except ValueError:
        return None
    mapped = getattr(read, "ipv4_mapped", None) or read
    return any(mapped in network for network in networks if network.version == mapped.version)


def _user(credentials: str) -> str:
    """The user name of Basic credentials; "" for none."""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""
