"""Every setting on one page: a YAML file, the environment and flags, turned into frozen dataclasses.

A flag beats the environment (``ONRECORD_LIMIT``, ``ONRECORD_INGEST_MAX_MB``), the environment beats the file, the
file beats the default. Without a file everything works. Paths in the file are relative to the file's own folder,
all others to the working folder. ``config.example.yaml`` shows every key; a test holds it to this page.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from bot.domain.address import Address, is_address
from bot.domain.errors import ConfigError

if TYPE_CHECKING:
    import yaml

PREFIX = "ONRECORD_"
FILE_VARIABLE = PREFIX + "CONFIG"
DEFAULT_FILE = "config.yaml"

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """What is taken in. ``max_mb``: the largest single document, in millions of bytes."""

    max_mb: int = field(default=64, metadata={"least": 1, "most": 2000})


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """How answers look. ``width`` in columns, 0 to follow the terminal (at most 100, for comfortable reading)."""

    colour: Literal["auto", "always", "never"] = "auto"
    width: int = field(default=0, metadata={"least": 0, "most": 1000})
    history: Path | None = None


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """The Discord side of ``serve``; its token is ``DISCORD_TOKEN`` in the environment, never a setting.

    ``enabled``: auto is when there is a token. ``guild_ready_timeout``: seconds without a further server after which
    the start counts as complete (discord.py's own default). ``shards``: auto are as many as Discord recommends, all of
    them in this process; else those of this one, as bot.domain.shards reads them.
    """

    enabled: Literal["auto", "always", "never"] = "auto"
    api_url: str = field(default="https://discord.com/api/v10", metadata={"schemes": ("https", "http")})
    gateway_url: str = field(default="wss://gateway.discord.gg/", metadata={"schemes": ("wss", "ws")})
    guild_ready_timeout: float = field(default=2.0, metadata={"least": 0, "most": 60})
    shards: str = field(default="auto", metadata={"shards": True})


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """The Slack side of ``serve``; its tokens are ``SLACK_BOT_TOKEN`` and ``SLACK_APP_TOKEN`` in the environment.

    ``mode``: socket needs no public address; http serves Slack's requests at ``host`` and ``port`` and takes
    ``SLACK_SIGNING_SECRET``. ``ping_interval``: seconds between pings of the socket; a lost one is noticed after about
    two of them (slack-bolt's own 10 leaves the bot deaf for as long).
    """

    enabled: Literal["auto", "always", "never"] = "auto"
    mode: Literal["socket", "http"] = "socket"
    api_url: str = field(default="https://slack.com/api/", metadata={"schemes": ("https", "http")})
    ping_interval: float = field(default=1.5, metadata={"least": 0.2, "most": 60})
    host: Literal["127.0.0.1", "0.0.0.0", "::1", "::"] = "127.0.0.1"  # noqa: S104  for whoever asks for it
    port: int = field(default=3000, metadata={"least": 1, "most": 65535})


@dataclass(frozen=True, slots=True)
class DailySettings:
    """The statement of the day. ``grace_minutes``: how late a post may still come; then its day counts as missed.

    ``claim_seconds``: how long a process may take to send what it has claimed; then another looks what became of it.
    """

    grace_minutes: int = field(default=180, metadata={"least": 5, "most": 1440})
    claim_seconds: int = field(default=30, metadata={"least": 1, "most": 600})


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What ``serve`` writes to standard error. ``questions``: also what people ask, which is their own business."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"
    questions: bool = False


@dataclass(frozen=True, slots=True)
class MetricsSettings:
    """Prometheus metrics at ``http://127.0.0.1:PORT/metrics`` while serving. Port 0: none."""

    port: int = field(default=0, metadata={"least": 0, "most": 65535})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. An ``archive`` is a file or a PostgreSQL database, None in the person's data folder (bot.wiring).

    ``remember_days``: how long an answer's buttons work; its question is kept in the archive for so long.
    """

    archive: Path | Address | None = None
    names: Path | None = None
    limit: int = field(default=5, metadata={"least": 1, "most": 50})
    remember_days: int = field(default=90, metadata={"least": 1, "most": 3650})
    ingest: IngestSettings = field(default_factory=IngestSettings)
    terminal: TerminalSettings = field(default_factory=TerminalSettings)
    discord: DiscordSettings = field(default_factory=DiscordSettings)
    slack: SlackSettings = field(default_factory=SlackSettings)
    daily: DailySettings = field(default_factory=DailySettings)
    logs: LogSettings = field(default_factory=LogSettings)
    metrics: MetricsSettings = field(default_factory=MetricsSettings)


def load(
    file: Path | None, environ: Mapping[str, str], flags: Mapping[str, object], *, folder: Path | None = None
) -> Settings:
    """The settings in force.

    ``file`` is the one named by a flag; else the environment names it; else ``config.yaml`` in ``folder`` (the
    working folder) is read if it is there. ``flags`` maps dotted keys to values, None meaning not given.
    Raises ConfigError.
    """
    folder = folder or Path.cwd()
    settings = Settings()
    chosen = _chosen_file(file, environ, folder)
    if chosen is not None:
        settings = _from_file(chosen)
    settings = _from_environment(settings, environ)
    for key, value in flags.items():
        if value is not None:
            settings = _with(settings, key, _checked(value, _setting(key), f"--{key.rpartition('.')[2]}"))
    return settings


def keys(of: type = Settings, above: str = "") -> Iterator[str]:
    """Every dotted key, in the order of the page."""
    hints = get_type_hints(of)
    for item in fields(of):
        if is_dataclass(hints[item.name]):
            yield from keys(hints[item.name], f"{above}{item.name}.")
        else:
            yield above + item.name


def _chosen_file(file: Path | None, environ: Mapping[str, str], folder: Path) -> Path | None:
    named = file or (Path(environ[FILE_VARIABLE]) if environ.get(FILE_VARIABLE) else None)
    if named is None:
        default = folder / DEFAULT_FILE
        return default if default.is_file() else None
    return named.expanduser()


def _from_file(path: Path) -> Settings:
    # Only a person with a settings file pays for PyYAML (12 ms).
    import yaml

    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such settings file", hint="name another with --config") from None
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise ConfigError(f"{path}: {reason}", hint="a settings file must be a readable file") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text", hint="save the settings file as UTF-8") from None
    loader = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        return Settings() if node is None else _File(path, loader).read(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(
            f"{path}, line {line}: not YAML: {error.problem or 'cannot be read'}",
            hint="a setting is written `key: value`; config.example.yaml shows them all",
        ) from None
    except yaml.YAMLError as error:
        first = str(error).splitlines()[0]
        raise ConfigError(f"{path}: not YAML: {first}", hint="config.example.yaml shows every setting") from None
    finally:
        if loader is not None:
            loader.dispose()


class _File:
    """One settings file being read: YAML nodes, which know their lines, into settings."""

    def __init__(self, path: Path, loader: "yaml.SafeLoader") -> None:
        self._path = path
        self._loader = loader

    def read(self, node: "yaml.Node") -> Settings:
        settings = Settings()
        for key, value in self._leaves(node, ""):
            checked = self._value(key, value)
            if isinstance(checked, Path):
                checked = self._path.parent / checked.expanduser()
            settings = _with(settings, key, checked)
        return settings

    def _leaves(self, node: Any, above: str) -> Iterator[tuple[str, Any]]:
        """Dotted keys with their nodes; a section may be left empty."""
        if node.id == "scalar" and node.tag.endswith(":null"):
            return
        if node.id != "mapping":
            what = f"{above.rstrip('.')} holds settings of its own" if above else "settings are written `key: value`"
            raise self._error(node, what, "config.example.yaml shows the shape")
        known = [key for key in _all_keys() if key.startswith(above)]
        seen = set()
        for name, value in node.value:
            key = f"{above}{name.value}" if name.id == "scalar" else ""
            if key not in known:
                raise self._error(name, f"unknown key {key!r}", _nearest(key))
            if key in seen:
                raise self._error(name, f"the key {key!r} stands twice", "keep one of them")
            seen.add(key)
            if key in _sections():
                yield from self._leaves(value, key + ".")
            else:
                yield key, value

    def _value(self, key: str, node: Any) -> object:
        # Plain Any: a yaml.Node's tag, not its class, tells what it holds.
        if node.id != "scalar" or not node.tag.startswith("tag:yaml.org,2002:"):
            raise self._error(node, f"{key} must be {_wanted(_setting(key))}", "")
        try:
            raw = self._loader.construct_object(node)
        except ValueError:  # a date such as 2019-02-31 where a word is meant
            raw = node.value
        return _checked(raw, _setting(key), f"{self._path}, line {node.start_mark.line + 1}: {key}")

    def _error(self, node: Any, message: str, hint: str) -> ConfigError:
        return ConfigError(f"{self._path}, line {node.start_mark.line + 1}: {message}", hint=hint)


def _from_environment(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """Settings overlaid with ``ONRECORD_*``; an empty variable counts as unset."""
    variables = {PREFIX + key.replace(".", "_").upper(): key for key in keys()}
    for name, text in environ.items():
        if not name.startswith(PREFIX) or name == FILE_VARIABLE or not text:
            continue
        if name not in variables:
            near = difflib.get_close_matches(name, [*variables, FILE_VARIABLE], 1, 0.5)
            raise ConfigError(f"{name}: no such setting", hint=f"did you mean {near[0]}?" if near else "")
        key = variables[name]
        value: object = text
        kind, word = _setting(key).kind, text.strip()
        if kind in (int, float) and re.fullmatch(r"-?\d+(\.\d+)?", word):
            value = float(word) if "." in word else int(word)
        elif kind is bool:
            value = _SWITCH.get(word.casefold(), text)
        settings = _with(settings, key, _checked(value, _setting(key), name))
    return settings


_SWITCH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a key may hold; ``empty``: whether null will do; ``address``: whether a database's address will.

    ``kind`` is int, float, bool, str (a URL of one of the ``schemes``, or ``shards``), Path or a Literal.
    """

    kind: Any
    address: bool
    empty: bool
    default: object
    least: float | None
    most: float | None
    schemes: tuple[str, ...]
    shards: bool


def _setting(key: str) -> _Setting:
    owner: Any = Settings
    *sections, last = key.split(".")
    for section in sections:
        owner = get_type_hints(owner)[section]
    item: Field[object] = next(item for item in fields(owner) if item.name == last)
    hint = get_type_hints(owner)[last]
    choices = [choice for choice in get_args(hint) if choice is not type(None)]
    optional = type(None) in get_args(hint)
    kind = choices[0] if optional else hint
    told = item.metadata
    limits = told.get("least"), told.get("most")
    words = told.get("schemes", ()), told.get("shards", False)
    return _Setting(kind, Address in choices, optional, item.default, *limits, *words)


def _checked(value: object, setting: _Setting, where: str) -> object:
    """The value as the setting's type; raises ConfigError that begins with ``where``."""
    if value is None and setting.empty:
        return None
    if not _fits(value, setting):
        shown = "nothing" if value is None else repr(value)
        hint = ("0-3/8 means shards 0 to 3 of 8; " if setting.shards else "") + f"the default is {_shown(setting)}"
        raise ConfigError(f"{where} must be {_wanted(setting)}, not {shown}", hint=hint)
    if setting.address and is_address(str(value)):
        return Address(str(value).strip())
    return setting.kind(value) if setting.kind in (float, Path) else value


def _fits(value: object, setting: _Setting) -> bool:
    if get_origin(setting.kind) is Literal:
        return value in get_args(setting.kind)
    if setting.kind is bool:
        return isinstance(value, bool)
    if setting.kind in (int, float):
        number = isinstance(value, (int, setting.kind)) and not isinstance(value, bool)
        return number and (setting.least or 0) <= value <= (setting.most or value)  # type: ignore[operator]
    if setting.kind is str:
        return isinstance(value, str) and (_is_shards(value) if setting.shards else _is_url(value, setting.schemes))
    return isinstance(value, (str, Path)) and str(value).strip() != ""


def _is_shards(text: str) -> bool:
    from bot.domain.shards import is_shards  # who sets none pays for none

    return is_shards(text)


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:  # a bracket without its partner, a port beyond 65535
        return False
    return parts.scheme in schemes and bool(parts.hostname) and port_fits and text.isascii() and " " not in text


def _wanted(setting: _Setting) -> str:
    if get_origin(setting.kind) is Literal:
        return " or ".join(get_args(setting.kind))
    if setting.kind is bool:
        return "true or false"
    if setting.kind in (int, float):
        return f"a {'whole ' if setting.kind is int else ''}number from {setting.least} to {setting.most}"
    if setting.shards:
        return "auto or such as 0-3/8"
    if setting.kind is str:
        return f"a URL that begins with {setting.schemes[0]}://"
    return "a path or a postgresql:// address" if setting.address else "a path"


def _shown(setting: _Setting) -> str:
    return "none" if setting.default is None else str(setting.default)


def _with(settings: Settings, key: str, value: object) -> Settings:
    """A copy with one dotted key changed."""
    section, _, last = key.rpartition(".")
    if not section:
        return replace(settings, **{last: value})  # type: ignore[arg-type]
    part = replace(getattr(settings, section), **{last: value})
    return replace(settings, **{section: part})


def _sections() -> set[str]:
    return {key.rpartition(".")[0] for key in keys() if "." in key}


def _all_keys() -> list[str]:
    return [*keys(), *sorted(_sections())]


def _nearest(key: str) -> str:
    last = key.rpartition(".")[2]
    names = {known.rpartition(".")[2]: known for known in _all_keys()}
    near = difflib.get_close_matches(key, _all_keys(), 1, 0.6) or [
        names[name] for name in difflib.get_close_matches(last, names, 1, 0.6)
    ]
    return f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(keys())}"
