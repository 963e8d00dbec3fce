"""Law: the wheel carries all that the package reads, and nothing else."""

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from laws.repo import PACKAGE, ROOT, project_files


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(built) as wheel:
        names = {n for n in wheel.namelist() if ".dist-info/" not in n}
        licences = [n for n in wheel.namelist() if n.endswith("licenses/LICENSE")]
    source = PACKAGE.parent
    expected = {
        p.relative_to(source).as_posix() for p in project_files() if p.is_relative_to(source)
    }
    assert names == expected
    assert licences
