"""Hosts: the registered domain, and who stands behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from identity.hosts import HostKind, read_host, read_link
from identity.suffixes import registrable


@pytest.mark.parametrize(
    ("text", "domain", "kind"),
    [
        ("acme.example", "acme.example", HostKind.COMPANY),
        ("mail.eu.acme.example", "acme.example", HostKind.COMPANY),
        (" Mail.ACME.co.uk. ", "acme.co.uk", HostKind.COMPANY),
        ("bücher.example", "xn--bcher-kva.example", HostKind.COMPANY),
        ("acme.uk.com", "acme.uk.com", HostKind.COMPANY),
        ("mail.acme.公司.cn", "acme.xn--55qx5d.cn", HostKind.COMPANY),
        ("mail.acme.anything.ck", "acme.anything.ck", HostKind.COMPANY),
        ("www.ck", "www.ck", HostKind.COMPANY),
        ("somebody.blogspot.com", "somebody.blogspot.com", HostKind.PROVIDER),
        ("a.b.c.compute.amazonaws.com", "b.c.compute.amazonaws.com", HostKind.PROVIDER),
        ("gmail.com", "gmail.com", HostKind.FREE),
        ("tutanota.com", "tutanota.com", HostKind.FREE),
        ("privaterelay.appleid.com", "appleid.com", HostKind.FREE),
        ("alum.mit.edu", "mit.edu", HostKind.FREE),
        ("iki.fi", "iki.fi", HostKind.FREE),
        ("trashmail.ws", "trashmail.ws", HostKind.DISPOSABLE),
        ("cs.cmu.edu", "cmu.edu", HostKind.ACADEMIC),
        ("student.unimelb.edu.au", "unimelb.edu.au", HostKind.ACADEMIC),
        ("cam.ac.uk", "cam.ac.uk", HostKind.ACADEMIC),
        ("cs.uni-bonn.de", "uni-bonn.de", HostKind.ACADEMIC),
        ("ethz.ch", "ethz.ch", HostKind.ACADEMIC),
        ("kernel.org", "kernel.org", HostKind.COMMUNITY),
        ("users.noreply.github.com", "github.com", HostKind.PROVIDER),
        ("somebody.github.io", "somebody.github.io", HostKind.PROVIDER),
        ("github.com", "github.com", HostKind.COMPANY),
    ],
)
def test_host(text: str, domain: str, kind: HostKind) -> None:
    host = read_host(text)
    assert host is not None
    assert (host.domain, host.kind) == (domain, kind)


@pytest.mark.parametrize(
    "host",
    [
        *("alibaba.com", "telstra.com", "earthlink.net", "arcor.de", "oath.com"),
        *("cable.comcast.com", "docs.google.com", "eng.alibaba.com", "cn.ibm.com"),
    ],
)
def test_an_employer_in_a_list_of_free_mail_is_still_one(host: str) -> None:
    read = read_host(host)
    assert read is not None
    assert read.kind is HostKind.COMPANY


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "com", "example", "localhost", "printer.local", "router.home", "a..b.com"),
        *("10.0.0.1", "::1", "co.uk", "two words.com", "-a.com", f"{'a' * 64}.com", "a@b.com"),
    ],
)
def test_what_nobody_can_register_is_no_host(text: str) -> None:
    assert read_host(text) is None


@pytest.mark.parametrize(
    ("link", "domain", "kind"),
    [
        ("https://www.acme.example/jobs?from=github", "acme.example", HostKind.COMPANY),
        ("acme.example:8080", "acme.example", HostKind.COMPANY),
        ("https://github.com/somebody", "github.com", HostKind.PROVIDER),
        ("medium.com/@somebody", "medium.com", HostKind.PROVIDER),
    ],
)
def test_a_link_to_a_service_is_the_services(link: str, domain: str, kind: HostKind) -> None:
    host = read_link(link)
    assert host is not None
    assert (host.domain, host.kind) == (domain, kind)


@given(st.text(max_size=80))
def test_anything_can_be_read(text: str) -> None:
    host = read_host(text)
    assert host is None or host.name.endswith(host.domain)
    assert read_link(text) is None or "." in text


@pytest.mark.parametrize(
    "host", ["acme.com", "acme.ck", "www.ck", "acme.co.uk", "github.io", "com.ac"]
)
def test_the_short_way_to_a_domain_is_the_lists(host: str) -> None:
    assert registrable(host) == PublicSuffixList(accept_unknown=False).privatesuffix(host)
