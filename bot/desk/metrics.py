"""What was done, turned into Prometheus metrics on a local port."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from bot.desk.health import Done
from bot.domain.errors import ConfigError

ADDRESS = "127.0.0.1"

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 15.0)
"""Upper bounds of the latency histogram: fine around what is usual, and at Discord's and Slack's three seconds."""


class Metrics:
    """Counts in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._commands = Counter(
            "onrecord_commands",
            "Commands and buttons answered.",
            ("platform", "command", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "onrecord_answer_seconds",
            "From a command's arrival to its answer on the wire.",
            ("platform",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._gauges = {
            "connected": self._gauge("onrecord_connected", "Whether the platform's events reach us.", "platform"),
            "remembering": self._gauge("onrecord_remembering", "Answers that wait to be written.", "platform"),
            "statements": self._gauge("onrecord_statements", "Statements in the archive."),
        }
        self._shards = self._gauge(
            "onrecord_shard_connected", "Whether this shard's events reach us.", "platform", "shard"
        )
        self._counters = {
            "syncs": self._counter("onrecord_command_syncs", "Registrations of the commands.", "outcome"),
            "errors": self._counter("onrecord_errors", "Failures that were caught and logged.", "where"),
        }

    def done(self, done: Done) -> None:
        """One more answered."""
        self._commands.labels(done.platform, done.name, done.outcome).inc()
        self._seconds.labels(done.platform).observe(done.seconds)

    def set(self, gauge: str, platform: str, value: float) -> None:
        """The gauge has this value now; without a platform where it has none."""
        found = self._gauges[gauge]
        (found.labels(platform) if platform else found).set(value)

    def shard(self, platform: str, number: int, *, up: bool) -> None:
        """Whether this shard is connected now."""
        self._shards.labels(platform, str(number)).set(float(up))

    def add(self, counter: str, platform: str, kind: str) -> None:
        """One more of that kind."""
        self._counters[counter].labels(platform, kind).inc()

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self.registry)

    def _counter(self, name: str, text: str, kind: str) -> Counter:
        return Counter(name, text, ("platform", kind), registry=self.registry)

    def serve(self, port: int) -> Callable[[], None]:
        """Answer scrapes on the port of this machine alone; how to stop. Raises ConfigError when the port is taken."""
        try:
            server, thread = start_http_server(port, addr=ADDRESS, registry=self.registry)
        except OSError as error:
            raise ConfigError(
                f"metrics.port {port}: {(error.strerror or 'cannot be used').lower()}", hint="choose another port, or 0"
            ) from None

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop
