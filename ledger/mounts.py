"""Whether a ledger lies on a disk of this machine: on one that is shared over a network none works.

Why refused and not warned of: the log beside a ledger is memory that processes of one machine
share, and its locks are promises that network file systems keep badly or not at all. SQLite says
so itself (sqlite.org/wal.html); what comes of it is a damaged ledger, weeks later. A folder that a
virtual machine is lent by its own host (9p, virtiofs) is of this machine and is left alone.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.errors import LedgerError

TABLE: Final = Path("/proc/self/mounts")  # Linux's; elsewhere there is none, and nobody is asked
SHARED: Final = {
    *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "ceph", "lustre"),
    *("glusterfs", "beegfs", "gpfs", "ocfs2", "gfs2", "davfs"),
    *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.gcsfuse", "fuse.rclone"),
    *("fuse.davfs2", "fuse.davfs", "fuse.juicefs", "fuse.moosefs", "fuse.smbnetfs"),
}
OCTAL: Final = re.compile(r"\\([0-7]{3})")  # how a blank, a tab, a backslash stand in a path there


@dataclass(frozen=True, slots=True)
class Mount:
    """A file system, and the folder in which it begins."""

    folder: Path
    kind: str


def refuse_shared(path: Path) -> None:
    """Lets a ledger of this machine pass.

    Raises:
        LedgerError: its folder is mounted from another machine.
    """
    table = TABLE.read_text("utf-8", "surrogateescape") if TABLE.exists() else ""
    mount = mount_of(path.resolve(), table)
    if mount is not None and mount.kind in SHARED:
        raise LedgerError(
            f"{path} lies on a network file system ({mount.kind}, mounted at {mount.folder}), on "
            "which SQLite damages a ledger sooner or later: name a file on a disk of this machine "
            "in DATABASE_URL"
        )


def mount_of(path: Path, table: str) -> Mount | None:
    """The file system of an absolute path, by a table in the form of /proc/mounts.

    Of several in one folder the last counts, which hides the others.
    """
    found: Mount | None = None
    for line in table.splitlines():
        match line.split(" "):
            case [_, folder, kind, *_]:
                one = Mount(Path(OCTAL.sub(lambda sign: chr(int(sign[1], 8)), folder)), kind)
                is_nearer = found is None or len(one.folder.parts) >= len(found.folder.parts)
                if is_nearer and path.is_relative_to(one.folder):
                    found = one
    return found
