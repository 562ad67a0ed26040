"""A TLS connection within this process: its client's end is of the kind that a service uses."""

import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.clock import now
from bot.tls import TwoWaySocket, two_way

HOST = "slack.example"
PATIENCE = 30.0  # seconds, that no test may hang


@contextmanager
def encrypted(folder: Path) -> Iterator[tuple[TwoWaySocket, TwoWaySocket]]:
    """A client's end and a server's, whose certificate is written to `folder`."""
    serving, trusting = _certified(folder), two_way()
    serving.sslsocket_class = TwoWaySocket
    trusting.load_verify_locations(folder / "slack.pem")
    near, far = socket.socketpair()
    near.settimeout(PATIENCE)
    far.settimeout(PATIENCE)
    with ThreadPoolExecutor(1) as pool:
        served = pool.submit(serving.wrap_socket, far, server_side=True)
        client = trusting.wrap_socket(near, server_hostname=HOST)
    server = served.result()
    assert isinstance(client, TwoWaySocket)
    assert isinstance(server, TwoWaySocket)
    with closing(client), closing(server):
        yield client, server


def _certified(folder: Path) -> ssl.SSLContext:
    """What serves TLS as a host that certifies itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    self = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = x509.CertificateBuilder(self, self, key.public_key(), x509.random_serial_number())
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
    valid = made.not_valid_before(now()).not_valid_after(now() + timedelta(days=1))
    text, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    file = folder / "slack.pem"
    file.write_bytes(
        valid.sign(key, hashes.SHA256()).public_bytes(text) + key.private_bytes(text, form, plain)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
