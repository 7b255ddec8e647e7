"""What can be set when the simulator starts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    key: str = ""  # the only product key accepted; empty accepts any
    callback_preset: str = "json"
    report_delays: tuple[float, ...] = (0.3, 0.8, 1.5)
    retry_delays: tuple[float, ...] = (1, 3, 9, 27)
    latency: float = 0.0
    refuses_with_400: bool = False  # Mitto's public texts disagree: HTTP 200 or 400 with the code
    longest_numeric_sender: int = 15
    most_recipients: int = 1000
    kept_texts: int = 200_000
    posts_at_once: int = 32

    def knows_key(self, key: str) -> bool:
        return key == self.key if self.key else bool(key)
