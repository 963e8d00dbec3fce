"""A backup of a living home restores byte for byte; a damaged one restores nothing."""

import os
import sqlite3
import stat
import tarfile
from datetime import UTC, datetime

import pytest

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.site.backup import backup, restore
from parvis.site.home import make_home, read_card

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def silent(done, label):
    assert 0 <= done <= 1


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "maison")
    make_home(home, now=NOW)
    delivery = home.staging / "41269" / "abc"
    delivery.mkdir(parents=True)
    (delivery / "rows.parquet").write_bytes(b"PAR1" * 1000)
    (home.staging / ".work-1").mkdir()
    (home.staging / ".work-1" / "half").write_text("half done")
    home.current.write_text("20261123T040000Z")
    with sqlite3.connect(home.database) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t(x)")
        database.execute("INSERT INTO t VALUES (1)")
    return home


def contents(home):
    return {
        str(p.relative_to(home.root)): p.read_bytes()
        for p in home.root.rglob("*")
        if p.is_file() and ".work-" not in str(p) and not p.name.startswith("parvis.sqlite3")
    }


def test_a_restored_home_is_the_same_without_work_in_progress(home, tmp_path):
    backup(home, tmp_path / "b.tar.gz", now=NOW, progress=silent)
    other = Home(tmp_path / "retour")
    note = restore(other, tmp_path / "b.tar.gz", progress=silent)
    assert contents(other) == contents(home)
    assert not list(other.staging.glob(".work*"))
    assert note.taken_at == NOW
    assert read_card(other) == read_card(home)


def test_private_files_come_back_private(home, tmp_path):
    backup(home, tmp_path / "b.tar.gz", now=NOW, progress=silent)
    other = Home(tmp_path / "retour")
    restore(other, tmp_path / "b.tar.gz", progress=silent)
    assert stat.S_IMODE(other.identified.stat().st_mode) == 0o700
    assert stat.S_IMODE(other.warehouse.stat().st_mode) == 0o700
    assert stat.S_IMODE(other.pseudonym_key.stat().st_mode) == 0o600


def test_a_backup_is_private_and_its_copy_of_the_database_stays_in_the_home(
    home, tmp_path, monkeypatch
):
    seen = set()

    def watch(done, label):
        seen.add(stat.S_IMODE((tmp_path / ".b.tar.gz.part").stat().st_mode))

    elsewhere = tmp_path / "machine"
    elsewhere.mkdir(mode=0o500)
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere / "absent"))
    backup(home, tmp_path / "b.tar.gz", now=NOW, progress=watch)
    assert seen == {0o600}
    assert not list(home.identified.glob(".backup-*"))


def test_a_database_being_written_is_copied_as_of_its_last_transaction(home, tmp_path):
    writer = sqlite3.connect(home.database)
    writer.execute("INSERT INTO t VALUES (2)")
    writer.commit()
    writer.execute("INSERT INTO t VALUES (3)")
    backup(home, tmp_path / "b.tar.gz", now=NOW, progress=silent)
    other = Home(tmp_path / "retour")
    restore(other, tmp_path / "b.tar.gz", progress=silent)
    with sqlite3.connect(other.database) as database:
        assert database.execute("SELECT x FROM t ORDER BY x").fetchall() == [(1,), (2,)]
    writer.close()


def test_a_backup_overwrites_nothing_and_stays_out_of_its_home(home, tmp_path):
    (tmp_path / "b.tar.gz").touch()
    with pytest.raises(Refused, match="existe déjà"):
        backup(home, tmp_path / "b.tar.gz", now=NOW, progress=silent)
    with pytest.raises(Refused, match="qu’elle copie"):
        backup(home, home.root / "b.tar.gz", now=NOW, progress=silent)


def test_a_restoration_overwrites_nothing(home, tmp_path):
    backup(home, tmp_path / "b.tar.gz", now=NOW, progress=silent)
    with pytest.raises(Refused, match="n’est pas vide"):
        restore(home, tmp_path / "b.tar.gz", progress=silent)


@pytest.mark.parametrize("damage", ["truncated", "foreign", "altered", "missing"])
def test_a_damaged_backup_restores_nothing(home, tmp_path, damage):
    file = tmp_path / "b.tar.gz"
    backup(home, file, now=NOW, progress=silent)
    if damage == "truncated":
        file.write_bytes(file.read_bytes()[:-200])
    elif damage == "foreign":
        file.write_text("ceci n’est pas une archive")
    elif damage == "altered":
        alter(file, tmp_path)
    else:
        file.unlink()
    other = Home(tmp_path / "retour")
    with pytest.raises(Refused, match="Rien n’a été restauré"):
        restore(other, file, progress=silent)
    assert not other.root.exists()
    assert not list(tmp_path.glob(".restoring*"))


def alter(file, tmp_path):
    with tarfile.open(file) as archive:
        archive.extractall(tmp_path / "x", [one for one in archive if one.isreg()])
    (tmp_path / "x" / "warehouse" / "current").write_text("autre chose")
    with tarfile.open(file, "w:gz") as archive:
        archive.add(tmp_path / "x", "")


def test_an_archive_that_climbs_out_of_its_folder_is_refused(tmp_path):
    evil = tmp_path / "evil.tar.gz"
    (tmp_path / "f").write_text("x")
    with tarfile.open(evil, "w:gz") as archive:
        archive.add(tmp_path / "f", "../../f-outside")
    with pytest.raises(Refused, match="Rien n’a été restauré"):
        restore(Home(tmp_path / "retour"), evil, progress=silent)
    assert not (tmp_path.parent / "f-outside").exists()


def test_what_two_releases_share_is_restored_as_one_file(home, tmp_path):
    (home.root / "warehouse" / "part").write_text("figures")
    os.utime(home.root / "warehouse" / "part", (NOW.timestamp(), NOW.timestamp()))
    (home.root / "warehouse" / "same").hardlink_to(home.root / "warehouse" / "part")
    backup(home, tmp_path / "b.tar.gz", now=NOW, progress=silent)
    back = Home(tmp_path / "retour")
    restore(back, tmp_path / "b.tar.gz", progress=silent)
    assert (back.root / "warehouse" / "same").samefile(back.root / "warehouse" / "part")
    assert (back.root / "warehouse" / "same").stat().st_mtime == NOW.timestamp()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_an_archive_of_anything_but_files_is_refused(tmp_path, kind):
    evil = tmp_path / "evil.tar.gz"
    link = tarfile.TarInfo("db")
    link.type, link.linkname = kind, "/etc/hostname"
    with tarfile.open(evil, "w:gz") as archive:
        archive.addfile(link)
    with pytest.raises(Refused, match="Rien n’a été restauré"):
        restore(Home(tmp_path / "retour"), evil, progress=silent)


def test_a_backup_into_a_folder_that_does_not_exist_says_so(home, tmp_path):
    with pytest.raises(Refused, match="n’existe pas"):
        backup(home, tmp_path / "absent" / "b.tar.gz", now=NOW, progress=silent)


def test_a_restoration_onto_a_file_is_refused(home, tmp_path):
    backup(home, tmp_path / "b.tar.gz", now=NOW, progress=silent)
    with pytest.raises(Refused, match="n’est pas vide"):
        restore(Home(tmp_path / "b.tar.gz"), tmp_path / "b.tar.gz", progress=silent)
