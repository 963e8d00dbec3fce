"""Which folders and uploaded files of a home a delivery owns, and the sweep of the others."""

from pathlib import Path

from parvis.apps import wired
from parvis.apps.sources.models import OWNING, PENDING, Delivery, DeliveryState, folder_name
from parvis.apps.sources.staging import sweep_folders, sweep_uploads


def is_orphan_folder(path: Path) -> bool:
    """Whether no kept delivery owns the folder at `path`."""
    kept = Delivery.objects.filter(
        authority__code=path.parent.name,
        state__in=OWNING,
        sha256__startswith=path.name.partition("-")[0],
    )
    names = (folder_name(*pair) for pair in kept.values_list("sha256", "contract"))
    return path.name not in names


def is_orphan_upload(path: Path) -> bool:
    """Whether no delivery awaits the uploaded file at `path`, nor could once it is described."""
    awaited = (*PENDING, DeliveryState.REFUSED)
    return not Delivery.objects.filter(inbox=path.name, state__in=awaited).exists()


def sweep() -> int:
    """Remove what killed loads and discarded deliveries left; how many folders and files."""
    home = wired.home()
    folders = sweep_folders(home.staging, is_orphan_folder)
    return folders + sweep_uploads(home.inbox, is_orphan_upload)
