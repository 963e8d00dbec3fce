"""The drawings already made, in memory and on disk; each is made once, whoever asks."""

import hashlib
import tempfile
from collections import OrderedDict
from contextlib import suppress
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from threading import Lock

from parvis.core.charts import Drawable, Drawing, Size
from parvis.engines.charts import drawing

IN_MEMORY, ON_DISK = 512, 4_096
"""About 10 kB each: every chart of a town under its usual filters, and those of a season."""
LOOKED_AT = 64
"""How many drawings are written between two looks at how many there are."""


class Shelf:
    """Draws charts, and keeps what was drawn in `folder` by what it says.

    The name of a drawing is a digest of everything it is made of: two readers whose rights show
    them other figures never share one, and a new release or a new version makes its own.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._memory: OrderedDict[str, str] = OrderedDict()
        self._guard = Lock()
        self._making: dict[str, Lock] = {}
        self._written = 0

    def kept(self, kind: Drawing, chart: Drawable, size: Size) -> str | None:
        """One drawing of `chart`; None where nobody has made it yet."""
        return self._found(_name(kind, chart, size))

    def drawn(self, kind: Drawing, chart: Drawable, size: Size) -> str:
        """The same, made if need be; who asks for it meanwhile waits for that one."""
        name = _name(kind, chart, size)
        if found := self._found(name):
            return found
        with self._guard:
            making = self._making.setdefault(name, Lock())
        try:
            with making:
                return self._found(name) or self._keep(name, drawing.single(kind, chart, size))
        finally:
            with self._guard:
                self._making.pop(name, None)

    def box(self, kind: Drawing, chart: Drawable, size: Size) -> tuple[int, int]:
        """Width and height of a drawing, known before it is made."""
        return drawing.box(kind, chart, size)

    def both(self, kind: Drawing, chart: Drawable) -> str:
        """The two drawings of `chart`."""
        return "\n".join(self.drawn(kind, chart, size) for size in Size)

    def warm_up(self) -> None:
        """Start the engine, so that the first reader does not wait for it."""
        drawing.warm_up()

    def _found(self, name: str) -> str | None:
        with self._guard:
            if name in self._memory:
                self._memory.move_to_end(name)
                return self._memory[name]
        try:
            found = (self._folder / f"{name}.svg").read_text("utf-8")
        except OSError:
            return None
        self._remember(name, found)
        return found

    def _remember(self, name: str, drawn: str) -> None:
        with self._guard:
            self._memory[name] = drawn
            if len(self._memory) > IN_MEMORY:
                self._memory.popitem(last=False)

    def _keep(self, name: str, drawn: str) -> str:
        """A full or read-only disk takes nothing away: what is drawn stays in memory."""
        self._remember(name, drawn)
        with suppress(OSError):
            self._write(name, drawn)
        return drawn

    def _write(self, name: str, drawn: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=self._folder, suffix=".part", delete=False
        ) as part:
            part.write(drawn)
        Path(part.name).replace(self._folder / f"{name}.svg")
        self._written += 1
        if self._written % LOOKED_AT == 1:
            self._thin_out()

    def _thin_out(self) -> None:
        """Remove the oldest drawings beyond what is kept."""
        there = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for path in there[: max(0, len(there) - ON_DISK)]:
            path.unlink(missing_ok=True)


@lru_cache(maxsize=4 * IN_MEMORY)
def _name(kind: Drawing, chart: Drawable, size: Size) -> str:
    said = repr((_edition(), kind.value, chart, size.value))
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def _edition() -> str:
    """A digest of what draws: another version of it draws again."""
    place = files("parvis.engines.charts")
    sources = sorted(path.name for path in place.iterdir() if path.name.endswith(".py"))
    said = "".join((place / name).read_text("utf-8") for name in sources)
    return hashlib.sha256(f"{version('vl-convert-python')}{said}".encode()).hexdigest()
