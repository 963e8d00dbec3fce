"""Loading a file: whole or not at all, once, by who may."""

import errno
from pathlib import Path

import pytest

from parvis.apps.audit.models import JournalEntry
from parvis.apps.sources import originals
from parvis.apps.sources.models import Delivery, DeliveryState, Source
from parvis.apps.sources.services import discard_delivery, load_file, loading, sweep
from parvis.apps.sources.staging import WORK_PREFIX, WorkFolder, work_folder
from parvis.core.access import OPERATOR
from parvis.core.errors import NotVisible, Refused
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db


def left_behind(home):
    """Every file and folder of staging, the locks aside."""
    return sorted(p.name for p in home.staging.rglob("*") if p.name != ".readers")


def load(path, actor, now, **more):
    return load_file(actor=actor, now=now, authority="41269", path=path, filename=path.name, **more)


def test_a_loaded_file_leaves_its_rows_its_original_a_delivery_and_a_journal_entry(
    home, town, short_intake, canteen, agent, now
):
    report = load(canteen(), agent(), now)
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.KEPT
    assert (delivery.rows_kept, delivery.source.title) == (report.rows_kept, delivery.source.title)
    assert sorted(p.name for p in delivery.folder.iterdir()) == ["original.zst", "rows.parquet"]
    assert JournalEntry.objects.get().subject == f"delivery:{delivery.pk}"


def test_the_same_file_twice_changes_nothing_and_says_so(
    home, town, short_intake, canteen, agent, now
):
    first = load(canteen(), agent(), now)
    before = left_behind(home)
    again = load(canteen(name="copie.csv"), agent(), now)
    assert again.is_already_loaded
    assert (again.rows_kept, again.rejects) == (first.rows_kept, first.rejects)
    assert left_behind(home) == before
    assert (Delivery.objects.count(), JournalEntry.objects.count()) == (1, 1)


def test_a_rehearsal_reports_and_keeps_nothing(home, town, short_intake, canteen, agent, now):
    report = load(canteen(), agent(), now, dry_run=True)
    assert report.rows_kept == 3
    assert left_behind(home) == []
    assert not Delivery.objects.exists()


def test_a_file_of_another_sector_is_refused_and_nothing_is_kept(
    home, town, short_intake, canteen, agent, now
):
    with pytest.raises(Refused, match="Scolaire, sport et culture"):
        load(canteen(), agent("41269", Sector.POLICE_VOIRIE), now)
    assert left_behind(home) == []
    assert not Source.objects.exists()


def test_an_agent_of_another_authority_does_not_even_learn_that_this_one_exists(
    home, other_town, short_intake, canteen, agent, now
):
    with pytest.raises(NotVisible):
        load(canteen(), agent("41226"), now)


class BrokenStepError(Exception):
    """A failure nobody anticipated."""


STEPS = {
    "reading": (loading, "_read"),
    "keeping the original": (originals, "_copy_compressed"),
    "moving into place": (WorkFolder, "settle"),
    "recording": (loading, "_source"),
    "writing the journal": (loading, "record"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_at_any_step_leaves_nothing_behind(
    step, home, town, short_intake, canteen, agent, now, monkeypatch
):
    def fail(*args, **kwargs):
        raise BrokenStepError

    monkeypatch.setattr(*STEPS[step], fail)
    with pytest.raises(BrokenStepError):
        load(canteen(), agent(), now)
    assert [n for n in left_behind(home) if n != "41269"] == []
    assert not Delivery.objects.exists()
    assert not JournalEntry.objects.exists()
    monkeypatch.undo()


@pytest.mark.parametrize("step", ["reading", "keeping the original", "moving into place"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(
    step, home, town, short_intake, canteen, agent, now, monkeypatch
):
    def fill(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*STEPS[step], fill)
    with pytest.raises(Refused, match="place sur le disque"):
        load(canteen(), agent(), now)
    assert [n for n in left_behind(home) if n != "41269"] == []


def test_ctrl_c_during_the_reading_leaves_nothing_behind(
    home, town, short_intake, canteen, agent, now
):
    short_intake.fail = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        load(canteen(), agent(), now)
    assert left_behind(home) == []


def test_a_second_load_of_a_file_being_loaded_is_refused(
    home, town, short_intake, canteen, agent, now
):
    path = canteen()
    name = f"41269-{originals.fingerprint(path, path.name)[:16]}"
    held = work_folder(home.staging, name, lambda folder: True)
    with held, pytest.raises(Refused, match="déjà en cours"):
        load(path, agent(), now)
    assert not load(path, agent(), now).is_already_loaded


def test_what_a_killed_load_left_is_swept_by_the_next(
    home, town, short_intake, canteen, agent, now
):
    (home.staging / f"{WORK_PREFIX}41269-dead").mkdir()
    orphan = home.staging / "41269" / "0123456789abcdef-nantes_cantine"
    orphan.mkdir(parents=True)
    (orphan / "rows.parquet").write_bytes(b"half")
    load(canteen(), agent(), now)
    assert not orphan.exists()
    assert not list(home.staging.glob(f"{WORK_PREFIX}*"))


def test_sweeping_never_touches_a_folder_somebody_holds_nor_a_kept_delivery(
    home, town, short_intake, canteen, agent, now
):
    load(canteen(), agent(), now)
    with work_folder(home.staging, "held", lambda folder: True) as held:
        assert sweep() == 0
        assert held.path.exists()
    assert Delivery.objects.get().rows_file.exists()


def test_a_discarded_delivery_gives_its_files_back_at_once_and_can_be_loaded_again(
    home, town, short_intake, canteen, agent, now, django_capture_on_commit_callbacks
):
    path = canteen()
    load(path, agent(), now)
    delivery = Delivery.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        discard_delivery(actor=agent(), now=now, delivery=delivery.pk)
    assert not delivery.folder.exists()
    assert not load(path, agent(), now).is_already_loaded
    assert Delivery.objects.filter(state=DeliveryState.KEPT).count() == 1


def test_a_delivery_is_discarded_only_from_its_own_sector(
    home, town, short_intake, canteen, agent, now
):
    load(canteen(), OPERATOR, now)
    pk = Delivery.objects.get().pk
    with pytest.raises(NotVisible):
        discard_delivery(actor=agent("41269", Sector.SANTE), now=now, delivery=pk)
    discard_delivery(actor=agent(), now=now, delivery=pk)
    with pytest.raises(Refused, match="pas chargée"):
        discard_delivery(actor=agent(), now=now, delivery=pk)


def test_the_original_comes_back_byte_for_byte(home, town, short_intake, tmp_path, agent, now):
    import pyarrow as pa

    path: Path = tmp_path / "cantine.csv"
    path.write_bytes("site_nom\nCHAUVINIÈRE\n".encode())
    load(path, agent(), now)
    with pa.CompressedInputStream(str(Delivery.objects.get().original_file), "zstd") as stream:
        assert stream.read() == path.read_bytes()
