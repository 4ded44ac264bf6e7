"""What can go wrong with files, each with a stable code."""

from __future__ import annotations

from typing import ClassVar

from parley.errors import ParleyError


class FilesFailed(ParleyError):
    """Where files lie cannot be reached, read or written: permissions, a full disk, a store that is away."""

    code: ClassVar[str] = "files_failed"


class QuotaExceeded(ParleyError):
    """The file does not fit into what one person may keep."""

    code: ClassVar[str] = "quota_exceeded"


class TooManyUploads(ParleyError):
    """An account has as many unfinished uploads as it may."""

    code: ClassVar[str] = "too_many_uploads"


class UnknownFile(ParleyError):
    """The account has no such file."""

    code: ClassVar[str] = "unknown_file"


class UnknownUpload(ParleyError):
    """The account has no such upload, or no longer."""

    code: ClassVar[str] = "unknown_upload"


class UploadLocked(ParleyError):
    """Another request is working on this upload."""

    code: ClassVar[str] = "upload_locked"


class WrongOffset(ParleyError):
    """The bytes do not begin where the upload stands."""

    code: ClassVar[str] = "wrong_offset"


class WrongChecksum(ParleyError):
    """The bytes that arrived are not those that were sent."""

    code: ClassVar[str] = "wrong_checksum"


class BadUpload(ParleyError):
    """What is said of an upload cannot be understood, or is beyond a bound."""

    code: ClassVar[str] = "bad_upload"
