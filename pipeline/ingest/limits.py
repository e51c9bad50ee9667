"""How much one file or dossier may cost before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds, all of them settings. Sizes in bytes unless named otherwise; decoded sizes are counted on real bytes, not on headers.

    `content_bytes` is the decoded content of one PDF page (streams and the forms they use), looked at before any PDF library sees it.
    `seconds` is a file's time, to which its size adds: an honest scan of a hundred pages is large. `memory_bytes` is a child's resident memory. `zip_ratio` is decoded over stored size of a whole archive.
    """

    file_bytes: int = 50 * _MIB
    pages: int = 300
    content_bytes: int = 20 * _MIB
    megapixels: float = 60.0
    seconds: float = 120.0
    seconds_per_mib: float = 20.0
    memory_bytes: int = 2048 * _MIB
    dossier_files: int = 500
    zip_bytes: int = 500 * _MIB
    zip_ratio: int = 100

    def seconds_for(self, size: int) -> float:
        """Wall time that a file of `size` bytes may take."""
        return self.seconds + self.seconds_per_mib * size / _MIB

    @property
    def pixels(self) -> int:
        """Most pixels one decoded picture may have."""
        return int(self.megapixels * 1_000_000)
