"""One piece of work, killed at many moments -> how far it had come each time, and every fault found afterwards."""

import json
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.kills import calls, works
from tests.kills.holding import Held, answered, archive, held_at, verified
from tests.kills.killing import Moments, adopt, at_home, ended, orphans
from tests.kills.works import WORKS, Work, place_of
from tests.postgres import postgres

AGAIN = 3
"""Every so many moments the next start is killed too."""

GONE = 10.0
"""Seconds in which the processes that a killed one had started must end."""

KEPT = {"new", "known", "reread", "version"}
"""What a report says of a page that is kept."""


@dataclass(slots=True)
class Swept:
    """How many moments there were, in how many the work was killed, once or twice, where it stood, and the faults."""

    name: str
    calls: int = 0
    moments: int = 0
    killed: int = 0
    twice: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Whole:
    """What the archives hold, what is answered, and which files there are."""

    held: dict[str, Held | None]
    answers: list[str]
    files: list[str]


class Sweep:
    """The folders of one sweep, and what an unkilled run leaves in them."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.work = name, WORKS[name]
        self._template, self.trial, self._copy = (folder / each for each in ("template", "trial", "copy"))
        self.heard, self._found = folder / "heard", folder / "found"
        self._template.mkdir()
        code = ended(at_home(self._template, lambda: self.work.prepare(), self.heard))  # noqa: PLW0108  may give a code
        assert code == 0, self.heard.read_text()
        self.before = self._seen(run=False)
        self.after = self._seen(run=True)

    def again(self) -> None:
        """The folder as it is before the work."""
        for each in (self.trial, self._copy):
            shutil.rmtree(each, ignore_errors=True)
        shutil.copytree(self._template, self.trial)
        code = ended(at_home(self.trial, self.work.fresh, self.heard))
        assert code == 0, self.heard.read_text()
        self.heard.write_bytes(b"")

    def _seen(self, *, run: bool) -> Whole:
        """What is there, in a process of its own: this one opens nothing, so that it can be forked."""
        self.again()
        made: list[Whole] = []

        def work() -> None:
            if run:
                assert self.work.run() == 0
            made.append(whole(self.work, ask=run))
            self._found.write_text(json.dumps(_plain(made[0])), encoding="utf-8")

        code = ended(at_home(self.trial, work, self.heard))
        assert code == 0, self.heard.read_text()
        return _from_plain(json.loads(self._found.read_text(encoding="utf-8")))

    def examined(self) -> tuple[str, list[str]]:
        """How far it had come, and what is wrong, now and when the same has been begun once more."""
        said = self.heard.read_text(encoding="utf-8", errors="replace")

        def work() -> None:
            shutil.copytree(self.trial, self._copy)
            os.chdir(self._copy)
            stage, faults = self._now(said)
            os.chdir(self.trial)
            faults += self._next(stage)
            self._found.write_text(json.dumps([stage, faults]), encoding="utf-8")

        self._found.unlink(missing_ok=True)
        aside = self.heard.with_name("examined")
        code = ended(at_home(self.trial, work, aside))
        if code:
            return "?", [f"the next start ended with {code}: {aside.read_text()[-1500:]}"]
        stage, faults = json.loads(self._found.read_text(encoding="utf-8"))
        return stage, [*faults, *_told(aside.read_text(encoding="utf-8", errors="replace"))]

    def _now(self, said: str) -> tuple[str, list[str]]:
        """What is found before anything is begun anew, in a copy."""
        faults: list[str] = []
        stage = self.work.stage() if self.work.stage else ""
        if stage.startswith("half"):
            faults.append(stage)
        stages = []
        for name in self.work.archives:
            now = held_at(place_of(name))
            stages.append(self._stage(name, now))
            if stages[-1] == "between" and not (self.work.portions and now and self._pages_of(name, now)):
                faults.append(f"{name} holds neither what it did nor what it was to hold")
            faults += verified(place_of(name))
            faults += _lost(said, now)
        return stage or ", ".join(stages), faults

    def _stage(self, name: str, now: Held | None) -> str:
        if now == self.after.held[name]:
            return "as after"
        empty = now is not None and not now.pages and self.before.held[name] is None
        return "as before" if now == self.before.held[name] or empty else "between"

    def _pages_of(self, name: str, now: Held) -> bool:
        """Whether each page is as it was or as it is to be; those of one origin may come and go and come."""
        known: dict[str, set[str]] = {}
        for whole in (self.before, self.after):
            there = whole.held[name]
            for source, page in there.pages.items() if there else ():
                known.setdefault(source, set()).add(page)
        return all(page in known.get(source, ()) for source, page in now.pages.items())

    def _next(self, stage: str) -> Iterator[str]:
        """What is wrong once the same is done again."""
        done = self.work.once and stage.endswith("as after")
        code = self.work.run()
        if code != (2 if done else 0):
            yield f"the same again ended with {code}"
        end = whole(self.work, ask=True)
        for name, there in end.held.items():
            wanted = self.after.held[name]
            if there != wanted:
                yield f"{name} does not hold what an unkilled run leaves: {_differing(there, wanted)}"
        if end.answers != self.after.answers:
            yield f"other answers: {_other(end.answers, self.after.answers)}"
        if end.files != self.after.files:
            yield f"other files: {sorted(set(end.files) ^ set(self.after.files))}"


def _differing(there: Held | None, wanted: Held | None) -> str:
    if there is None or wanted is None:
        return "nothing there"
    tables = [name for name, digest in wanted.tables.items() if there.tables.get(name) != digest]
    return ", ".join(tables) or "pages"


def _other(there: list[str], wanted: list[str]) -> list[str]:
    """The questions answered otherwise, and what amiss the inspection found."""
    return [each[:300] for each in there if each not in wanted]


def whole(work: Work, *, ask: bool) -> Whole:
    """All that there is in the working folder."""
    held = {name: held_at(place_of(name)) for name in work.archives}
    answers: list[str] = []
    if ask:
        for name in work.archives:
            with archive(place_of(name)) as made:
                answers += answered(made)
                answers += made.inspect().faults
    return Whole(held, answers, sorted(_files()))


_VARYING = re.compile(r"[0-9a-f]{32}")


def _files() -> Iterator[str]:
    """The files there are; parts of an index by sort, one by which its own list does not know as such."""
    for file in Path().rglob("*"):
        if not file.is_file() or file.parts[0] in ("pages", "tmp"):
            continue
        if file.parent.name.startswith("fulltext-"):
            yield from _strange(file)
        else:
            yield _VARYING.sub("#", str(file))


def _strange(file: Path) -> Iterator[str]:
    """A file in the folder of the full-text index that no commit of it needs."""
    meta = json.loads((file.parent / "meta.json").read_text(encoding="utf-8"))
    known = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
    fixed = {"meta.json", ".managed.json", ".tantivy-meta.lock", ".tantivy-writer.lock"}
    if file.name not in fixed and file.name.partition(".")[0] not in known:
        yield f"index: {_VARYING.sub('#', file.name)}"


def _lost(said: str, now: Held | None) -> Iterator[str]:
    """Pages that were reported kept and are not there."""
    for line in said.splitlines():
        if line.startswith('{"file"') and line.endswith("}"):
            report = json.loads(line)
            if report["added"] in KEPT and (now is None or report["source"] not in now.pages):
                yield f"{report['file']} was reported kept and is not"


_UNTOWARD = re.compile(r"Traceback|unexpected|damaged|\bleaked\b|Error\b")


def _told(text: str) -> list[str]:
    return [f"said: {line[:300]}" for line in text.splitlines() if _UNTOWARD.search(line) and not line.startswith("{")]


def _plain(made: Whole) -> object:
    held = {name: there and [there.tables, there.pages] for name, there in made.held.items()}
    return [held, made.answers, made.files]


def _from_plain(loaded: list[object]) -> Whole:
    held, answers, files = loaded
    return Whole({name: there and Held(*there) for name, there in held.items()}, answers, files)  # type: ignore[attr-defined, arg-type]


def swept(name: str, moments: int, folder: Path, *, seed: int = 0) -> Swept:
    """The work of that name, killed so often."""
    works.small_steps()
    folder.mkdir(parents=True)
    works.warm(folder / "warm")
    if works.SERVER in WORKS[name].archives:
        postgres()  # by this process, which lives on
    sweep = Sweep(name, folder)
    traced = calls.possible() and "--jobs" not in name
    work = at_home(sweep.trial, sweep.work.killed or sweep.work.run, sweep.heard)
    when = Moments(work, moments, random.Random(f"{name} {seed}"), traced=traced)
    when.measure(sweep.again)
    adopt()
    found = Swept(name, when.calls, moments)
    for moment in range(moments):
        sweep.again()
        where, code = when.killed(moment)
        found.killed += code == -9
        if moment % AGAIN == 1:
            where += " and again"
            found.twice += when.at_random()[1] == -9
        left = orphans(GONE)
        stage, faults = sweep.examined()
        found.stages[stage] += 1
        found.faults += [f"{name}, {where}: {fault}" for fault in faults]
        if left:
            found.faults.append(f"{name}, {where}: {left} processes went on without it")
    return found
