"""A ledger that lies on another machine is refused, with the mend, before anything is opened."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ledger import mounts
from ledger.errors import LedgerError
from ledger.mounts import SHARED, Mount, mount_of, refuse_shared
from ledger.schema import open_ledger

TABLE = """\
/dev/vda / ext4 rw,relatime 0 0
files:/export /srv nfs4 rw,vers=4.2 0 0
/dev/vdb /srv/local xfs rw 0 0
//win/share /media/with\\040blank cifs rw 0 0
tmpfs /tmp tmpfs rw 0 0
me@host: /tmp fuse.sshfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "folder", "kind"),
    [
        ("/home/ada/leadlight.db", "/", "ext4"),
        ("/srv/leadlight.db", "/srv", "nfs4"),
        ("/srv/deep/er/leadlight.db", "/srv", "nfs4"),
        ("/srv/local/leadlight.db", "/srv/local", "xfs"),
        ("/srv/localhost/leadlight.db", "/srv", "nfs4"),
        ("/media/with blank/leadlight.db", "/media/with blank", "cifs"),
        ("/tmp/leadlight.db", "/tmp", "fuse.sshfs"),
    ],
)
def test_the_nearest_mount_counts_and_the_last_of_a_folder(
    path: str, folder: str, kind: str
) -> None:
    assert mount_of(Path(path), TABLE) == Mount(Path(folder), kind)


def test_without_a_table_nothing_is_known() -> None:
    assert mount_of(Path("/srv/leadlight.db"), "") is None


def mounted(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the system's table says to be of that kind."""
    folder, table = tmp_path / "data", tmp_path / "mounts"
    folder.mkdir()
    table.write_text(f"{TABLE}there {folder} {kind} rw 0 0\n")
    monkeypatch.setattr(mounts, "TABLE", table)
    return folder


@pytest.mark.parametrize("kind", sorted(SHARED))
def test_a_network_file_system_is_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = mounted(tmp_path, kind, monkeypatch)
    linked = tmp_path / "link.db"
    linked.symlink_to(folder / "leadlight.db")
    for path in (folder / "leadlight.db", linked):
        with pytest.raises(LedgerError, match=rf"\({kind}, mounted at {folder}\).*DATABASE_URL"):
            refuse_shared(path)


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "overlay", "tmpfs", "9p", "virtiofs", "fuseblk"])
def test_a_disk_of_this_machine_is_taken(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_shared(mounted(tmp_path, kind, monkeypatch) / "leadlight.db")


def test_it_is_refused_before_a_file_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = mounted(tmp_path, "nfs4", monkeypatch)
    with pytest.raises(LedgerError, match="network file system"):
        open_ledger(f"sqlite:///{folder}/leadlight.db", ZoneInfo("UTC"))
    assert list(folder.iterdir()) == []
    monkeypatch.setattr(mounts, "TABLE", tmp_path / "none")
    open_ledger(f"sqlite:///{folder}/leadlight.db", ZoneInfo("UTC")).close()
    assert (folder / "leadlight.db").exists()
