"""The manifests of the folders walked: which entry speaks of a file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.errors import InputError
from bot.ingest.manifest import MANIFEST, Entry, Manifest, read_manifest


@dataclass(slots=True)
class Curator:
    """The manifests of the folders walked, each read once, with what is wrong in them."""

    warn: Callable[[str], None]
    _known: dict[Path, Manifest | None] = field(default_factory=dict)
    _faults: list[tuple[str, str, str]] = field(default_factory=list)

    def entry(self, path: Path, key: str, root: Path) -> Entry | None:
        """What is said of a file in its folder, else in those above up to ``root``; ``key`` is its record's ``#id``."""
        for folder in (path.parent, *path.parent.parents):
            if manifest := self._manifest(folder):
                name = path.relative_to(folder).as_posix()
                if found := manifest.entries.get(name + key) or manifest.entries.get(name):
                    return found
            if folder == root:
                break
        return None

    def faults(self) -> list[tuple[str, str, str]]:
        """Name, reason and mend of each manifest found unusable since the last call."""
        faults, self._faults = self._faults, []
        return faults

    def _manifest(self, folder: Path) -> Manifest | None:
        if folder not in self._known:
            self._known[folder] = self._read(folder)
        return self._known[folder]

    def _read(self, folder: Path) -> Manifest | None:
        path = folder / MANIFEST
        try:
            manifest = read_manifest(path)
            missing = manifest.missing(folder)
        except FileNotFoundError:
            return None
        except InputError as error:
            self._faults.append((f"{folder.name}/{MANIFEST}", error.message, error.hint))
            return None
        except OSError as error:
            self._faults.append((f"{folder.name}/{MANIFEST}", f"it cannot be read ({error.strerror})", "check it"))
            return None
        for line in missing:
            self.warn(line)
        return manifest
