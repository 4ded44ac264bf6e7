"""A microphone for a satellite: what a file holds, once another file is there, and silence ever after.

    python microphone.py SOUND START

Raw 16-bit mono at 16 kHz on standard output, twice as fast as it sounds.
"""

import sys
import time
from pathlib import Path

CHUNK = 2_048


def main() -> None:
    sound, start = Path(sys.argv[1]), Path(sys.argv[2])
    left: bytes | None = None
    while True:
        if left is None and start.exists():
            left = sound.read_bytes()
        chunk, left = (left[:CHUNK], left[CHUNK:]) if left else (b"", left)
        sys.stdout.buffer.write(chunk.ljust(CHUNK, b"\0"))
        sys.stdout.buffer.flush()
        time.sleep(CHUNK / 2 / 16_000 / 2)


if __name__ == "__main__":
    main()
