"""A photo that was edited says again when, where and with what it was taken."""

from __future__ import annotations

from parley.vision.metadata.shot import Shot


def stamped(jpeg: bytes, shot: Shot) -> bytes:
    """The JPEG with an EXIF that says what ``shot`` says, and nothing else; one that was there is replaced.

    The pixels are not touched; its EXIF says that it stands upright. Raises ``BadPicture``.
    """
    raise NotImplementedError
