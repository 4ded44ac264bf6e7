"""Presage and libpinyin as Debian has them, called in this process."""

from __future__ import annotations

import ctypes
import os
import tempfile
from ctypes import POINTER, byref, c_bool, c_char_p, c_int, c_uint, c_void_p
from pathlib import Path

_PAST = ctypes.CFUNCTYPE(c_void_p, c_void_p)
"""Returns the address of text that stays where it is."""
_LIBPINYIN = Path("/usr/lib/x86_64-linux-gnu/libpinyin/data")


class NotInstalled(Exception):
    """A peer is not on this machine."""


def _library(name: str, package: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(name)
    except OSError as error:
        raise NotInstalled(f"{package} is not installed: left out.") from error


class Presage:
    """Presage 0.9.1 (``libpresage1v5``, ``libpresage-data``) with its English model."""

    def __init__(self, shown: int, learning: bool) -> None:
        """``learning``: from what it has seen typed so far, as it is delivered."""
        self._library = _library("libpresage.so.1", "Presage")
        self._home = tempfile.TemporaryDirectory()
        os.environ["HOME"] = self._home.name
        self._text, self._nothing = ctypes.create_string_buffer(4096), ctypes.create_string_buffer(1)
        self._past = _PAST(lambda _: ctypes.addressof(self._text))
        self._future = _PAST(lambda _: ctypes.addressof(self._nothing))
        self._library.presage_free_string_array.argtypes = [POINTER(c_char_p)]
        self._library.presage_config_set.argtypes = [c_void_p, c_char_p, c_char_p]
        self._library.presage_predict.argtypes = [c_void_p, POINTER(POINTER(c_char_p))]
        self._engine = c_void_p()
        if self._library.presage_new(self._past, None, self._future, None, byref(self._engine)):
            raise NotInstalled("Presage does not start: left out.")
        for name, value in (
            (b"Selector.SUGGESTIONS", str(shown).encode()),
            (b"ContextTracker.ONLINE_LEARNING", b"yes" if learning else b"no"),
        ):
            if self._library.presage_config_set(self._engine, b"Presage." + name, value):
                raise NotInstalled("Presage cannot be set: left out.")

    def suggest(self, before: str, typed: str) -> list[str]:
        """What it offers."""
        self._text.value = (before + typed).encode()[-4000:]
        found = POINTER(c_char_p)()
        if self._library.presage_predict(self._engine, byref(found)):
            return []
        words: list[str] = []
        while (word := found[len(words)]) is not None:
            words.append(word.decode("utf-8", "replace"))
        self._library.presage_free_string_array(found)
        return words


class LibPinyin:
    """libpinyin 2 (``libpinyin15``, ``libpinyin-data``): what it foresees after some characters."""

    def __init__(self, shown: int) -> None:
        self._shown = shown
        self._library = library = _library("libpinyin.so.15", "libpinyin")
        if not _LIBPINYIN.is_dir():
            raise NotInstalled("libpinyin-data is not installed: left out.")
        self._home = tempfile.TemporaryDirectory()
        library.pinyin_init.restype = library.pinyin_alloc_instance.restype = c_void_p
        library.pinyin_init.argtypes = [c_char_p, c_char_p]
        library.pinyin_alloc_instance.argtypes = [c_void_p]
        library.pinyin_guess_predicted_candidates.restype = c_bool
        library.pinyin_guess_predicted_candidates.argtypes = [c_void_p, c_char_p]
        library.pinyin_get_n_candidate.argtypes = [c_void_p, POINTER(c_uint)]
        library.pinyin_get_candidate.argtypes = [c_void_p, c_uint, POINTER(c_void_p)]
        library.pinyin_get_candidate_string.argtypes = [c_void_p, c_void_p, POINTER(c_char_p)]
        library.pinyin_set_options.argtypes = [c_void_p, c_int]
        context = library.pinyin_init(str(_LIBPINYIN).encode(), self._home.name.encode())
        self._instance = library.pinyin_alloc_instance(context)

    def suggest(self, before: str, typed: str) -> list[str]:
        """What it offers after the longest end of the text (up to four characters) that it goes on from."""
        for length in range(min(4, len(before)), 0, -1):
            if found := self._after(before[-length:]):
                return found
        return []

    def _after(self, prefix: str) -> list[str]:
        if not self._library.pinyin_guess_predicted_candidates(self._instance, prefix.encode()):
            return []
        count = c_uint()
        self._library.pinyin_get_n_candidate(self._instance, byref(count))
        found: list[str] = []
        for at in range(min(count.value, self._shown)):
            candidate, text = c_void_p(), c_char_p()
            self._library.pinyin_get_candidate(self._instance, at, byref(candidate))
            self._library.pinyin_get_candidate_string(self._instance, candidate, byref(text))
            found.append((text.value or b"").decode("utf-8", "replace"))
        return found
