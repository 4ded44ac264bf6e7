"""What can be wrong with an archive, or with the place it should go to."""

from __future__ import annotations

from typing import ClassVar

from parley.errors import ParleyError


class BadArchive(ParleyError):
    """The file is no archive of Parley's, is cut off, or was changed since it was made."""

    code: ClassVar[str] = "bad_archive"


class NewerArchive(ParleyError):
    """A newer Parley made the archive."""

    code: ClassVar[str] = "newer_archive"


class WrongPassphrase(ParleyError):
    """The passphrase does not open the key in a backup, or there is none where one is needed."""

    code: ClassVar[str] = "wrong_passphrase"


class WrongKey(ParleyError):
    """The server's key is missing, or is not the one that sealed a backup."""

    code: ClassVar[str] = "wrong_key"


class NotEmpty(ParleyError):
    """There is something already where a backup should be restored to."""

    code: ClassVar[str] = "not_empty"


class CannotRead(ParleyError):
    """There is no such file, or it may not be read."""

    code: ClassVar[str] = "cannot_read"


class CannotWrite(ParleyError):
    """An archive cannot be written: no such folder, no permission, a full disk."""

    code: ClassVar[str] = "cannot_write"
