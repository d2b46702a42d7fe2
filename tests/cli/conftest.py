"""The command line over an archive of the seeds, made once and copied for every test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from bot.storage.sqlite import SqliteStore
from tests.builders import keep

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose archive holds the seeds."""
    folder = tmp_path_factory.mktemp("data")
    main(["verify", "--archive", str(folder / "archive.db")])
    return folder


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own and a data folder that is not there yet."""
    for name in ("NO_COLOR", "FORCE_COLOR", "ONRECORD_ARCHIVE", "ONRECORD_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def place(bare: Path) -> Path:
    """Where the archive is."""
    return bare / "archive.db"


@pytest.fixture
def store(place: Path, request: pytest.FixtureRequest) -> Iterator[SqliteStore]:
    """An archive of the page that the module calls PAGE, open beside the command."""
    store = SqliteStore(place)
    keep(store, request.module.PAGE)
    yield store
    store.close()


@pytest.fixture
def home(bare: Path, seeded: Path) -> Path:
    """As ``bare``, with an archive of the seeds in the data folder."""
    shutil.copytree(seeded, bare / "share" / "onrecord")
    return bare


@pytest.fixture
def run(bare: Path, capsys: pytest.CaptureFixture[str]) -> Run:  # noqa: ARG001  never in the developer's own folder
    """Run a command in this process."""

    def ran(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return ran
